/**
 * Status codes of answers.
 *
 * @module
 */

/** The status, where it is one that ends a request; 500 otherwise. */
export function statusOf(status: number): number {
  return Number.isInteger(status) && status >= 200 && status <= 599 && status !== 499
    ? status
    : 500;
}
