/**
 * What a chart says of itself: its name, and what it depends on.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import { basename, join, resolve } from "@std/path";
import { isMapping } from "../../../pacts/mod.ts";
import { parseYaml } from "../../core/manifests/parse.ts";
import { LARGEST, readRegularText } from "../read_regular.ts";

/**
 * Name of a chart: what its Chart.yaml says, else the last part of its path or address without
 * ending and version.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await chartName("oci://registry.example.com/charts/web:1.2.3"), "web");
 * assertEquals(await chartName("https://example.com/charts/web-1.2.3.tgz"), "web");
 * ```
 */
export async function chartName(chart: string): Promise<string> {
  const { name } = await readMapping(join(chart, "Chart.yaml"));
  if (typeof name === "string" && name !== "") return name;
  if (await isFolder(chart)) return basename(resolve(chart));
  const [path] = chart.split(/[?#]/, 1);
  const [last] = withoutEnd(path, "/\\").split(/[/\\]/).at(-1)!.split(/[:@]/, 1);
  return last.endsWith(".tgz") ? last.slice(0, -4).replace(/-v?\d+(?:\.\d+)+[^/]*$/, "") : last;
}

/**
 * Dependencies of a local chart that are not in its `charts/`, by name. Helm wants all of them there,
 * those that are switched off too.
 */
export async function missingDependencies(chart: string): Promise<string[]> {
  const declared = await dependencyNames(chart);
  if (declared.length === 0) return [];
  const present = await presentCharts(join(chart, "charts"));
  return declared.filter((name) => !present.some(({ isCalled }) => isCalled(name)));
}

/** What a local chart depends on, by name, each once. */
export async function dependencyNames(chart: string): Promise<string[]> {
  return [...new Set(await declaredBy(chart, "name"))];
}

/** Folders that a local chart's dependencies are in, as it names them (`file://../db`), each once. */
export async function localRepositories(chart: string): Promise<string[]> {
  const addresses = await declaredBy(chart, "repository");
  return [...new Set(addresses.filter((address) => address.startsWith(LOCAL)))]
    .map((address) => address.slice(LOCAL.length));
}

const LOCAL = "file://";

/** Addresses of the repositories that a local chart's dependencies are in, each once. */
export async function repositoriesOf(chart: string): Promise<string[]> {
  const addresses = await declaredBy(chart, "repository");
  return [...new Set(addresses.filter((address) => /^https?:\/\//.test(address)))];
}

/** What a chart says of each of its dependencies. */
async function declaredBy(chart: string, field: "name" | "repository"): Promise<string[]> {
  // Charts for Helm 2 declare them in a file of their own.
  const files = ["Chart.yaml", "requirements.yaml"].map((file) => readMapping(join(chart, file)));
  const lists = (await Promise.all(files)).map(({ dependencies }) => dependencies);
  return lists.flatMap((list) => Array.isArray(list) ? list : [])
    .map((dependency) => isMapping(dependency) ? dependency[field] : undefined)
    .filter((value) => typeof value === "string");
}

/** A chart in a folder. */
export interface PresentChart {
  /** Name of its archive, or folder. */
  entry: string;
  /** Whether it is the chart of a name. */
  isCalled(name: string): boolean;
}

/** The charts in a folder. */
export async function presentCharts(folder: string): Promise<PresentChart[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return await Promise.all(entries.map(async ({ name: entry }) => {
    if (entry.endsWith(".tgz")) {
      const isCalled = (name: string) =>
        entry.startsWith(`${name}-`) && /^v?\d/.test(entry.slice(name.length + 1));
      return { entry, isCalled };
    }
    const { name } = await readMapping(join(folder, entry, "Chart.yaml"));
    return { entry, isCalled: (wanted: string) => wanted === name };
  }));
}

/** A YAML file; nothing where there is none. What is wrong with it Helm says better. */
async function readMapping(path: string): Promise<Record<string, unknown>> {
  try {
    const text = await readRegularText(path, LARGEST.settings);
    const value = parseYaml(text, { allowDuplicateKeys: true });
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
