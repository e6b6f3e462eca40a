/**
 * Headers by which proxies tell backends of a request: what a client sends under their names is not heard.
 *
 * @module
 */

import type { RenderContext } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";

/** Those that Caddy does not set itself. */
const FORGED: readonly string[] = [
  "Forwarded",
  "X-Real-IP",
  "X-Scheme",
  "X-Original-Forwarded-For",
  ...["Port", "Scheme", "Prefix", "Server", "Ssl", "Uri", "Method"].map((name) =>
    `X-Forwarded-${name}`
  ),
  ...["Tls-Client-Cert", "Tls-Client-Cert-Info"].map((name) => `X-Forwarded-${name}`),
];

const SNIPPET = "forged";

const LINES: readonly string[] = FORGED.map((name) => `request_header -${name}`);

/** What a site does before its routes. */
export function forgedLines({ config }: Pick<RenderContext, "config">): readonly Line[] {
  return config.disableIngress ? LINES : [`import ${SNIPPET}`];
}

/** The snippet of {@linkcode forgedLines}. */
export function forgedSnippet(): Line {
  return block(`(${SNIPPET})`, LINES);
}
