/**
 * Values from manifests as Caddyfile tokens: whatever they hold, each stays one token and means
 * itself.
 *
 * @see https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes
 * @module
 */

import {
  fillTemplate,
  onOneLine,
  type TemplateVariable,
  Unwritable,
} from "@dekube/engine/pacts/proxy";

/**
 * A token with just this text. Placeholders such as `{host}` keep their meaning: this is for text
 * of our own.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quote('say "hi"'), '"say \\"hi\\""');
 * ```
 */
export function quote(text: string): string {
  onOneLine(text);
  // Caddy puts the environment in before it looks at quotes.
  if (text.includes("{$")) {
    throw new Unwritable('it holds "{$", which Caddy would replace from its environment');
  }
  // In double quotes `\"` is a quote and any other backslash itself, so `\` before a quote can't be
  // written.
  if (!/(?<!\\)(?:\\\\)*\\(?:"|$)/.test(text)) return `"${text.replaceAll('"', '\\"')}"`;
  // Backticks know no escapes at all.
  if (!text.includes("`")) return `\`${text}\``;
  throw new Unwritable("its quotes and backslashes can't be written in a Caddyfile");
}

/**
 * A token that means just this text where Caddy replaces placeholders: `{env.HOME}` stays as it is.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteLiteral("{env.HOME}"), '"\\{env.HOME\\}"');
 * ```
 */
export function quoteLiteral(text: string): string {
  return quote(literal(text));
}

function literal(text: string): string {
  return text.replace(/[{}]/g, "\\$&");
}

const VARIABLES: Readonly<Record<TemplateVariable, string>> = {
  scheme: "{http.request.scheme}",
  host: "{http.request.host}",
  http_host: "{http.request.hostport}",
  method: "{http.request.method}",
  request_uri: "{http.request.orig_uri}",
  escaped_request_uri: "{http.request.uri_escaped}",
  uri: "{http.request.uri}",
  remote_addr: "{http.vars.client_ip}",
  server_port: "{http.request.local.port}",
  request_id: "{http.request.uuid}",
  forwarded_for: "{http.request.header.X-Forwarded-For}",
};

/**
 * A token in which the contract's variables (see `IngressEntry`) mean what Caddy knows of a request,
 * and all else means itself.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteTemplate("$method {x}"), '"{http.request.method} \\{x\\}"');
 * ```
 */
export function quoteTemplate(text: string): string {
  return quote(fillTemplate(text, VARIABLES, literal));
}
