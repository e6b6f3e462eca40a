/**
 * Builds the page that converts in a browser.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { renderBrowserPage } from "../browser/html.ts";
import { UserError } from "../core/user_error.ts";
import { reasonOf } from "../io/errors.ts";
import type { BuildOptions } from "./args.ts";
import { BuildFolder } from "./build_folder.ts";
import { bundle, bundleForBrowser } from "./bundle.ts";
import { planBuild } from "./plan.ts";
import { removeHelpers } from "./probe.ts";
import { smokeTestText } from "./smoke.ts";

/** What a page has where nobody says which distribution is meant: everything. */
const USUAL = "kubernetes2simple";

/** Writes a distribution as a page: one file, and a folder to host. */
export async function buildPage(options: BuildOptions): Promise<void> {
  const text = await pageText(options, { withProgram: true });
  const name = options.name === undefined ? "dekube" : undefined;
  const file = join(options.outputDir, `${name ?? text.name}.html`);
  // The executable beside it is called NAME.
  const hosted = join(options.outputDir, `${name ?? text.name}-page`, "index.html");
  for (const path of [file, hosted]) {
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text.html);
    } catch (error) {
      throw new UserError(`${path} can't be written: ${reasonOf(error)}`);
    }
  }
  await smokeTestText(file, text.program!);
  const size = (text.html.length / 2 ** 20).toFixed(1);
  console.log(`${file}: ${text.name} as a page of ${size} MiB, for any browser`);
  console.log(`${hosted}: the same, to host`);
}

/** A distribution as a page, and the same as a program, by which it can be tried where there is no browser. */
export async function pageText(
  options: BuildOptions,
  { withProgram = false } = {},
): Promise<{ name: string; html: string; program?: string }> {
  const isNamed = options.name !== undefined || options.base !== undefined ||
    options.baseDistribution !== undefined || options.extensionsDirs.length > 0;
  const plan = await planBuild(isNamed ? options : { ...options, name: USUAL });
  await using folder = await BuildFolder.open(plan);
  const entries = await removeHelpers(plan, folder);
  const worker = await bundleForBrowser({ ...plan, entries }, folder);
  const program = withProgram ? await bundle({ ...plan, entries }, folder) : undefined;
  const { name, version } = plan;
  return { name, html: renderBrowserPage({ name, version, worker }), program };
}
