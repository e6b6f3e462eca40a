import type { Package } from "./workspace.ts";

/** What `deno publish` never takes along. */
const NEVER_PUBLISHED = [".git", "node_modules", "vendor", ".DS_Store"];

/**
 * The files of a package that `deno publish` would take along, by their path, which begins with a
 * slash, in order. Patterns of deno.json are paths in which `*` stands for a name, or a part of it,
 * and `**` for any number of folders.
 */
export async function publishedFiles({ folder, config }: Package): Promise<Map<string, URL>> {
  const { include = ["**"], exclude = [] } = config.publish ?? {};
  const wanted = include.map(toPattern);
  const unwanted = [
    ...NEVER_PUBLISHED.map((name) => `**/${name}`),
    ...config.exclude ?? [],
    ...exclude,
  ]
    .map(toPattern);
  const files = new Map<string, URL>();

  async function walk(path: string): Promise<void> {
    const entries = await Array.fromAsync(Deno.readDir(new URL(`./${path}`, folder)));
    entries.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { name, isDirectory, isFile } of entries) {
      const at = `${path}${name}`;
      if (unwanted.some((pattern) => pattern.test(at))) continue;
      if (isDirectory && !await isPackage(at)) await walk(`${at}/`);
      if (isFile && wanted.some((pattern) => pattern.test(at))) {
        files.set(`/${at}`, new URL(`./${at}`, folder));
      }
    }
  }

  /** A member of the workspace is published by itself. */
  async function isPackage(path: string): Promise<boolean> {
    const file = new URL(`./${path}/deno.json`, folder);
    return await Deno.stat(file).then(() => true, () => false);
  }

  await walk("");
  return files;
}

/** A pattern matches what it names and all below. */
function toPattern(glob: string): RegExp {
  const pattern = glob.replace(/^\.\//, "").replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(
      /\*\*\/|\*\*|\*/g,
      (stars) => stars === "**/" ? "(?:.*/)?" : stars === "**" ? ".*" : "[^/]*",
    );
  return new RegExp(`^${pattern}(?:/|$)`);
}
