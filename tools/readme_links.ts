/**
 * Leads the links of packages' README.md to the repository: JSR shows those pages without the files that they lead to. The
 * release workflow runs it before it publishes; nothing of it is committed.
 *
 *     deno run --allow-read --allow-write tools/readme_links.ts https://github.com/OWNER/REPOSITORY/blob/v1.0.0
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { dirname, join, normalize } from "@std/path/posix";

/**
 * The text of a page in a folder of the repository, whose links to other files are addresses below `base`. Links within the
 * page, addresses, and code stay as they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const base = "https://example.com/blob/v1";
 * assertEquals(
 *   withAddresses("[a](../../docs/a.md#b), [c](#d)", "extensions/caddy", base),
 *   "[a](https://example.com/blob/v1/docs/a.md#b), [c](#d)",
 * );
 * ```
 */
export function withAddresses(text: string, folder: string, base: string): string {
  const absolute = (path: string) => {
    const [file, fragment] = path.split("#", 2);
    const place = normalize(join(folder, file));
    return `${base.replace(/\/$/, "")}/${place}${fragment === undefined ? "" : `#${fragment}`}`;
  };
  return text.split(/(^```[\s\S]*?^```|`[^`\n]*`)/m).map((part, index) =>
    index % 2 === 1
      ? part
      : part.replace(/\]\((?![a-z][a-z0-9+.-]*:|#|\/)([^()\s]+)\)/gi, (_, path) =>
        `](${absolute(path)})`)
  ).join("");
}

/** All README.md of packages, by their paths in the repository. */
export async function packageReadmes(root: string): Promise<string[]> {
  const found = ["README.md"];
  for (const group of ["extensions", "distributions"]) {
    for await (const { name } of Deno.readDir(join(root, group))) {
      const path = `${group}/${name}/README.md`;
      if (await Deno.stat(join(root, path)).then(() => true, () => false)) found.push(path);
    }
  }
  return found.sort();
}

if (import.meta.main) {
  const [base] = Deno.args;
  if (!base || !URL.canParse(base)) {
    console.error("Say where the files of the repository are: https://…/blob/v1.0.0");
    Deno.exit(1);
  }
  const root = fromFileUrl(new URL("../", import.meta.url));
  for (const path of await packageReadmes(root)) {
    const text = await Deno.readTextFile(join(root, path));
    await Deno.writeTextFile(join(root, path), withAddresses(text, dirname(path), base));
  }
}
