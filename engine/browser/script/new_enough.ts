/**
 * Whether a browser has what converting takes.
 *
 * @module
 */

/** Whether it knows the youngest of the functions that the engine calls. */
export function isNewEnough(): boolean {
  return "toHex" in Uint8Array.prototype && "fromBase64" in Uint8Array && "groupBy" in Map &&
    "withResolvers" in Promise;
}
