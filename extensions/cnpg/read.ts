/**
 * Names and other single words of a manifest.
 *
 * @module
 */

import { list, word } from "@dekube/engine/pacts";

export { word };

/** The words of a list, without empty ones. */
export function words(value: unknown): string[] {
  return list(value).map(word).filter((item) => item !== "");
}
