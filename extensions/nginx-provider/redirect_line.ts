/**
 * Redirects.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { quoteTemplate } from "./quote.ts";

/** A redirect, as a directive; nginx has its `Location` header with these statuses alone. */
export function redirectLine(
  { to, status }: NonNullable<IngressEntry["redirect"]>,
  entry: IngressEntry,
): string {
  const code = [301, 302, 303, 307, 308].includes(status) ? status : 302;
  return `return ${code} ${quoteTemplate(to, entry)}`;
}
