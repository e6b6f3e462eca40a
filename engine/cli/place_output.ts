/**
 * Keeps the output out of charts: Helm packs whatever lies in a chart's folder, passwords included.
 *
 * @module
 */

import { dirname, join, relative, resolve } from "@std/path";
import type { Diagnostic } from "../../pacts/mod.ts";
import { shellQuote } from "../../pacts/shell.ts";
import { UserError } from "../core/user_error.ts";
import { readRegularText } from "../io/read_regular.ts";
import { ignoresFolder } from "../io/render/helm_ignore.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";

/**
 * Options with a folder that Helm packs nothing from: beside the chart, where the user names none.
 *
 * @throws {UserError} where the folder that the user names lies in a chart that does not leave it out, or settings of an
 * earlier run do.
 */
export async function placeOutput(
  options: CommandOptions,
  say: (note: Diagnostic) => void,
): Promise<CommandOptions> {
  const { outputDir, choosesOutput, writes } = options;
  if (choosesOutput && !writes) return options;
  const chart = await chartAround(resolve(outputDir));
  if (chart === undefined) return options;
  const beside = `${chart}-compose`;
  const shown = shownPath(beside);
  const inside = relative(chart, resolve(outputDir)).replaceAll("\\", "/");
  const ignore = join(chart, ".helmignore");
  if (inside !== "" && ignoresFolder(await textOf(ignore), inside)) return options;
  const where = shownPath(chart) === "." ? "this folder" : `"${shownPath(chart)}"`;
  if (choosesOutput) {
    throw new UserError(
      `${where} is a chart, and Helm would pack what is written to "${outputDir}" in it, passwords included. Choose a folder beside it: --output-dir ${
        shellQuote(shown)
      }${
        inside === ""
          ? ""
          : `; or have Helm leave it out: a line ${inside}/ in ${shownPath(ignore)}`
      }`,
    );
  }
  const [settings] = await there(resolve(outputDir), CONFIG_FILES);
  if (settings !== undefined && (await there(beside, CONFIG_FILES)).length === 0) {
    throw new UserError(
      `${where} is a chart, and Helm packs the ${settings} and what else an earlier run wrote there. Stop the project (docker compose down), and move ${settings}, and the folder with its data, to ${shown}, where the output goes from now on`,
    );
  }
  say({
    severity: "info",
    code: "beside-chart",
    message:
      `${where} is a chart, and Helm would pack what is written into it: the output goes to ${shown}. Choose another folder with --output-dir`,
  });
  return { ...options, outputDir: shown };
}

/** The outermost chart that a folder is, or lies in; it may lie in one that is packed with another. */
async function chartAround(folder: string): Promise<string | undefined> {
  let found: string | undefined;
  for (let at = folder;; at = dirname(at)) {
    if ((await there(at, ["Chart.yaml"])).length > 0) found = at;
    if (dirname(at) === at) return found;
  }
}

/** Which of some files are in a folder. Where Deno may not look nobody is asked for it. */
async function there(folder: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") continue;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) found.push(name);
  }
  return found;
}

/** Each line is held against the folder, and a longer list is none that somebody wrote. */
const LARGEST_IGNORE_FILE = 2 ** 20;

async function textOf(path: string): Promise<string> {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return "";
  return await readRegularText(path, LARGEST_IGNORE_FILE).catch(() => "");
}

/** A path as a user would type it here. */
function shownPath(path: string): string {
  const below = relative(resolve("."), path);
  return below === "" ? "." : below.startsWith(join("..", "..", "..")) ? path : below;
}
