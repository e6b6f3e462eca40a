/**
 * Go's regular expressions where an operator asks them of itself, not in a template: what they cost counts as if they were
 * in one.
 *
 * @module
 */

import type { TemplateLimits } from "./budget.ts";
import { renderGoTemplate } from "./render.ts";

/**
 * Whether an expression matches anywhere in a text, as Go's `MatchString` says.
 *
 * @throws {TemplateError} where it is none of Go's, or takes more steps than there are.
 *
 * @example
 * ```ts
 * import { matchesGoRegex } from "@dekube/engine/pacts/go_template";
 * import { assert } from "@std/assert";
 *
 * assert(matchesGoRegex("^db-\\d+$", "db-1", {}));
 * assert(!matchesGoRegex("^db-\\d+$", "db-x", {}));
 * ```
 */
export function matchesGoRegex(regex: string, text: string, limits: TemplateLimits): boolean {
  const template = "{{ mustRegexMatch .regex .text }}";
  return renderGoTemplate(template, { regex, text }, { limits }) === "true";
}

/**
 * A text with all matches of an expression replaced, as Go's `ReplaceAllString` does it: `$1`, `${1}` and `${name}` in the
 * replacement are what the groups matched.
 *
 * @throws {TemplateError} where it is none of Go's, or takes more steps than there are.
 *
 * @example
 * ```ts
 * import { replaceGoRegex } from "@dekube/engine/pacts/go_template";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(replaceGoRegex("^db_(.*)$", "db_host", "${1}", {}), "host");
 * ```
 */
export function replaceGoRegex(
  regex: string,
  text: string,
  replacement: string,
  limits: TemplateLimits,
): string {
  const template = "{{ mustRegexReplaceAll .regex .text .replacement }}";
  return renderGoTemplate(template, { regex, text, replacement }, { limits });
}
