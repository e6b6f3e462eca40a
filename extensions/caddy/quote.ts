/**
 * Values from manifests as Caddyfile tokens: whatever they hold, each stays one token and means
 * itself.
 *
 * @see https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes
 * @module
 */

/** A value that no Caddyfile token can stand for safely. */
export class Unwritable extends Error {
  /** Says what it is about: `it holds a line break`. */
  constructor(why: string) {
    super(why);
    this.name = "Unwritable";
  }
}

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
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Unwritable("it holds a control character");
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
  return quote(text.replace(/[{}]/g, "\\$&"));
}

const VARIABLES: Record<string, string> = {
  scheme: "{http.request.scheme}",
  host: "{http.request.host}",
  http_host: "{http.request.hostport}",
  method: "{http.request.method}",
  request_uri: "{http.request.orig_uri}",
  escaped_request_uri: "{http.request.uri_escaped}",
};

/**
 * A token in which the contract's variables (see `ForwardAuth`) mean what Caddy knows of a request,
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
  return quote(
    text.replace(/[{}]/g, "\\$&").replace(
      /\$([a-z_]+)/g,
      (whole, name) => Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : whole,
    ),
  );
}
