/**
 * Booleans in the many ways in which Altinity's operator takes them.
 *
 * @module
 */

import { word } from "@dekube/engine/pacts";

/** What is meant; `undefined` where it is neither. */
export function bool(value: unknown): boolean | undefined {
  const said = word(value).toLowerCase();
  if (/^(?:1|true|yes|on|enabled?)$/.test(said)) return true;
  return /^(?:0|false|no|off|disabled?)$/.test(said) ? false : undefined;
}
