/**
 * Writes the module that a build starts from.
 *
 * @module
 */

import { CONTRACTS } from "../io/modules/contracts.ts";
import type { BuildPlan } from "./plan.ts";

/**
 * A distribution as one module: its extensions imported by name, its distribution.json inlined. It
 * exports the contracts, for extensions that are loaded into what is built; so nothing in it may be
 * awaited at the top level, since it would wait for what imports it.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const entries = [{ entry: "caddy", specifier: "jsr:@dekube/caddy@^1" }];
 * const text = entryModule({
 *   name: "mine",
 *   version: "1.0.0",
 *   settings: { input: "helmfile" },
 *   entries,
 * });
 * assertStringIncludes(text, 'import * as e0 from "jsr:@dekube/caddy@^1";');
 * ```
 */
export function entryModule(
  { name, version, settings, entries }: Pick<
    BuildPlan,
    "name" | "version" | "settings" | "entries"
  >,
): string {
  const names = entries.map(({ entry }) => entry);
  // Its base is not asked any more, so what it inherits is said here.
  const manifest = { name, version, ...settings, extensions: names };
  return `${
    entries.map(({ specifier }, index) =>
      `import * as e${index} from ${JSON.stringify(specifier)};\n`
    )
      .join("")
  }import { defineDistribution } from "@dekube/engine/cli";

${CONTRACTS.map((name) => `export * from ${JSON.stringify(name)};\n`).join("")}
const distribution = defineDistribution(${JSON.stringify(manifest)}, import.meta.url, {
  modules: {${names.map((entry, index) => `${JSON.stringify(entry)}: e${index}`).join(", ")}},
});
export default distribution;
export const convert = distribution.convert;

if (import.meta.main) distribution.main();
`;
}
