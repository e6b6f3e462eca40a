/**
 * Runs Deno with the given arguments, where JSR may be out of reach:
 *
 *     deno run -A tools/jsr.ts test -A
 *
 * Where JSR answers, that is all it does. Where it does not, Deno is pointed at a registry of files
 * under `.jsr/` that holds the `@std` packages of deno.json: the stand-ins beside this file. Where
 * STD_DIR names a checkout of denoland/std, the registry holds those sources instead, and is used
 * whether JSR answers or not. A JSR_URL that is set already is left alone. Whether JSR answers is
 * remembered for a day; remove `.jsr/` to have it asked again.
 *
 * With `--init-cwd` first, Deno runs in the folder that `deno task` was started from.
 *
 * This precedes every task, so it does the least possible, and imports nothing that may be missing.
 */
import { pathToFileURL } from "node:url";

const ROOT = new URL("../", import.meta.url);
const STORE = new URL(".jsr/", ROOT);
const STAND_INS = new URL("stand-ins/", import.meta.url);
const DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 5000;

/** What the registry is made from. */
export interface Environment {
  JSR_URL?: string;
  STD_DIR?: string;
}

/** The registry that Deno needs to be pointed at, built where it is not there; none if JSR is. */
export async function findRegistry(
  { JSR_URL, STD_DIR }: Environment,
  store: URL = STORE,
  jsrAnswers: (store: URL) => Promise<boolean> = rememberAnswer,
): Promise<string | undefined> {
  if (JSR_URL) return;
  if (!STD_DIR && await jsrAnswers(store)) return;
  const std = STD_DIR ? pathToFileURL(`${STD_DIR}/`) : undefined;
  const kind = std ? "std" : "stand-ins";
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  // Deno keeps modules by URL: what is made from something else needs another one.
  const key = await fingerprint([
    JSON.stringify(imports),
    ...std ? [std.href, ...await readVersions(std)] : await readTree(STAND_INS),
  ]);
  const registry = new URL(`${kind}-${key}/`, store);
  if (!await exists(registry)) {
    const { buildRegistry } = await import("./std_registry.ts");
    await buildRegistry(registry, { imports, source: std ?? STAND_INS, genuine: !!std });
    await removeOld(store, kind, registry);
  }
  return registry.href;
}

async function rememberAnswer(store: URL): Promise<boolean> {
  const memory = new URL("answer.json", store);
  try {
    const { answers, asked } = JSON.parse(await Deno.readTextFile(memory));
    if (Date.now() - asked < DAY) return answers;
  } catch {
    // Never asked.
  }
  const answers = await ask();
  await Deno.mkdir(store, { recursive: true });
  await Deno.writeTextFile(
    memory,
    JSON.stringify({ answers, asked: Date.now() }),
  );
  return answers;
}

/** Has Deno itself fetch a small module: it knows the registry, the proxies and the certificates. */
async function ask(): Promise<boolean> {
  const cache = await Deno.makeTempDir();
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--no-config", "--no-lock", "jsr:@std/assert@1/assert"],
      env: { DENO_DIR: cache },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(PATIENCE),
    }).output();
    return success;
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

async function readVersions(std: URL): Promise<string[]> {
  const configs: string[] = [];
  for (const { name, isDirectory } of await list(std)) {
    if (!isDirectory) continue;
    configs.push(
      await Deno.readTextFile(new URL(`${name}/deno.json`, std)).catch(() => ""),
    );
  }
  return configs;
}

async function readTree(folder: URL): Promise<string[]> {
  const texts: string[] = [];
  for (const { name, isDirectory } of await list(folder)) {
    const entry = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) texts.push(...await readTree(entry));
    else texts.push(name, await Deno.readTextFile(entry));
  }
  return texts;
}

async function list(folder: URL): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function fingerprint(texts: string[]): Promise<string> {
  const bytes = new TextEncoder().encode(texts.join("\0"));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 12);
}

async function exists(folder: URL): Promise<boolean> {
  return await Deno.stat(folder).then(() => true, () => false);
}

/** Registries of yesterday's sources; a younger one may be in use by another task. */
async function removeOld(
  store: URL,
  kind: string,
  current: URL,
): Promise<void> {
  for await (const { name } of Deno.readDir(store)) {
    const entry = new URL(`${name}/`, store);
    if (!name.startsWith(`${kind}-`) || entry.href === current.href) continue;
    const { mtime } = await Deno.stat(entry);
    if (Date.now() - mtime!.getTime() > DAY) {
      await Deno.remove(entry, { recursive: true });
    }
  }
}

async function runDeno(
  args: string[],
  cwd: string | undefined,
): Promise<number> {
  const registry = await findRegistry(Deno.env.toObject());
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: registry ? { JSR_URL: registry } : {},
  }).spawn();
  passOnSignals(child);
  return (await child.status).code;
}

/** The child ends as it sees fit, and we after it. */
function passOnSignals(child: Deno.ChildProcess): void {
  // A terminal sends Ctrl-C to the child as well; twice would be once too often.
  const interrupt = Deno.stdin.isTerminal() ? () => {} : () => child.kill("SIGINT");
  Deno.addSignalListener("SIGINT", interrupt);
  if (Deno.build.os === "windows") return;
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => child.kill(signal));
  }
}

if (import.meta.main) {
  const [first, ...others] = Deno.args;
  Deno.exit(
    first === "--init-cwd"
      ? await runDeno(others, Deno.env.get("INIT_CWD"))
      : await runDeno(Deno.args, undefined),
  );
}
