/**
 * Renders a Helm chart.
 *
 * @module
 */

import { join, relative, resolve } from "@std/path";
import type { Diagnostic } from "../../../pacts/diagnostics.ts";
import { defaultLimits, type Limits } from "../../../pacts/limits.ts";
import { isMissing, RenderError } from "../errors.ts";
import { CHART } from "../../core/input/project_files.ts";
import type { ManifestFile } from "../input/manifest_files.ts";
import { bringBackCharts, type ChartCopy, copyChart } from "./chart_copy.ts";
import { chartName, missingDependencies, repositoriesOf } from "./helm_chart.ts";
import { splitSources } from "./helm_output.ts";
import type { ProgramOptions } from "../run_program.ts";
import { temporaryFolder } from "../temporary_folder.ts";
import {
  pathArgument,
  refuseEndless,
  type Renderer,
  renderError,
  runRenderer,
} from "./renderer.ts";

/** What to render. */
export interface HelmOptions {
  /** Folder of a chart, or what else Helm takes for one: an archive, a URL, `repository/name`. */
  chart: string;
  values?: readonly string[];
  /** Values as `key=value`. */
  set?: readonly string[];
  /** Name of the release; the chart's name if it is left out. */
  release?: string;
  /** Namespace of the release, which templates see as `.Release.Namespace`. */
  namespace?: string;
  /** Further arguments for `helm template`, as they stand. */
  passThrough?: readonly string[];
  /** Files and folders that are no part of a local chart, although they lie in its folder. */
  leaveOut?: readonly string[];
  /** How much Helm may write. */
  limits?: Limits;
  /** Is told what there is to say. */
  note?: (note: Diagnostic) => void;
}

/** A rendered chart. */
export interface HelmResult {
  name: string;
  /** What came out, by the template that it came out of. */
  files: ManifestFile[];
}

const HELM: Renderer = {
  command: "helm",
  installPage: "https://helm.sh/docs/intro/install/",
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
  await refuseNoChart(chart);
  await refuseEndless(chart, [CHART, ".helmignore"]);
  const name = await chartName(chart);
  const { limits = defaultLimits() } = options;
  const leaveOut = withinChart(chart, options.leaveOut ?? []);
  await using whole = await withDependencies(chart, leaveOut, limits, note) ??
    await chartWithout(chart, leaveOut, limits);
  const args = ["template", options.release ?? releaseNameFor(name), pathArgument(whole.path)];
  if (namespace) args.push("--namespace", namespace);
  args.push(...values.flatMap((file) => ["--values", file]));
  args.push(...set.flatMap((value) => ["--set", value]), ...passThrough);
  return {
    name,
    files: splitSources(await helm(args, { limits: options.limits }), `helm:${name}`),
  };
}

const CHART_FORMS =
  "Name the folder with its Chart.yaml, its .tgz, or an address such as oci://registry.example.com/charts/web";

/** Of a path that is no chart Helm says little, and it takes one that is not there for an address. */
async function refuseNoChart(chart: string): Promise<void> {
  const isThere = (path: string) => Deno.stat(path).catch(() => undefined);
  const found = await isThere(chart);
  if (!found && /^(?:\.{0,2}[/\\]|\.{1,2}$|[A-Za-z]:[/\\])/.test(chart)) {
    throw new RenderError(`there is no chart "${chart}". ${CHART_FORMS}`);
  }
  if (found?.isDirectory && !await isThere(join(chart, "Chart.yaml"))) {
    throw new RenderError(`"${chart}" is no chart: there is no Chart.yaml in it. ${CHART_FORMS}`);
  }
}

/** A copy of the chart with what it depends on, where that is missing. */
async function withDependencies(
  chart: string,
  leaveOut: readonly string[],
  limits: Limits,
  note: HelmOptions["note"],
): Promise<ChartCopy | undefined> {
  const missing = await missingDependencies(chart);
  if (missing.length === 0) return undefined;
  const copy = await copyChart(chart, leaveOut, limits);
  try {
    // Without a lock there are no versions to build from.
    const verb = await isLocked(chart) ? "build" : "update";
    const said = ["dependency", verb, pathArgument(chart)];
    await getDependencies(chart, copy.path, verb, said);
    await bringBackCharts(chart, copy.path);
    note?.({
      severity: "info",
      code: "chart-dependencies",
      message:
        `the chart lacks what it depends on (${missing.join(", ")}), which was got for this ` +
        `run alone. "helm ${said.join(" ")}" puts it into its charts folder for good`,
    });
    return copy;
  } catch (error) {
    await copy[Symbol.asyncDispose]();
    throw error;
  }
}

async function getDependencies(
  chart: string,
  copy: string,
  verb: "build" | "update",
  said: readonly string[],
): Promise<void> {
  const args = ["dependency", verb, copy];
  const result = await runRenderer(HELM, args);
  if (result.success) return;
  // By a lock Helm builds only from repositories that were added, which a new user has not done.
  const unknown = verb === "build" && /no repository definition/.test(result.stderr);
  if (!unknown) {
    const stderr = result.stderr.replaceAll(copy, chart);
    throw renderError(HELM, said, { ...result, stderr });
  }
  await buildFromDeclared(chart, args);
}

/** Gets dependencies with the repositories that the chart names added to the user's, for once. */
async function buildFromDeclared(chart: string, args: readonly string[]): Promise<void> {
  await using folder = await temporaryFolder("helm");
  const config = join(folder.path, "repositories.yaml");
  const { stdout } = await runRenderer(HELM, ["env", "HELM_REPOSITORY_CONFIG"]);
  // The user's may have passwords with them; to have none is no mistake.
  await Deno.copyFile(stdout.trim(), config).catch(() => {});
  const env = {
    HELM_REPOSITORY_CONFIG: config,
    HELM_REPOSITORY_CACHE: join(folder.path, "cache"),
  };
  for (const [index, address] of (await repositoriesOf(chart)).entries()) {
    await helm(["repo", "add", `dekube-${index}`, address], { env });
  }
  await helm(args, { env });
}

/**
 * A local chart without some files, if there are any. Helm reads all that lies in the chart's folder, and fails where it may
 * not: a database's data, say, that containers keep there.
 */
async function chartWithout(
  chart: string,
  leaveOut: readonly string[],
  limits: Limits,
): Promise<ChartCopy> {
  const folder = resolve(chart);
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.some(({ name }) => leaveOut.includes(join(folder, name)))
    ? await copyChart(chart, leaveOut, limits)
    : { path: chart, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** What in a chart's folder some paths are in, or are. */
function withinChart(chart: string, paths: readonly string[]): string[] {
  const folder = resolve(chart);
  const names = paths.map((path) => relative(folder, resolve(path)).split(/[/\\]/)[0]);
  return [...new Set(names)].filter((name) => name !== "" && name !== "..")
    .map((name) => join(folder, name));
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

async function helm(args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const result = await runRenderer(HELM, args, options);
  if (!result.success) throw renderError(HELM, args, result);
  return result.stdout;
}

/** A release name near a chart's: Helm takes 53 lower-case letters, digits and `-`. */
function releaseNameFor(name: string): string {
  const valid = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 53).replace(/^-|-$/g, "");
  return valid || "release";
}
