/**
 * Headers by which proxies tell backends of a request: what a client sends under their names is not heard.
 *
 * @module
 */

import { FORGED_HEADERS, type RenderContext } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";

const SNIPPET = "forged";

const LINES: readonly string[] = FORGED_HEADERS.map((name) => `request_header -${name}`);

/** What a site does before its routes. */
export function forgedLines({ config }: Pick<RenderContext, "config">): readonly Line[] {
  return config.disableIngress ? LINES : [`import ${SNIPPET}`];
}

/** The snippet of {@linkcode forgedLines}. */
export function forgedSnippet(): Line {
  return block(`(${SNIPPET})`, LINES);
}
