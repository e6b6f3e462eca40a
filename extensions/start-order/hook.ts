/**
 * Workloads that Helm runs at one moment of an installation.
 *
 * @see https://helm.sh/docs/topics/charts_hooks/
 * @module
 */

import { type Manifest, text } from "@dekube/engine/pacts";

/** When a hook runs, and where in the row of those of its moment. */
export interface Hook {
  /** Before the workloads of its release, or after them. */
  moment: "before" | "after";
  /** Lower runs first. */
  weight: number;
  /** Whether Helm runs it at the other moment as well. */
  twice: boolean;
}

/** The hook that a manifest is; nothing where it belongs to the release itself. */
export function hookOf({ metadata: { annotations } }: Manifest): Hook | undefined {
  const moments = text(annotations?.["helm.sh/hook"]).split(",").map((moment) => moment.trim());
  const moment = moments.includes("pre-install")
    ? "before"
    : moments.includes("post-install")
    ? "after"
    : undefined;
  if (moment === undefined) return undefined;
  const weight = text(annotations?.["helm.sh/hook-weight"]).trim();
  const twice = moments.includes("pre-install") && moments.includes("post-install");
  return { moment, twice, weight: /^[-+]?\d+$/.test(weight) ? Number(weight) : 0 };
}
