/**
 * Renders a Helm chart.
 *
 * @module
 */

import { join, relative, resolve } from "@std/path";
import type { Diagnostic } from "../../../pacts/diagnostics.ts";
import type { Limits } from "../../../pacts/limits.ts";
import { isMissing, RenderError } from "../errors.ts";
import { CHART } from "../../core/input/project_files.ts";
import type { ManifestFile } from "../input/manifest_files.ts";
import { chartName, missingDependencies, repositoriesOf } from "./helm_chart.ts";
import { splitSources } from "./helm_output.ts";
import type { ProgramOptions } from "../run_program.ts";
import { temporaryFolder } from "../temporary_folder.ts";
import {
  ALTERNATIVE,
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
  await getDependencies(chart, note);
  await using clean = await chartWithout(chart, options.leaveOut ?? []);
  const args = ["template", options.release ?? releaseNameFor(name), pathArgument(clean.path)];
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

async function getDependencies(chart: string, note: HelmOptions["note"]): Promise<void> {
  const missing = await missingDependencies(chart);
  if (missing.length === 0) return;
  await refuseLinks(chart, missing);
  // Without a lock there are no versions to build from.
  const locked = await isLocked(chart);
  const args = ["dependency", locked ? "build" : "update", pathArgument(chart)];
  const result = await runRenderer(HELM, args);
  if (!result.success) {
    // By a lock Helm builds only from repositories that were added, which a new user has not done.
    const unknown = locked && /no repository definition/.test(result.stderr);
    if (!unknown) throw renderError(HELM, args, result);
    await buildFromDeclared(chart, args);
  }
  note?.({
    severity: "info",
    code: "chart-dependencies",
    message: `the chart lacked what it depends on (${missing.join(", ")}); ` +
      `"helm ${args.join(" ")}" put it into its charts folder`,
  });
}

/** What Helm writes to when it gets what a chart depends on. */
const WRITTEN = ["charts", "Chart.lock", "requirements.lock"];

/** A chart may be a stranger's, and Helm would follow its links to wherever they lead. */
async function refuseLinks(chart: string, missing: readonly string[]): Promise<void> {
  for (const name of WRITTEN) {
    const path = join(chart, name);
    const isLink = await Deno.lstat(path).then(({ isSymlink }) => isSymlink, () => false);
    if (!isLink) continue;
    throw new RenderError(
      `the chart lacks what it depends on (${missing.join(", ")}), and Helm would write that ` +
        `through "${path}", which is a link to "${await Deno.readLink(
          path,
        )}". Put it there yourself, with ` +
        `"helm dependency update", where that is meant; else make "${name}" no link, or ${ALTERNATIVE}`,
    );
  }
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
 * A local chart without some files. Helm reads all that lies in the chart's folder, and fails where
 * it may not: a database's data, say, that containers keep there.
 */
async function chartWithout(
  chart: string,
  leaveOut: readonly string[],
): Promise<{ path: string } & AsyncDisposable> {
  const folder = resolve(chart);
  const names = new Set(leaveOut.map((path) => relative(folder, resolve(path)).split(/[/\\]/)[0]));
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  if (!entries.some(({ name }) => names.has(name)) || Deno.build.os === "windows") {
    return { path: chart, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const links = await temporaryFolder("helm");
  for (const { name } of entries) {
    if (!names.has(name)) await Deno.symlink(join(folder, name), join(links.path, name));
  }
  return links;
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
