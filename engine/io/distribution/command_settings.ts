/**
 * What a distribution says of its command.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";
import type { DistributionManifest } from "./manifest.ts";
import { distributionChain, shownFile } from "./resolve.ts";

/** Where no flag names an input: renders the helmfile in the current folder, or looks what there is. */
export type InputMode = "helmfile" | "detect";

/** How the command of a distribution behaves. */
export interface CommandSettings {
  /** What it does where no flag names an input. */
  input: InputMode;
  /** Folder for renderers that it downloads, from the user's own: `~/…`. Without it there are none. */
  tools?: string;
}

/** The settings of a distribution that says nothing. */
export const DEFAULT_SETTINGS: Readonly<CommandSettings> = { input: "helmfile" };

/**
 * What a distribution.json says, each where it says nothing as the nearest base says which says
 * something. `location` is as for `resolveDistribution()`.
 *
 * @throws {UserError} for a value that means nothing, and for a base that can't be loaded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const says = { input: "detect", tools: "~/.mine" } as const;
 * const manifest = { name: "mine", version: "1.0.0", extensions: [], ...says };
 * assertEquals(await commandSettingsOf(manifest, import.meta.url), says);
 * ```
 */
export async function commandSettingsOf(
  manifest: DistributionManifest,
  location: string,
): Promise<CommandSettings> {
  let input: InputMode | undefined;
  let tools: string | undefined;
  for await (const { manifest: says, file } of distributionChain(manifest, location)) {
    input ??= readInput(says, shownFile(file));
    tools ??= readTools(says, shownFile(file));
    if (input !== undefined && tools !== undefined) break;
  }
  const settings = { ...DEFAULT_SETTINGS, ...input && { input } };
  return tools ? { ...settings, tools } : settings;
}

function readInput({ input }: DistributionManifest, file: string): InputMode | undefined {
  // Helm is not alone in writing null for nothing.
  if (input === undefined || input === null) return undefined;
  if (input === "helmfile" || input === "detect") return input;
  throw new UserError(
    `${file} has the input ${JSON.stringify(input)}. Write "detect" or "helmfile"`,
  );
}

/** An empty one takes back what the base says. */
function readTools({ tools }: DistributionManifest, file: string): string | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (tools === "" || isInHome(tools)) return tools;
  throw new UserError(
    `${file} has the tools ${
      JSON.stringify(tools)
    }. Write a folder in the user's own, such as "~/.mine", or "" for none`,
  );
}

function isInHome(path: unknown): path is string {
  return typeof path === "string" && /^~(\/[\w.-]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path);
}
