/**
 * Makes a site of the Markdown in this checkout, in `dist/site/`:
 *
 *     npx -y deno@2.9.6 task site
 *
 * VitePress and what it needs come from npm, some 100 MB the first time. Links that lead nowhere end it.
 */
import { dirname, join } from "@std/path";
import { fileURLToPath } from "node:url";
import { parseBuild } from "../engine/build/args.ts";
import { pageText } from "../engine/build/build_page.ts";
import { anchorsOf, makeSite, placeOf, type Repository, type Site } from "./site/pages.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUTPUT = join(ROOT, "dist/site");

/** What is installed to build it. Vue is VitePress's own, and named since pages import it. */
const PACKAGES = { vitepress: "1.6.4", vue: "^3.5.0" };

/** Folders that pages may be in. */
const FOLDERS = ["", "docs", "extensions", "distributions", "examples"];

/** Paths of the Markdown files that are pages. */
export function findPages(root: string): string[] {
  const paths: string[] = [];
  for (const folder of FOLDERS) {
    for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
      paths.push([folder, name, ...isDirectory ? ["README.md"] : []].filter(Boolean).join("/"));
    }
  }
  const { read } = repositoryIn(root);
  return paths.filter((path) => placeOf(path) !== undefined && read(path) !== undefined).sort();
}

/** The files below a folder. */
export function repositoryIn(root: string): Repository {
  const stat = (path: string) => Deno.statSync(join(root, path));
  const ifThere = <T>(look: () => T): T | undefined => {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  return {
    read: (path) =>
      ifThere(() => stat(path).isFile ? Deno.readTextFileSync(join(root, path)) : undefined),
    isFolder: (path) => ifThere(() => stat(path).isDirectory) ?? false,
  };
}

async function writeSources(site: Site, folder: string): Promise<void> {
  const settings = join(folder, ".vitepress");
  await Deno.mkdir(settings);
  for (const name of ["config.ts", "markdown.ts", "navigation.ts", "slug.ts"]) {
    await Deno.copyFile(join(ROOT, "tools/site", name), join(settings, name));
  }
  for (const [place, text] of site.pages) await write(join(folder, place), text);
  for (const path of site.files) {
    await write(
      join(folder, "public/files", `${path}.txt`),
      await Deno.readTextFile(join(ROOT, path)),
    );
  }
  // Whoever reads of it can try it.
  const { html } = await pageText(parseBuild(["--page"]));
  await write(join(folder, "public/dekube.html"), html);
  await write(
    join(folder, "package.json"),
    JSON.stringify({ type: "module", dependencies: PACKAGES }),
  );
  await write(join(folder, "deno.json"), JSON.stringify({ nodeModulesDir: "manual" }));
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

async function build(): Promise<number> {
  const site = makeSite(findPages(ROOT), repositoryIn(ROOT));
  if (site.broken.length > 0) {
    console.error(site.broken.join("\n"));
    return 1;
  }
  // Outside, since the checkout is a workspace of its own, with packages of its own.
  const folder = await Deno.makeTempDir();
  try {
    await writeSources(site, folder);
    if (!await run(folder, "install")) {
      console.error(
        `The packages of the site (${
          Object.keys(PACKAGES).join(", ")
        }) come from npm, which has to be in reach.`,
      );
      return 1;
    }
    if (!await run(folder, "run", "-A", "npm:vitepress", "build", ".", "--outDir", OUTPUT)) {
      return 1;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const missing = await findMissing(site);
  if (missing.length > 0) {
    console.error(missing.join("\n"));
    return 1;
  }
  console.log(`The site is in dist/site; to look at it: npx -y http-server dist/site`);
  return 0;
}

/** Headings that the site lacks: VitePress goes on where it can't show a page. */
async function findMissing({ pages }: Site): Promise<string[]> {
  const missing: string[] = [];
  for (const [place, text] of pages) {
    const path = place.replace(/\.md$/, ".html");
    const page = await Deno.readTextFile(join(OUTPUT, path));
    for (const anchor of anchorsOf(text)) {
      if (!page.includes(`id="${anchor}"`)) missing.push(`${path} lacks the heading #${anchor}`);
    }
  }
  return missing;
}

async function run(cwd: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd, stdin: "null" }).spawn()
    .status;
  return success;
}

if (import.meta.main) Deno.exit(await build());
