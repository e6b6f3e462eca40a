/**
 * Why nothing came out of an input.
 *
 * @module
 */

import { isExcluded, kindOf, type Manifest } from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";
import type { Conversion } from "../convert.ts";

/** What to say where no services came out. */
export function noServicesMessage(
  manifests: readonly Manifest[],
  { config, diagnostics }: Pick<Conversion, "config" | "diagnostics">,
  firstRun: boolean,
): string {
  if (manifests.length === 0) return "there are no manifests in the input; nothing was written";
  const message = `no services came out of these manifests; nothing was written. ${
    whyNothing(manifests, config.exclude, diagnostics.length > 0)
  }`;
  return firstRun && config.exclude.length > 0
    ? `${message}. To have what was left out, put a dekube.yaml with "exclude: []" into the output folder`
    : message;
}

/** Why nothing runs, where nothing else has been said that would explain it. */
function whyNothing(
  manifests: readonly Manifest[],
  exclude: readonly string[],
  isSaid: boolean,
): string {
  const names = manifests.filter((manifest) => WORKLOAD_KINDS.includes(kindOf(manifest)))
    .map(({ metadata }) => metadata.name);
  const excluded = [...new Set(names.filter((name) => isExcluded(name, exclude)))];
  if (names.length > 0 && excluded.length === new Set(names).size) {
    return `All that would run is on "exclude": ${excluded.join(", ")}`;
  }
  if (names.length > 0 || isSaid) return "See above why";
  const kinds = [...new Set(manifests.map(kindOf))].sort();
  return `None of them runs anything: ${kinds.join(", ")}`;
}
