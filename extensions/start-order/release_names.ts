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
 * that charts give to what they render. Where a stream or a folder of files has one such label, what a chart made without it is
 * of that release too.
 */
export function releaseNames(
  ctx: Pick<ConvertContext, "releases" | "workloads">,
): (workload: Workload) => string {
  const known = ({ id, manifest }: Workload) =>
    text(manifest.metadata.annotations?.["meta.helm.sh/release-name"]) || ctx.releases.of(id);
  const labelled = new Set(
    [...ctx.workloads].filter((workload) => known(workload) === "")
      .map(({ manifest }) => labelOf(manifest)).filter((name) => name !== ""),
  );
  const only = labelled.size === 1 ? [...labelled][0] : "";
  return (workload) =>
    known(workload) ||
    labelOf(workload.manifest) || (isOfChart(workload.manifest) ? only : "");
}

/** Whether an object bears marks of a chart. */
function isOfChart(manifest: Manifest): boolean {
  const { labels } = manifest.metadata;
  return hookOf(manifest) !== undefined ||
    ["helm.sh/chart", "chart"].some((label) => text(labels?.[label]) !== "");
}

/** `app.kubernetes.io/instance`, or `release` of older charts, where Helm rendered the object. */
function labelOf({ metadata: { labels } }: Manifest): string {
  for (
    const [tool, name] of [["app.kubernetes.io/managed-by", "app.kubernetes.io/instance"], [
      "heritage",
      "release",
    ]]
  ) {
    if (/^(helm|tiller)$/i.test(text(labels?.[tool]))) {
      const release = text(labels?.[name]);
      if (release !== "") return release;
    }
  }
  return "";
}
