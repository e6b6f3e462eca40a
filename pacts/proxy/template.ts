/**
 * Texts of routes in which variables stand for what a request says; see `ForwardAuth` in pacts/ingress.
 *
 * @module
 */

/** A variable, without its `$`. */
export type TemplateVariable =
  | "scheme"
  | "host"
  | "http_host"
  | "method"
  | "request_uri"
  | "escaped_request_uri";

/**
 * A text with its variables in a proxy's own words. All else means itself: `literal` makes it so. A `$` that begins no
 * variable is among that.
 *
 * @example
 * ```ts
 * import { fillTemplate } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const variables = {
 *   scheme: "{scheme}",
 *   host: "{host}",
 *   http_host: "{hostport}",
 *   method: "{method}",
 *   request_uri: "{uri}",
 *   escaped_request_uri: "{escaped}",
 * };
 * const literal = (text: string) => text.replaceAll("{", "\\{");
 * assertEquals(fillTemplate("$scheme://{x}/$5$other", variables, literal), "{scheme}://\\{x}/$5$other");
 * ```
 */
export function fillTemplate(
  text: string,
  variables: Readonly<Record<TemplateVariable, string>>,
  literal: (text: string) => string,
): string {
  // Every other part is the name of a variable, or of none.
  return text.split(/\$([a-z_]+)/).map((part, index) =>
    index % 2 === 0
      ? literal(part)
      : Object.hasOwn(variables, part)
      ? variables[part as TemplateVariable]
      : literal(`$${part}`)
  ).join("");
}
