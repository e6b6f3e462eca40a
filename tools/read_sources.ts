const PARTS = ["pacts", "engine", "extensions", "distributions"];
const FILES = ["deno.json", "mod.ts", "build.ts"];

/** The product's sources by path, tests aside but not what they share, and the JSON files that say how they fit together. */
export async function readSources(root: URL): Promise<Map<string, string>> {
  const sources = new Map<string, string>();

  async function read(path: string): Promise<void> {
    try {
      sources.set(path, await Deno.readTextFile(new URL(path, root)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async function walk(folder: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
      if (isDirectory && name !== "testdata") await walk(`${folder}${name}/`);
      else if (isSource(name)) await read(`${folder}${name}`);
    }
  }

  for (const part of PARTS) await walk(`${part}/`);
  for (const file of FILES) await read(file);
  return sources;
}

function isSource(name: string): boolean {
  return /(?<!_test)\.ts$/.test(name) || name === "deno.json" ||
    name === "distribution.json";
}
