/**
 * YAML that stands as text within manifests: configurations of programs, in ConfigMaps and Secrets.
 *
 * @module
 */

import { parse } from "@std/yaml";
import type { LimitGuard, Limits } from "../limits.ts";
import { resolveMergeKeys } from "./merge_keys.ts";
import { YamlBudget } from "./yaml_budget.ts";

/** All such texts of a conversion share what aliases may repeat. */
const budgets = new WeakMap<Limits, YamlBudget>();

/**
 * One document of YAML, as Go's reader takes it, held to the limits: aliases repeat no more than those of manifests. `what`
 * names it in errors.
 *
 * @throws {SyntaxError} where it is none.
 * @throws {LimitError} where it holds much more than is written, which ends the conversion.
 *
 * @example
 * ```ts
 * import { parseInnerYaml } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const { limits } = testContext([]);
 * assertEquals(parseInnerYaml("a: &x [1]\nb: *x", limits, "app.yaml"), { a: [1], b: [1] });
 * ```
 */
export function parseInnerYaml(
  text: string,
  { settings }: Pick<LimitGuard, "settings">,
  what: string,
): unknown {
  const document = parse(text, { schema: "core" });
  let budget = budgets.get(settings);
  if (!budget) budgets.set(settings, budget = new YamlBudget(settings));
  budget.take(document, text, what);
  return resolveMergeKeys(document, text, (size) => budget.repeat(size, what));
}
