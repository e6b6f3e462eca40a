/**
 * Says where a project is larger than Docker Compose reads.
 *
 * @module
 */

import type { ComposeProject, Diagnostics } from "../../../pacts/mod.ts";

/**
 * Values that Docker Compose takes of one file: mappings, lists, and what is in them, but for the keys. Older ones take any
 * number.
 *
 * @see https://github.com/compose-spec/compose-go/blob/v2.14.0/loader/reset.go
 */
const MOST_VALUES = 100_000;

/** Warns of a project whose compose.yml Docker Compose would refuse for its size alone. */
export function warnLargeProject(project: ComposeProject, diagnostics: Diagnostics): void {
  const values = countValues(project);
  if (values <= MOST_VALUES) return;
  const services = Object.keys(project.services).length;
  diagnostics.warn(
    "large-project",
    `compose.yml holds ${values} values in ${services} services. Newer versions of Docker Compose (5.5 is one) read at most ${MOST_VALUES} of one file. Take some out with "exclude" in dekube.yaml, or convert the namespaces by themselves, each into a folder of its own`,
  );
}

/**
 * The values of a tree, itself among them. Keys that hold nothing are in no file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(countValues({ services: { web: { image: "web", command: ["run", "now"] } } }), 7);
 * ```
 */
export function countValues(tree: unknown): number {
  const open = [tree];
  let values = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (value === undefined) continue;
    values++;
    if (typeof value === "object" && value !== null) {
      for (const item of Object.values(value)) open.push(item);
    }
  }
  return values;
}
