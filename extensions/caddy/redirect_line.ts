/**
 * Redirects.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { quoteTemplate } from "./quote.ts";

/** A redirect, as a directive. */
export function redirectLine({ to, status }: NonNullable<IngressEntry["redirect"]>): string {
  const code = Number.isInteger(status) && status >= 300 && status <= 399 ? status : 302;
  return `redir * ${quoteTemplate(to)} ${code}`;
}
