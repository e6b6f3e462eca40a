/**
 * Gets a Deno and the runtime stub that its `deno compile` needs, where Deno's own server is out of
 * reach:
 *
 *     deno run -A tools/jsr.ts run -A tools/denort.ts
 *
 * PyPI has a Deno, and a program that was compiled with just that version. What that program begins
 * with, up to the end of its ELF section headers, is the stub: Deno appends the rest. Both are made
 * once a machine, in `dekube-e2e/denort/` of the user's cache folder. Prints their paths.
 */
import { ensurePrograms } from "./e2e/programs/ensure.ts";
import { wheel } from "./e2e/programs/packages.ts";
import { Workshop } from "./e2e/programs/workshop.ts";

const VERSION = "2.6.10";
const COMPILED = { name: "bids-validator-deno", version: "2.4.1" };

/** A Deno that can compile, and with what. */
export interface Compiler {
  /** The program. */
  deno: string;
  /** The stub of its version, for DENORT_BIN. */
  denort: string;
}

/** How the compiler is got. */
export interface CompilerOptions {
  /** Is told what happens, line by line; standard error, if nothing else is named. */
  say?: (line: string) => void;
  /** Stops it: what is half done is removed. */
  signal?: AbortSignal;
}

/** The compiler; it is made first where it is missing. Throws where it can't be had, and says why. */
export async function ensureCompiler(
  { say = console.error, signal }: CompilerOptions = {},
): Promise<Compiler> {
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") throw new Error(`there is no stub for ${os} ${arch}`);
  const cache = `${findCache()}/denort`;
  const denort = `${cache}/denort-${VERSION}`;
  const isThere = await Deno.stat(denort).then(({ isFile }) => isFile, () => false);
  const deno = await ensure("deno", VERSION, cache);
  if (isThere) {
    say(`ok       denort ${VERSION}: already there`);
    return { deno, denort };
  }
  const compiled = await ensure(COMPILED.name, COMPILED.version, cache);
  const program = await Deno.readFile(compiled);
  const stub = program.subarray(0, endOfElf(program));
  // Another run may make it at the same time: whole files only.
  const staging = `${denort}.${Deno.pid}`;
  await Deno.writeFile(staging, stub, { mode: 0o755 });
  await Deno.rename(staging, denort);
  await Deno.remove(compiled).catch(() => {});
  say(`made     denort ${VERSION}: the first ${stub.length} bytes of ${COMPILED.name}`);
  return { deno, denort };

  async function ensure(name: string, version: string, folder: string): Promise<string> {
    const source = wheel({ name, version, entry: `scripts/${name}` });
    const program = { version, ask: ["--version"], sources: [source] };
    const { paths, reasons } = await ensurePrograms(
      { [name]: program },
      new Workshop(folder, say, signal),
    );
    const path = paths[name];
    if (path === null) throw new Error(`${name} ${version} can't be had: ${reasons[name]}`);
    return path;
  }
}

/** Where a 64-bit ELF file ends by its own account: its section headers are the last of it. */
export function endOfElf(program: Uint8Array): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const isElf64 = view.byteLength > 64 && view.getUint32(0) === 0x7f454c46 &&
    view.getUint8(4) === 2;
  if (!isElf64) throw new Error("this is no 64-bit ELF program");
  const start = Number(view.getBigUint64(0x28, true));
  const end = start + view.getUint16(0x3a, true) * view.getUint16(0x3c, true);
  if (end > program.length) throw new Error("the program is cut off");
  return end;
}

function findCache(): string {
  const { XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  if (!XDG_CACHE_HOME && !HOME) throw new Error("neither XDG_CACHE_HOME nor HOME is set");
  return `${XDG_CACHE_HOME || `${HOME}/.cache`}/dekube-e2e`;
}

if (import.meta.main) console.log(JSON.stringify(await ensureCompiler(), null, 2));
