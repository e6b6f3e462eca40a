/**
 * Finds files that hold values of Secrets, whoever wrote them there.
 *
 * @module
 */

import type { Secret } from "../../../pacts/mod.ts";
import type { OutputTree } from "../output/output_tree.ts";
import type { NotedVariables } from "./noted_variables.ts";
import { isTelling } from "./sounds_secret.ts";
import { ValuesIn } from "./values_in.ts";
import { valuesOf } from "./values_of.ts";

/** Marks them, so that a .gitignore names them. */
export function markConfidentialFiles(
  files: OutputTree,
  secrets: Iterable<Secret>,
  noted: NotedVariables,
): void {
  const known = [
    ...valuesOf(secrets).filter(({ key, value }) => isTelling(key, value)),
    ...[...noted.named].filter(({ value }) => value.length >= 4),
  ];
  const values = new ValuesIn(known, ({ value }) => [value, value.trimEnd()]);
  for (const [path, { content }] of [...files.entries()]) {
    if (typeof content !== "string") continue;
    const holds = values.of(content).some(({ value }) => content.includes(value.trimEnd()));
    if (holds) files.markConfidential(path);
  }
}
