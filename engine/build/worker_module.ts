/**
 * Writes the module that a page's worker starts from.
 *
 * @module
 */

import { OFFERS } from "../io/distribution/catalogue.ts";
import type { BuildPlan } from "./plan.ts";

/**
 * A distribution as what answers a page: its extensions imported by name.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const entries = [{ entry: "caddy", specifier: "jsr:@dekube/caddy@^1" }];
 * const text = workerModule({ name: "mine", version: "1.0.0", entries });
 * assertStringIncludes(text, 'import * as e0 from "jsr:@dekube/caddy@^1";');
 * ```
 */
export function workerModule(
  { name, version, entries }: Pick<BuildPlan, "name" | "version" | "entries">,
): string {
  const imports = entries.map(({ specifier }, index) =>
    `import * as e${index} from ${JSON.stringify(specifier)};\n`
  ).join("");
  const modules = entries.map(({ entry }, index) => `${JSON.stringify(entry)}: e${index}`);
  return `${imports}import { serve } from "@dekube/engine/browser";

serve({
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(version)},
  modules: { ${modules.join(", ")} },
  offers: ${JSON.stringify(OFFERS)},
}, self);
`;
}
