/** A package of the workspace. */
export interface Package {
  /** As others import it. */
  name: string;
  /** Where its deno.json is. */
  folder: URL;
  /** The modules that others may import. */
  entryPoints: URL[];
}

/** The packages of a workspace: the root's own, and its members. */
export async function readWorkspace(root: URL): Promise<Package[]> {
  const { workspace = [] } = await readConfig(root);
  const packages = [await readPackage(root)];
  for (const member of workspace) {
    for (const folder of await expand(new URL(`${member}/`, root))) {
      packages.push(await readPackage(folder));
    }
  }
  return packages;
}

/** The folders with a deno.json that a member's pattern stands for. */
async function expand(pattern: URL): Promise<URL[]> {
  if (!pattern.pathname.endsWith("/*/")) return [pattern];
  const parent = new URL("../", pattern);
  const folders: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(parent)) {
    const folder = new URL(`${name}/`, parent);
    const isMember = isDirectory &&
      await Deno.stat(new URL("deno.json", folder)).catch(() => undefined);
    if (isMember) folders.push(folder);
  }
  return folders.sort((a, b) => a.href < b.href ? -1 : 1);
}

async function readPackage(folder: URL): Promise<Package> {
  const { name, exports = {} } = await readConfig(folder);
  const entryPoints = typeof exports === "string" ? [exports] : Object.values<string>(exports);
  return { name, folder, entryPoints: entryPoints.map((path) => new URL(path, folder)) };
}

async function readConfig(folder: URL) {
  return JSON.parse(await Deno.readTextFile(new URL("deno.json", folder)));
}
