/**
 * Conditions on an alert's labels.
 *
 * @module
 */

import { list, type Mapping, mapping, text } from "@dekube/engine/pacts";
import { whyNoGoRegex } from "../go_regex.ts";
import type { Site } from "../read.ts";

const OPERATORS: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);

/** One condition as Alertmanager writes it. */
export function matcher(name: string, operator: string, value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `${name}${operator}"${escaped}"`;
}

/**
 * Conditions; `undefined` where Alertmanager would refuse one of them, which a diagnostic says. To leave out one
 * alone would tell people of what is not theirs.
 */
export function convertMatchers(value: unknown, site: Site): string[] | undefined {
  const matchers: string[] = [];
  for (const [index, item] of list(value).entries()) {
    const fields = mapping(item);
    const operator = operatorOf(fields);
    const name = text(fields.name);
    const content = text(fields.value);
    const why = operator.endsWith("~") ? whyNoGoRegex(content) : undefined;
    const problem = !/^[a-zA-Z_:][\w:]*$/.test(name)
      ? `"${name}" is no name of a label`
      : !OPERATORS.has(operator)
      ? `"${operator}" is none of ${[...OPERATORS].join(", ")}`
      : why !== undefined
      ? `"${content}" is no regular expression that Go knows: ${why}`
      : undefined;
    if (problem) {
      return site.item(index).warn(
        "bad-matcher",
        `${problem}, and Alertmanager would not start with it; what it is part of is left out`,
      );
    }
    matchers.push(matcher(name, operator, content));
  }
  return matchers;
}

/** `regex` is what older versions of the kind have. */
function operatorOf({ matchType, regex }: Mapping): string {
  return text(matchType) || (regex === true ? "=~" : "=");
}
