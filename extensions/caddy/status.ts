/**
 * Statuses that Caddy answers with itself.
 *
 * @module
 */

/** A status that Caddy answers with; anything else is a mistake of the server's. */
export function statusOf(status: number): number {
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
}
