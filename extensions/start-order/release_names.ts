/**
 * Which release a workload belongs to.
 *
 * @module
 */

import { type ConvertContext, type Manifest, text } from "@dekube/engine/pacts";
import type { Workload } from "@dekube/engine/pacts/kubernetes";
import { hookOf } from "./hook.ts";

/**
 * Names of releases: what Helm wrote on an object of a live cluster, else the folder that it was rendered to, else the label
 * that charts give to what they render. Other tools give that label too, so it counts on what bears a mark of Helm, and on
 * the rest where such an object has the same. Where a stream or a folder of files has one such label, what a chart made
 * without it is of that release too.
 */
export function releaseNames(
  ctx: Pick<ConvertContext, "releases" | "workloads">,
): (workload: Workload) => string {
  const known = ({ id, manifest }: Workload) =>
    text(manifest.metadata.annotations?.["meta.helm.sh/release-name"]) || ctx.releases.of(id);
  const labelled = new Set(
    [...ctx.workloads].filter((workload) => known(workload) === "" && isOfHelm(workload.manifest))
      .map(({ manifest }) => labelOf(manifest)).filter((name) => name !== ""),
  );
  const only = labelled.size === 1 ? [...labelled][0] : "";
  return (workload) => {
    const { manifest } = workload;
    const label = labelOf(manifest);
    return known(workload) || (labelled.has(label) ? label : isOfHelm(manifest) ? only : "");
  };
}

/** Tools that render a release, and where they write its name. */
const LABELS = [
  ["app.kubernetes.io/managed-by", "app.kubernetes.io/instance"],
  ["heritage", "release"],
] as const;

/** Whether an object bears a mark of Helm or of a chart. */
function isOfHelm(manifest: Manifest): boolean {
  const { labels } = manifest.metadata;
  return hookOf(manifest) !== undefined ||
    ["helm.sh/chart", "chart"].some((label) => text(labels?.[label]) !== "") ||
    LABELS.some(([tool]) => isHelm(text(labels?.[tool])));
}

/** `app.kubernetes.io/instance`, or `release` of older charts; nothing where another tool says that the object is its own. */
function labelOf({ metadata: { labels } }: Manifest): string {
  for (const [tool, name] of LABELS) {
    const manager = text(labels?.[tool]);
    const release = text(labels?.[name]);
    // "release" by itself may be anybody's word.
    const isMeant = isHelm(manager) || manager === "" && name !== "release";
    if (release !== "" && isMeant) return release;
  }
  return "";
}

function isHelm(tool: string): boolean {
  return /^(helm|tiller)$/i.test(tool);
}
