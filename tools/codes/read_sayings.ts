/** What this checkout's sources say. */
import { readSources } from "../read_sources.ts";
import { findSayings, type Saying } from "./find.ts";
import { readProgram } from "./program.ts";

/** Reads the sources, but what only tests share. The command's own words come before those of the page in a browser. */
export async function readSayings(root: URL): Promise<Saying[]> {
  const sources = await readSources(root);
  const modules = [...sources.keys()].filter((path) => /\.ts$/.test(path) && !/(^|\/)_/.test(path));
  const inBrowser = (path: string) => Number(path.startsWith("engine/browser/"));
  return findSayings(readProgram(root, modules.sort((a, b) => inBrowser(a) - inBrowser(b))));
}
