/**
 * What is left of a route's conditions where a proxy can't have them all.
 *
 * @module
 */

import type { RequestMatch } from "../ingress/request_match.ts";
import { items } from "../read.ts";
import { Unwritable } from "./unwritable.ts";

/**
 * The conditions that can be written, each by itself: a route that is closed because one can't takes more requests than are its
 * own, but none that another condition leaves to others.
 *
 * @example
 * ```ts
 * import { Unwritable, writableMatch } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const host = { name: "Host", value: "a.example" };
 * const match = writableMatch({ headers: [host, { name: "no name" }] }, ({ headers = [] }) => {
 *   if (headers.some(({ name }) => name.includes(" "))) throw new Unwritable("it is no name");
 * });
 * assertEquals(match, { headers: [host] });
 * ```
 */
export function writableMatch(
  { methods = [], headers, query, cookies, sources = [] }: RequestMatch,
  write: (match: RequestMatch) => unknown,
): RequestMatch {
  const can = (match: RequestMatch): boolean => {
    try {
      write(match);
      return true;
    } catch (error) {
      if (error instanceof Unwritable) return false;
      throw error;
    }
  };
  const values = Object.entries({ headers, query, cookies }).flatMap(([field, all]) => {
    const left = items(all).filter((one) => can({ [field]: [one] }));
    return left.length > 0 ? [[field, left]] : [];
  });
  // A request is of one of these, so it is all of them or none.
  const left = {
    ...methods.length > 0 && can({ methods }) ? { methods } : {},
    ...Object.fromEntries(values),
    ...sources.length > 0 && can({ sources }) ? { sources } : {},
  };
  return can(left) ? left : {};
}
