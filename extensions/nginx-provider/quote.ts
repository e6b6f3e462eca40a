/**
 * Values from manifests as words of nginx.conf: whatever they hold, each stays one word and means
 * itself.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import {
  fillTemplate,
  onOneLine,
  type TemplateVariable,
  Unwritable,
} from "@dekube/engine/pacts/proxy";
import { uriVariable } from "./changed_uri.ts";

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
  return word(onOneLine(text).replace(/[\\"]/g, "\\$&"));
}

/** nginx reads its config by pieces of 4096 bytes, and a word must be in one. */
const LONGEST = 4000;

function word(escaped: string): string {
  if (new TextEncoder().encode(escaped).length > LONGEST) {
    throw new Unwritable(`it is longer than the ${LONGEST} bytes that nginx takes`);
  }
  return `"${escaped}"`;
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

function variables(uri: string): Record<TemplateVariable, string> {
  return {
    scheme: "${scheme}",
    host: "${host}",
    http_host: "${dekube_host}",
    method: "${request_method}",
    request_uri: "${request_uri}",
    escaped_request_uri: "${dekube_escaped_uri}",
    uri,
    remote_addr: "${remote_addr}",
    server_port: "${dekube_port}",
    request_id: "${request_id}",
    forwarded_for: "${http_x_forwarded_for}",
  };
}

/**
 * A word in which the contract's variables (see `IngressEntry`) mean what nginx knows of a request, and
 * all else means itself.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteTemplate("$method $5", entry), '"${request_method} ${dekube_dollar}5"');
 * ```
 */
export function quoteTemplate(text: string, entry: IngressEntry): string {
  return quote(fillTemplate(text, variables(uriVariable(entry)), literal));
}

/**
 * A text of several lines that means just this where nginx replaces variables.
 *
 * @throws {Unwritable} where it holds other control characters.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteText("a\nb"), '"a\\nb"');
 * ```
 */
export function quoteText(text: string): string {
  const parts = text.replaceAll("\r\n", "\n").split(/([\n\t])/);
  return word(
    parts.map((part) =>
      part === "\n" ? "\\n" : part === "\t" ? "\\t" : quoteLiteral(part).slice(1, -1)
    ).join(""),
  );
}
