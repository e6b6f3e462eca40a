/** Where a version of Deno may be named; tools/deno-version alone decides. */
const MENTIONS = ["README.md", "docs/", ".ci/", ".github/workflows/"];

/** Each place that names another Deno than tools/deno-version does, as a sentence. */
export async function findOtherDenoVersions(root: URL): Promise<string[]> {
  const version = (await Deno.readTextFile(new URL("tools/deno-version", root))).trim();
  const problems: string[] = [];
  for (const path of MENTIONS) {
    for (const file of await list(new URL(path, root))) {
      const text = await Deno.readTextFile(file);
      const others = [...text.matchAll(/\bdeno@(\d[\w.-]*\w)/g)]
        .map(([, other]) => other)
        .filter((other) => other !== version);
      for (const other of new Set(others)) {
        problems.push(
          `${file.href.slice(root.href.length)} names deno@${other}, tools/deno-version ${version}`,
        );
      }
    }
  }
  return problems;
}

/** The file, or the files of the folder; none where there is neither. */
async function list(url: URL): Promise<URL[]> {
  try {
    if (!url.pathname.endsWith("/")) return (await Deno.stat(url)).isFile ? [url] : [];
    const entries = await Array.fromAsync(Deno.readDir(url));
    return entries.filter(({ isFile }) => isFile).map(({ name }) => new URL(name, url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
