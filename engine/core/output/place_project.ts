/**
 * All that lies in an output folder, each at its place.
 *
 * @module
 */

import type { Diagnostic, OutputFile } from "../../../pacts/mod.ts";
import type { Conversion } from "../convert.ts";
import { type FilesThere, OBEYED_FILES, secretFiles } from "../secrets/secret_files.ts";
import { CONFIG_FILES } from "../settings/config_text.ts";
import { renderConfig } from "../settings/first_run.ts";
import { OutputTree } from "./output_tree.ts";
import { looseFile, placeFiles, type Placement, type Unit } from "./place_files.ts";
import { renderCompose } from "./render.ts";

/** What there is to know of the folder. */
export interface ProjectPlace {
  /** Name of the Compose file. */
  composeFile: string;
  /** Whether dekube.yaml is written, too. */
  firstRun: boolean;
  /** Whether a unit can have its place: nothing else is there. */
  accepts?: (unit: Unit) => boolean;
  /** What is there before the run; nothing, where it is left out. */
  there?: FilesThere;
}

const NOTHING: FilesThere = { text: () => undefined, foreignText: () => undefined };

/** Places a project, and says what there is to say of that. */
export async function placeProject(
  { project, files, config, variables }:
    & Pick<Conversion, "project" | "config" | "variables">
    & { files: Iterable<[string, OutputFile]> },
  { composeFile, firstRun, accepts = () => true, there = NOTHING }: ProjectPlace,
): Promise<{ placement: Placement; notes: Diagnostic[] }> {
  const [configFile] = CONFIG_FILES;
  const placed = await placeFiles(project, OutputTree.of(files), {
    taken: [composeFile, ...CONFIG_FILES, ...OBEYED_FILES],
    accepts,
  });
  const add = async (path: string, file: OutputFile) =>
    placed.loose.set(path, await looseFile(path, file));
  const secrets = variables && secretFiles(variables, placed, there, config);
  for (const [path, file] of secrets?.files ?? []) await add(path, file);
  // compose.yml may hold secrets in its environment.
  await add(composeFile, { content: renderCompose(placed.project), mode: 0o600 });
  if (firstRun) await add(configFile, { content: renderConfig(config), mode: 0o644 });
  return { placement: placed, notes: secrets?.said ?? [] };
}
