/**
 * Redirects.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { RenderContext } from "@dekube/engine/pacts/proxy";
import { quoteTemplate } from "./quote.ts";

/** A redirect, as a directive. */
export function redirectLine(
  { to, status }: NonNullable<IngressEntry["redirect"]>,
  ctx: Pick<RenderContext, "httpsPort">,
): string {
  const code = Number.isInteger(status) && status >= 300 && status <= 399 ? status : 302;
  return `redir * ${quoteTemplate(to, ctx)} ${code}`;
}
