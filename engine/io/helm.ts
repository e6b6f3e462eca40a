/**
 * Renders a Helm chart.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/diagnostics.ts";
import { chartName, missingDependencies } from "./helm_chart.ts";
import { splitSources } from "./helm_output.ts";
import type { ManifestFile } from "./manifests.ts";
import { isMissing } from "./errors.ts";
import { type Renderer, renderError, runRenderer } from "./renderer.ts";

/** What to render. */
export interface HelmOptions {
  /** Folder of a chart, or what else Helm takes for one: an archive, a URL, `repository/name`. */
  chart: string;
  /** Files of values. */
  values?: readonly string[];
  /** Values as `key=value`. */
  set?: readonly string[];
  /** Name of the release; the chart's name if it is left out. */
  release?: string;
  /** Namespace of the release, which templates see as `.Release.Namespace`. */
  namespace?: string;
  /** Further arguments for `helm template`, as they stand. */
  passThrough?: readonly string[];
  /** Is told what there is to say. */
  note?: (note: Diagnostic) => void;
}

/** A rendered chart. */
export interface HelmResult {
  /** The chart's name. */
  name: string;
  /** What came out, by the template that it came out of. */
  files: ManifestFile[];
}

const HELM: Renderer = {
  command: "helm",
  home: "https://helm.sh/docs/intro/install/",
  source: "the chart or its values",
};

/**
 * Renders a chart with `helm template`; dependencies of a local one are got first where they are
 * missing. What comes out is read from Helm's output, so that no rendered Secret lies on the disk.
 *
 * @throws {RenderError} where Helm is not installed, or fails; the message says what ran, its last
 * words and what to do.
 *
 * @example
 * ```ts ignore
 * const { files } = await renderChart({ chart: "charts/web", set: ["replicas=2"] });
 * // files: [{ file: "web/templates/deployment.yaml", text: "---\n# Source: …" }]
 * ```
 */
export async function renderChart(options: HelmOptions): Promise<HelmResult> {
  const { chart, values = [], set = [], namespace, passThrough = [], note } = options;
  const name = await chartName(chart);
  await getDependencies(chart, note);
  const args = ["template", options.release ?? releaseNameFor(name), chart];
  if (namespace) args.push("--namespace", namespace);
  args.push(...values.flatMap((file) => ["--values", file]));
  args.push(...set.flatMap((value) => ["--set", value]), ...passThrough);
  return { name, files: splitSources(await helm(args), `helm:${name}`) };
}

async function getDependencies(chart: string, note: HelmOptions["note"]): Promise<void> {
  const missing = await missingDependencies(chart);
  if (missing.length === 0) return;
  // Without a lock there are no versions to build from.
  const args = ["dependency", await isLocked(chart) ? "build" : "update", chart];
  await helm(args);
  note?.({
    severity: "info",
    code: "chart-dependencies",
    message: `the chart lacked what it depends on (${missing.join(", ")}); ` +
      `"helm ${args.join(" ")}" put it into its charts folder`,
  });
}

async function isLocked(chart: string): Promise<boolean> {
  for (const lock of ["Chart.lock", "requirements.lock"]) {
    try {
      await Deno.stat(`${chart}/${lock}`);
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return false;
}

async function helm(args: readonly string[]): Promise<string> {
  const result = await runRenderer(HELM, args);
  if (!result.success) throw renderError(HELM, args, result);
  return result.stdout;
}

/** A release name near a chart's: Helm takes 53 lower-case letters, digits and `-`. */
function releaseNameFor(name: string): string {
  const valid = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 53).replace(/^-|-$/g, "");
  return valid || "release";
}
