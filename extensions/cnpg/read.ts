/**
 * Names and other single words of a manifest.
 *
 * @module
 */

import { list, text } from "@dekube/engine/pacts";

/** A scalar as text; empty where it is something else, for a name is never a mapping. */
export function word(value: unknown): string {
  return typeof value === "object" ? "" : text(value);
}

/** The words of a list, without empty ones. */
export function words(value: unknown): string[] {
  return list(value).map(word).filter((item) => item !== "");
}
