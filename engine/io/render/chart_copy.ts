/**
 * A copy of a local chart, for what Helm writes into a chart: its own folder is the user's, and may be a stranger's work.
 *
 * @module
 */

import { join, normalize, relative, resolve } from "@std/path";
import { limitError, type Limits } from "../../../pacts/limits.ts";
import { isMissing, RenderError } from "../errors.ts";
import { temporaryFolder } from "../temporary_folder.ts";
import { dependencyNames, localRepositories, presentCharts } from "./helm_chart.ts";

/** A copy, until it is disposed of. */
export interface ChartCopy extends AsyncDisposable {
  /** Where it is. */
  path: string;
}

/**
 * Copies a chart without some files, with the charts in other folders that it depends on (`file://../db`), which lie beside
 * the copy as they do beside the chart. What links lead to is copied in their place.
 *
 * @throws {RenderError} where there is more than the limits allow, or folders lie within themselves.
 */
export async function copyChart(
  chart: string,
  leaveOut: readonly string[],
  limits: Limits,
): Promise<ChartCopy> {
  const own = resolve(chart);
  const others = (await localRepositories(chart)).map(normalize).filter((path) => UP.test(path));
  const levels = Math.max(0, ...others.map((path) => path.match(UP)![0].match(/\.\./g)!.length));
  const top = resolve(own, ...Array<string>(levels).fill(".."));
  const folder = await temporaryFolder("helm");
  // Below a folder of its own, so that nothing of the path may be empty.
  const placeOf = (path: string) => join(folder.path, "chart", relative(top, path));
  const left = new Set(leaveOut.map((path) => resolve(path)));
  const copier = new Copier(chart, left, limits);
  try {
    for (const path of new Set([own, ...others.map((other) => resolve(own, other))])) {
      // Helm says best what is not there.
      await copier.copy(path, placeOf(path)).catch(ignoreMissing);
    }
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  return { path: placeOf(own), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** How far a path leads up. */
const UP = /^(?:\.\.(?:[/\\]|$))+/;

/** Helm removes archives from `charts` that are none of its dependencies, but may be the user's: the copy gets them back. */
export async function bringBackCharts(chart: string, copy: string): Promise<void> {
  const declared = await dependencyNames(chart);
  for (const { entry, isCalled } of await presentCharts(join(chart, "charts"))) {
    const place = join(copy, "charts", entry);
    if (declared.some(isCalled) || await Deno.stat(place).catch(() => undefined)) continue;
    if (!entry.endsWith(".tgz")) continue;
    const path = join(chart, "charts", entry);
    // A pipe has no end, and Helm takes none for a chart either.
    const isFile = await Deno.stat(path).then((info) => info.isFile, () => false);
    if (isFile) await Deno.copyFile(path, place);
  }
}

/** Copies folders, all within one limit. */
class Copier {
  #files = 0;
  #bytes = 0;

  /** `left` are paths that stay behind. */
  constructor(
    readonly chart: string,
    readonly left: ReadonlySet<string>,
    readonly limits: Limits,
  ) {}

  /** `above` are the folders that the folder is in. */
  async copy(from: string, to: string, above: readonly Deno.FileInfo[] = []): Promise<void> {
    const own = await Deno.stat(from);
    if (above.some(({ dev, ino }) => ino !== null && ino === own.ino && dev === own.dev)) {
      throw new RenderError(`"${from}" leads to a folder that it lies in. Make it no link`);
    }
    await Deno.mkdir(to, { recursive: true });
    for await (const { name } of Deno.readDir(from)) {
      const path = join(from, name);
      // Helm takes folders of this name for its own.
      if (this.left.has(path) || (above.length === 0 && name.startsWith("tmpcharts"))) continue;
      const found = await Deno.stat(path).catch(() => undefined);
      if (found?.isDirectory) await this.copy(path, join(to, name), [...above, own]);
      else if (found?.isFile) await this.#copyFile(path, join(to, name), found.size);
    }
  }

  async #copyFile(from: string, to: string, size: number): Promise<void> {
    this.#files++;
    this.#bytes += size;
    if (this.#files > this.limits.files) throw this.#tooMuch("files");
    if (this.#bytes > this.limits.input) throw this.#tooMuch("input");
    await Deno.copyFile(from, to);
  }

  #tooMuch(name: "files" | "input"): RenderError {
    const what = `"${this.chart}" and what it depends on beside it have more ${
      name === "files" ? "files" : "in them"
    }`;
    return new RenderError(limitError(name, this.limits, what).message);
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
