/**
 * Headers that responses get.
 *
 * @module
 */

import type { IngressEntry } from "./entry.ts";
import type { HeaderChanges } from "./header_changes.ts";

/**
 * Headers by their names, whose case means nothing: of two for one name the later stays.
 *
 * @example
 * ```ts
 * import { ResponseHeaders } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new ResponseHeaders();
 * assertEquals(headers.field(), {});
 * headers.set("X-Frame-Options", "DENY");
 * headers.set("x-frame-options", "SAMEORIGIN");
 * assertEquals(headers.field(), {
 *   responseHeaders: { set: { "x-frame-options": "SAMEORIGIN" } },
 * });
 * ```
 */
export class ResponseHeaders {
  readonly #byName = new Map<string, [name: string, value: string]>();

  /** Those of a route, and more to come. */
  constructor({ set = {} }: HeaderChanges = {}) {
    for (const [name, value] of Object.entries(set)) this.set(name, value);
  }

  /** Whether there is such a header. */
  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase());
  }

  /** Sets a header, or replaces it. */
  set(name: string, value: string): void {
    this.#byName.set(name.toLowerCase(), [name, value]);
  }

  /** Adds a value to those that the header has. */
  append(name: string, value: string): void {
    const before = this.#byName.get(name.toLowerCase());
    this.set(name, before ? `${before[1]}, ${value}` : value);
  }

  /** Takes a header off. */
  delete(name: string): void {
    this.#byName.delete(name.toLowerCase());
  }

  /** The field of a route that holds them; none where there are no headers. */
  field(): Pick<IngressEntry, "responseHeaders"> {
    if (this.#byName.size === 0) return {};
    return { responseHeaders: { set: Object.fromEntries(this.#byName.values()) } };
  }
}

/**
 * Whether a text is the name of a header that any proxy takes as it is.
 *
 * @example
 * ```ts
 * import { isHeaderName } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isHeaderName("X-User") && !isHeaderName("a b") && !isHeaderName(""));
 * ```
 */
export function isHeaderName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(text);
}
