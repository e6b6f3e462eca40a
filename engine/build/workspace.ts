/** What is read of a deno.json. */
export interface PackageConfig {
  /** As others import it. */
  name: string;
  /** Its version, without which it can't be published. */
  version?: string;
  /** The modules that others may import; one alone is the whole package's. */
  exports?: string | Record<string, string>;
  /** Names that its modules may import by. */
  imports?: Record<string, string>;
  /** What Deno leaves alone. */
  exclude?: string[];
  /** What is published. */
  publish?: { include?: string[]; exclude?: string[] };
  /** Folders of further packages. */
  workspace?: string[];
}

/** A package of the workspace. */
export interface Package {
  /** As others import it. */
  name: string;
  /** Where its deno.json is. */
  folder: URL;
  /** The modules that others may import. */
  entryPoints: URL[];
  config: PackageConfig;
}

/** The packages of a workspace: the root's own, and its members. */
export async function readWorkspace(root: URL): Promise<Package[]> {
  const rootPackage = await readPackage(root);
  const packages = [rootPackage];
  for (const member of rootPackage.config.workspace ?? []) {
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
  const config: PackageConfig = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", folder)),
  );
  const entryPoints = Object.values(exportsOf(config)).map((path) => new URL(path, folder));
  return { name: config.name, folder, entryPoints, config };
}

/** A package's entry points by name, however its deno.json puts them. */
export function exportsOf({ exports = {} }: PackageConfig): Record<string, string> {
  return typeof exports === "string" ? { ".": exports } : exports;
}
