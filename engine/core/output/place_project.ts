/**
 * All that lies in an output folder, each at its place.
 *
 * @module
 */

import type { Diagnostic, OutputFile } from "../../../pacts/mod.ts";
import type { Conversion } from "../convert.ts";
import { type FilesThere, OBEYED_FILES, secretFiles } from "../secrets/secret_files.ts";
import { parseSupplied, renderSupplied, SUPPLIED_FILE } from "../secrets/supplied_file.ts";
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
  { project, files, config, variables, needs }:
    & Pick<Conversion, "project" | "config" | "variables" | "needs">
    & { files: Iterable<[string, OutputFile]> },
  { composeFile, firstRun, accepts = () => true, there = NOTHING }: ProjectPlace,
): Promise<{ placement: Placement; notes: Diagnostic[] }> {
  const [configFile] = CONFIG_FILES;
  const placed = await placeFiles(project, OutputTree.of(files), {
    taken: [composeFile, SUPPLIED_FILE, ...CONFIG_FILES, ...OBEYED_FILES],
    accepts,
  });
  const add = async (path: string, file: OutputFile) =>
    placed.loose.set(path, await looseFile(path, file));
  const secrets = variables &&
    secretFiles(variables, placed, there, config, needs ? [SUPPLIED_FILE] : []);
  for (const [path, file] of secrets?.files ?? []) await add(path, file);
  // compose.yml may hold secrets in its environment.
  await add(composeFile, { content: renderCompose(placed.project), mode: 0o600 });
  if (firstRun) await add(configFile, { content: renderConfig(config), mode: 0o644 });
  const supplied = needs && there.text(SUPPLIED_FILE);
  if (needs && supplied === undefined) {
    await add(SUPPLIED_FILE, { content: renderSupplied(needs), mode: 0o600 });
  }
  const notes = [
    ...secrets?.said ?? [],
    ...supplied === undefined ? [] : takenFile(supplied),
  ];
  return { placement: placed, notes };
}

/** Says that what lies there is none that values can stand in. */
function takenFile(text: string): Diagnostic[] {
  if (parseSupplied(text, SUPPLIED_FILE) !== undefined) return [];
  return [{
    severity: "error",
    code: "values-file-taken",
    message:
      `${SUPPLIED_FILE} beside compose.yml holds manifests, and it is where the values have to stand that the cluster gets from elsewhere. Rename it, or choose another --output-dir, and convert again`,
    file: SUPPLIED_FILE,
  }];
}
