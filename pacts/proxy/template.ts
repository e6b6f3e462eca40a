/**
 * Texts of routes in which variables stand for what a request says; see `IngressEntry`.
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
  | "escaped_request_uri"
  | "uri"
  | "remote_addr"
  | "server_port"
  | "request_id"
  | "forwarded_for";

/**
 * A text with its variables in a proxy's own words. All else means itself: `literal` makes it so. A `$` that begins no
 * variable is among that, and `$$` is one.
 *
 * @example
 * ```ts
 * import { escapeTemplate, fillTemplate } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const variables = {
 *   scheme: "{scheme}",
 *   host: "{host}",
 *   http_host: "{hostport}",
 *   method: "{method}",
 *   request_uri: "{uri}",
 *   escaped_request_uri: "{escaped}",
 *   uri: "{path}",
 *   remote_addr: "{address}",
 *   server_port: "{port}",
 *   request_id: "{id}",
 *   forwarded_for: "{chain}",
 * };
 * const literal = (text: string) => text.replaceAll("{", "\\{");
 * assertEquals(fillTemplate("$scheme://{x}/$5$other", variables, literal), "{scheme}://\\{x}/$5$other");
 * assertEquals(fillTemplate(escapeTemplate("$host"), variables, literal), "$host");
 * ```
 */
export function fillTemplate(
  text: string,
  variables: Readonly<Record<TemplateVariable, string>>,
  literal: (text: string) => string,
): string {
  // Every other part is the name of a variable, or of none.
  return text.split(/\$([a-z_]+|\$)/).map((part, index) =>
    index % 2 === 0 || part === "$"
      ? literal(part)
      : Object.hasOwn(variables, part)
      ? variables[part as TemplateVariable]
      : literal(`$${part}`)
  ).join("");
}

/**
 * A text as a template in which all of it means itself.
 *
 * @example
 * ```ts
 * import { escapeTemplate } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeTemplate("$5"), "$$5");
 * ```
 */
export function escapeTemplate(text: string): string {
  return text.replaceAll("$", "$$$$");
}
