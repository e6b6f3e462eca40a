/** What this checkout's sources say. */
import { readSources } from "../read_sources.ts";
import { findSayings, type Saying } from "./find.ts";
import { readProgram } from "./program.ts";

/** Reads the sources, but what only tests share. */
export async function readSayings(root: URL): Promise<Saying[]> {
  const sources = await readSources(root);
  const modules = [...sources.keys()].filter((path) => /\.ts$/.test(path) && !/(^|\/)_/.test(path));
  return findSayings(readProgram(root, modules));
}
