/**
 * Values from manifests as words of nginx.conf: whatever they hold, each stays one word and means
 * itself.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 * @module
 */

import { fillTemplate, onOneLine, type TemplateVariable } from "@dekube/engine/pacts/proxy";

/** A variable that holds a dollar sign, for which nginx has no escape. */
export const DOLLAR = "dekube_dollar";

/**
 * A word with just this text. Variables such as `$host` keep their meaning where the directive has
 * any: this is for text of our own, and for regular expressions.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quote('say "hi"'), '"say \\"hi\\""');
 * ```
 */
export function quote(text: string): string {
  return `"${onOneLine(text).replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * A word that means just this text where nginx replaces variables.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteLiteral("$host"), '"${dekube_dollar}host"');
 * ```
 */
export function quoteLiteral(text: string): string {
  return quote(literal(text));
}

function literal(text: string): string {
  return text.replaceAll("$", `\${${DOLLAR}}`);
}

const VARIABLES: Record<TemplateVariable, string> = {
  scheme: "${scheme}",
  host: "${host}",
  http_host: "${http_host}",
  method: "${request_method}",
  request_uri: "${request_uri}",
  escaped_request_uri: "${dekube_escaped_uri}",
};

/**
 * A word in which the contract's variables (see `ForwardAuth`) mean what nginx knows of a request, and
 * all else means itself.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteTemplate("$method $5"), '"${request_method} ${dekube_dollar}5"');
 * ```
 */
export function quoteTemplate(text: string): string {
  return quote(fillTemplate(text, VARIABLES, literal));
}
