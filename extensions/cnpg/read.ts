/**
 * Fields of a manifest in the type that they should have.
 *
 * @module
 */

import { isMapping, items, text } from "@dekube/engine/pacts";

/** A mapping; an empty one where it is something else. */
export function mapping(value: unknown): Record<string, unknown> {
  return isMapping(value) ? value : {};
}

/** The mappings of a list; what else is in it is passed over. */
export function mappings(value: unknown): Record<string, unknown>[] {
  return list(value).filter(isMapping);
}

/** A list; an empty one where it is something else. */
export function list(value: unknown): unknown[] {
  return items(Array.isArray(value) ? value : []);
}

/** A scalar as text; empty where it is something else, for a name is never a mapping. */
export function word(value: unknown): string {
  return typeof value === "object" ? "" : text(value);
}

/** The words of a list, without empty ones. */
export function words(value: unknown): string[] {
  return list(value).map(word).filter((item) => item !== "");
}
