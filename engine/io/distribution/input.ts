/**
 * What a distribution's command does where no flag names an input.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";
import type { DistributionManifest } from "./manifest.ts";
import { distributionChain, shownFile } from "./resolve.ts";

/** Renders the helmfile in the current folder, or looks what there is. */
export type InputMode = "helmfile" | "detect";

/**
 * What `input` of a distribution.json says, else what that of the nearest base says which says
 * something, else `"helmfile"`. `location` is as for `resolveDistribution()`.
 *
 * @throws {UserError} for a value that means nothing, and for a base that can't be loaded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const manifest = { name: "mine", version: "1.0.0", input: "detect", extensions: [] };
 * assertEquals(await inputModeOf(manifest, import.meta.url), "detect");
 * ```
 */
export async function inputModeOf(
  manifest: DistributionManifest,
  location: string,
): Promise<InputMode> {
  for await (const { manifest: { input }, file } of distributionChain(manifest, location)) {
    // Helm is not alone in writing null for nothing.
    if (input === undefined || input === null) continue;
    if (input === "helmfile" || input === "detect") return input;
    throw new UserError(
      `${shownFile(file)} has the input ${JSON.stringify(input)}. Write "detect" or "helmfile"`,
    );
  }
  return "helmfile";
}
