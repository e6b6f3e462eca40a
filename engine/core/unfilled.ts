/**
 * Says which objects hold values that somebody else fills in: `${REGISTRY}/web` is what a pipeline passes through envsubst.
 *
 * In most places such a text may be meant, for a shell for instance. An image and a name can't be.
 *
 * @module
 */

import { type Diagnostics, idOf, type Manifest, namespaceOf, text } from "../../pacts/mod.ts";
import { allContainers, workloadOf } from "../../pacts/kubernetes/mod.ts";
import { describe } from "./failures.ts";

const MOST_NAMED = 5;

/** `$NAME`, `${NAME}`, `{{ … }}`. */
const BLANK = /\$\{[^{}]*\}|\$\w+|\{\{.*?\}\}/g;

/** One message for all of them. */
export function warnUnfilled(manifests: readonly Manifest[], diagnostics: Diagnostics): void {
  const unfilled = manifests.flatMap((manifest) => {
    const blanks = blanksIn(manifest);
    return blanks.length > 0 ? [`${describe(idOf(manifest))} (${blanks.join(", ")})`] : [];
  });
  if (unfilled.length === 0) return;
  const more = unfilled.length > MOST_NAMED ? `, and ${unfilled.length - MOST_NAMED} more` : "";
  diagnostics.warn(
    "unfilled-value",
    `names with values that nobody filled in are no names: ${
      unfilled.slice(0, MOST_NAMED).join(", ")
    }${more}. Fill them in first, for instance with: envsubst < FILE > FILLED. To have Compose fill them in from .env, write the image under "overrides" in dekube.yaml`,
  );
}

function blanksIn(manifest: Manifest): string[] {
  const workload = workloadOf(manifest);
  const images = workload ? allContainers(workload).map(({ image }) => text(image)) : [];
  return [
    ...new Set(
      [manifest.metadata.name, namespaceOf(manifest), ...images]
        .filter((name) => /[${]/.test(name))
        .flatMap((name) => name.match(BLANK) ?? []),
    ),
  ];
}
