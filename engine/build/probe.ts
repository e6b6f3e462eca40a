/**
 * Tells extensions from the modules that they use.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import type { ResolvedEntry } from "../io/distribution/entry.ts";
import type { BuildFolder } from "./build_folder.ts";
import { errorMessage, runDeno } from "./deno.ts";
import type { BuildPlan } from "./plan.ts";

/**
 * The entries without the modules that hold no extension of their own, which a folder below
 * `--extensions-dir` may have. The modules run for that, without permissions.
 *
 * @throws {UserError} for a module that does not load.
 */
export async function removeHelpers(
  { entries, optional }: BuildPlan,
  folder: BuildFolder,
): Promise<ResolvedEntry[]> {
  const unsure = entries.filter(({ specifier }) => optional.has(specifier));
  if (unsure.length === 0) return entries;
  const probe = await folder.write(
    "probe.ts",
    probeModule(unsure.map(({ specifier }) => specifier)),
  );
  const { success, stdout, stderr } = await runDeno(
    ["run", "--quiet", "--no-prompt", "--no-lock", probe],
    folder.root,
  );
  if (!success) throw new UserError(`the extensions can't be loaded: ${errorMessage(stderr)}`);
  const helpers = new Set<string>(JSON.parse(stdout.trim().split("\n").at(-1)!));
  return entries.filter(({ specifier }) => !helpers.has(specifier));
}

/** Prints the specifiers of modules that hold no extension, or none that an earlier one has not. */
function probeModule(specifiers: readonly string[]): string {
  return `import { extensionsIn } from ${
    JSON.stringify(import.meta.resolve("../core/extensions/registry.ts"))
  };
${
    specifiers.map((specifier, index) =>
      `import * as m${index} from ${JSON.stringify(specifier)};\n`
    ).join("")
  }
const instances = new Map();
const seen = new Set();
const helpers = [];
for (const [specifier, module] of [${
    specifiers.map((specifier, index) => `[${JSON.stringify(specifier)}, m${index}]`).join(", ")
  }]) {
  const fresh = extensionsIn(module, instances).filter((extension) => !seen.has(extension));
  fresh.forEach((extension) => seen.add(extension));
  if (fresh.length === 0) helpers.push(specifier);
}
console.log(JSON.stringify(helpers));
`;
}
