/** Lays `@std` packages out as a JSR registry of files, which Deno reads where JSR_URL says so. */

import { type JsrPackage, writePackage } from "../engine/build/jsr_package.ts";

/** A package whose files can still be changed. */
interface Package extends JsrPackage {
  files: Map<string, string>;
}

/** What to lay out, and where from. */
export interface RegistryOptions {
  /** The imports of deno.json: which packages, and from which version on. */
  imports: Record<string, string>;
  /** A checkout of denoland/std, or a folder of stand-ins. */
  source: URL;
  /** Which of the two it is. */
  genuine: boolean;
}

/** Writes the registry: all of it, or nothing. */
export async function buildRegistry(
  registry: URL,
  { imports, source, genuine }: RegistryOptions,
): Promise<void> {
  const names = Object.keys(imports).filter((name) => name.startsWith("@std/"));
  const packages = genuine
    ? await readGenuine(source, names)
    : await Promise.all(names.map((name) => readStandIn(source, name, imports[name])));
  const staging = new URL(registry.href.replace(/\/$/, `.${Deno.pid}/`));
  for (const entry of packages) await writePackage(staging, entry);
  try {
    await Deno.rename(staging, registry);
  } catch (error) {
    // Another task was faster; what it built is the same.
    await Deno.remove(staging, { recursive: true });
    if (!await Deno.stat(registry).catch(() => undefined)) throw error;
  }
}

/** The named packages of a checkout, and those that they import. */
async function readGenuine(std: URL, names: string[]): Promise<Package[]> {
  const packages = new Map<string, Package>();
  const wanted = [...names];
  for (let name = wanted.pop(); name; name = wanted.pop()) {
    if (packages.has(name)) continue;
    const folder = toFolder(std, name);
    const config = await Deno.readTextFile(new URL("deno.json", folder)).catch(() => {
      throw new Error(`STD_DIR has no ${name}: no deno.json in ${folder.pathname}`);
    });
    const { version, exports } = JSON.parse(config);
    const files = await readSources(folder);
    packages.set(name, { name, version, exports, files });
    for (const text of files.values()) {
      for (const [, , imported] of text.matchAll(STD_IMPORT)) {
        wanted.push(imported);
      }
    }
  }
  const toJsr = (_: string, before: string, name: string, entry = "") =>
    `${before}jsr:${name}@^${packages.get(name)!.version}${entry}`;
  for (const { files } of packages.values()) {
    for (const [path, text] of files) {
      files.set(path, text.replace(STD_IMPORT, toJsr));
    }
  }
  return [...packages.values()];
}

/** An import by a name of std's import map. Code only: in a comment the line begins otherwise. */
const STD_IMPORT = /^((?:import|export|\})[^"\n]*")(@std\/[\w-]+)(\/[^"\n]*)?(?=")/gm;

/** A stand-in bears the lowest version that deno.json accepts; its entry points are its files. */
async function readStandIn(
  standIns: URL,
  name: string,
  range: string,
): Promise<Package> {
  const version = range.match(/\d+\.\d+\.\d+$/)?.[0];
  if (!version) throw new Error(`deno.json: no lowest version in ${range}`);
  const files = await readSources(toFolder(standIns, name));
  const exports = Object.fromEntries(
    [...files.keys()].filter((path) => !path.includes("/_")).map((path) => {
      const entry = path.replace(/(\/mod)?\.ts$/, "").replaceAll("_", "-");
      return [`.${entry}`, `.${path}`];
    }),
  );
  return { name, version, exports, files };
}

function toFolder(source: URL, name: string): URL {
  return new URL(`${name.replace("@std/", "").replaceAll("-", "_")}/`, source);
}

async function readSources(
  folder: URL,
  path = "/",
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(`.${path}`, folder))
  ) {
    if (isDirectory) {
      for (
        const [below, text] of await readSources(folder, `${path}${name}/`)
      ) {
        files.set(below, text);
      }
    } else if (/(?<!_test)\.ts$|^_.*\.json$/.test(name)) {
      files.set(
        `${path}${name}`,
        await Deno.readTextFile(new URL(`.${path}${name}`, folder)),
      );
    }
  }
  return files;
}
