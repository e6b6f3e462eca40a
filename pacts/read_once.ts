/**
 * What is read from all objects of some kinds, however many ask for it.
 *
 * @module
 */

import type { ManifestStore } from "./lookups.ts";

/**
 * Has `read` run again only when there are more or fewer objects of the kinds: extensions may add some.
 *
 * @example
 * ```ts
 * import { readOnce } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * let times = 0;
 * const classesIn = readOnce(["IngressClass"], ({ manifests }) => {
 *   times++;
 *   return new Set(manifests.of("IngressClass").map(({ metadata }) => metadata.name));
 * });
 *
 * const ctx = testContext([{ kind: "IngressClass", metadata: { name: "nginx" } }]);
 * assertEquals(classesIn(ctx).has("nginx"), true);
 * assertEquals(classesIn(ctx).has("traefik"), false);
 * assertEquals(times, 1);
 * ```
 */
export function readOnce<T, C extends { readonly manifests: Pick<ManifestStore, "of"> }>(
  kinds: readonly string[],
  read: (ctx: C) => T,
): (ctx: C) => T {
  const known = new WeakMap<object, { count: number; value: T }>();
  return (ctx) => {
    const count = kinds.reduce((sum, kind) => sum + ctx.manifests.of(kind).length, 0);
    const found = known.get(ctx.manifests);
    if (found?.count === count) return found.value;
    const value = read(ctx);
    known.set(ctx.manifests, { count, value });
    return value;
  };
}
