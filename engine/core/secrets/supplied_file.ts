/**
 * The text of secrets.yaml.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { defaultLimits, isLimitError, isMapping, type Mapping } from "../../../pacts/mod.ts";
import { YamlBudget } from "../../../pacts/encoding/yaml_budget.ts";
import { renderYaml } from "../output/render.ts";
import { UserError } from "../user_error.ts";
import { yamlFault } from "../yaml_fault.ts";

/** Name of the file, beside dekube.yaml. */
export const SUPPLIED_FILE = "secrets.yaml";

const HEADER =
  `# Values that the cluster gets from elsewhere. Written once by dekube, yours from now on: fill in
# what is empty, and convert again. Keep it to yourself: no run copies it, and none changes it.
`;

/**
 * Reads the file; every value is a text, as it is written. Nothing, where it holds manifests.
 *
 * @throws {UserError} where it can't be read.
 */
export function parseSupplied(text: string, file: string): Mapping | undefined {
  let document: unknown;
  try {
    // 007 is no number here.
    document = parse(text, { schema: "failsafe" });
    new YamlBudget(defaultLimits()).take(document, text, file);
  } catch (error) {
    if (isLimitError(error)) throw new UserError(error.message, { cause: error });
    // Manifests of that name are several documents.
    if (/^kind:/m.test(text)) return undefined;
    const [first] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(`${file} is not YAML: ${yamlFault(first.replace(/:$/, ""))}. Mend it`);
  }
  if (document === null || document === undefined) return {};
  if (isMapping(document) && Object.hasOwn(document, "kind")) return undefined;
  if (isMapping(document)) return document;
  throw new UserError(
    `${file} should be a mapping of extensions' names to values, but it is something else. Mend it, or move it away and convert again: a new one shows what belongs there`,
  );
}

/** The file with a place for each value that is needed. */
export function renderSupplied(needs: Mapping): string {
  const text = renderYaml(withTexts(needs));
  return `${HEADER}${text.replace(/: ''$/gm, ":")}`;
}

function withTexts(needs: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(needs).map(([key, value]) => [key, isMapping(value) ? withTexts(value) : ""]),
  );
}
