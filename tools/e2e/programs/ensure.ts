import { run } from "./run.ts";
import type { Workshop } from "./workshop.ts";

/** A program that the end-to-end suite needs. */
export interface Program {
  /** The version that it must be of; any will do where none is named. */
  version?: string;
  /** The arguments that make it say its version; of a folder, the file in it that says so. */
  ask: string[];
  /** Whether it is a folder of files, such as a chart. */
  isFolder?: boolean;
  /** Whether it is the machine's own, rather than one of the cache folder. */
  ofMachine?: boolean;
  /** Files without which it is not whole. */
  files?: string[];
  /** Folders, beside the usual ones, where a machine may have it. */
  folders?: string[];
  /** Where to get it, best first. */
  sources: Source[];
}

/** A way to get a program. */
export interface Source {
  name: string;
  /** Sources of the same queue are used one after the other. */
  queue?: string;
  /** Puts the program at a path, or installs it if it is the machine's own. */
  get(path: string, workshop: Workshop): Promise<void>;
}

/** What there is of the programs that were asked for. */
export interface Programs<Name extends string> {
  paths: Record<Name, string | null>;
  /** Why a program can't be had. */
  reasons: Partial<Record<Name, string>>;
}

/** Where packages put programs. A client below /usr/local need not suit the engine of a package. */
const MACHINE_FOLDERS = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Finds the programs, and gets those that are missing or of another version. */
export async function ensurePrograms<Name extends string>(
  programs: Record<Name, Program>,
  workshop: Workshop,
): Promise<Programs<Name>> {
  const paths: Partial<Record<Name, string | null>> = {};
  const reasons: Partial<Record<Name, string>> = {};
  try {
    await Promise.all(
      Object.entries<Program>(programs).map(async ([key, program]) => {
        const name = key as Name;
        paths[name] = null;
        try {
          paths[name] = await ensure(name, program, workshop);
        } catch (error) {
          reasons[name] = error instanceof Error ? error.message : String(error);
        }
      }),
    );
  } finally {
    await workshop.close();
  }
  workshop.signal?.throwIfAborted();
  return { paths: paths as Record<Name, string | null>, reasons };
}

async function ensure(name: string, program: Program, workshop: Workshop): Promise<string> {
  const find = () =>
    program.ofMachine ? findOfMachine(name, program) : findPath([`${workshop.bin}/${name}`]);
  const findRight = async () => {
    const path = await find();
    const version = path && await checkVersion(path, program).catch(() => undefined);
    if (version) workshop.say(`ok       ${name} ${version}: already there`);
    return version && path;
  };
  const there = await findRight();
  if (there) return there;
  await workshop.open();
  // Another run may have made it while this one waited.
  const madeMeanwhile = await findRight();
  if (madeMeanwhile) return madeMeanwhile;

  const reasons: string[] = [];
  for (const source of program.sources) {
    try {
      return await workshop.inTurn(source.queue ?? name, async () => {
        const wanted = program.version ? `${name} ${program.version}` : name;
        workshop.say(`getting  ${wanted} from ${source.name}`);
        const start = performance.now();
        const made = `${await workshop.folder(`made/${name}`)}/${name}`;
        await source.get(made, workshop);
        if (!program.ofMachine) await Deno.chmod(made, 0o755);
        const path = program.ofMachine ? await findOfMachine(name, program) : made;
        if (!path) throw new Error(`it brought no ${name}`);
        const version = await checkVersion(path, program);
        const seconds = ((performance.now() - start) / 1000).toFixed(1);
        workshop.say(`made     ${name} ${version} from ${source.name} in ${seconds} s`);
        if (program.ofMachine) return path;
        // A folder of another version would be in the way.
        await Deno.remove(`${workshop.bin}/${name}`, { recursive: true }).catch(() => {});
        await Deno.rename(made, `${workshop.bin}/${name}`);
        return `${workshop.bin}/${name}`;
      });
    } catch (error) {
      workshop.signal?.throwIfAborted();
      reasons.push(`${source.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(reasons.join("\n"));
}

async function findOfMachine(
  name: string,
  { files = [], folders = [] }: Program,
): Promise<string | undefined> {
  for (const file of files) {
    if (!await findPath([file])) return undefined;
  }
  return await findPath([...MACHINE_FOLDERS, ...folders].map((folder) => `${folder}/${name}`));
}

async function findPath(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
}

/** The version of a program that runs; throws where it does not, or is of another version. */
async function checkVersion(path: string, program: Program): Promise<string> {
  const said = program.isFolder
    ? await readVersion(path, program)
    : await askVersion(path, program);
  // A Go module without releases has the time and hash of its commit.
  const actual = said.match(/\d+(?:\.\d+)+(?:-\d{14})?/)?.[0];
  if (!actual) throw new Error(`no version in what it says: ${said.slice(0, 200)}`);
  const { version } = program;
  if (version && actual !== version) throw new Error(`it is ${actual}, not ${version}`);
  return actual;
}

async function askVersion(path: string, { ask }: Program): Promise<string> {
  const { stdout, stderr } = await run(path, ask);
  return `${stdout}${stderr}`;
}

async function readVersion(path: string, { ask: [file] }: Program): Promise<string> {
  const text = await Deno.readTextFile(`${path}/${file}`);
  return text.match(/\b[Vv]ersion\W+\d.*/)?.[0] ?? "";
}
