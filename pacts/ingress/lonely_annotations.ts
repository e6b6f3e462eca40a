/**
 * Annotations that say more of what another one asks for, and stand without it.
 *
 * @module
 */

import type { AccessRestriction } from "./access.ts";
import type { Annotations } from "./annotations.ts";

/** Annotations, each with those of which one must be there for it to mean something. */
export type Companions = Readonly<Record<string, readonly string[]>>;

function lonely(companions: Companions, annotations: Annotations): [string, readonly string[]][] {
  return Object.entries(companions).filter(([name, others]) =>
    annotations.get(name) !== "" &&
    others.every((other) => ["", "false"].includes(annotations.get(other)))
  );
}

/**
 * Says which annotations have nothing to act on. Of those that would keep somebody out it is said that the routes are closed:
 * see {@linkcode lonelyRestrictions}.
 */
export function reportLonely(companions: Companions, annotations: Annotations): void {
  for (const [name, others] of lonely(companions, annotations)) {
    if (annotations.restriction(name)) continue;
    annotations.info(
      "meaningless-annotation",
      name,
      `it means nothing here: without ${others.join(" or ")} it has nothing to act on`,
    );
  }
}

/**
 * What annotations restrict that have nothing to act on: the controller asks nobody for anything by them, and whoever wrote
 * them meant it to.
 *
 * @example
 * ```ts
 * import { Annotations, lonelyRestrictions } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "nginx.ingress.kubernetes.io/auth-secret": "users" };
 * const ingress = { kind: "Ingress", metadata: { name: "web", annotations } };
 * const controller = { name: "nginx", prefix: "nginx.ingress.kubernetes.io/" };
 * const own = new Annotations(controller, ingress, testContext([]));
 * assertEquals(lonelyRestrictions({ "auth-secret": ["auth-type"] }, own).map(({ remedy }) => remedy), [
 *   "Add nginx.ingress.kubernetes.io/auth-type, without which the controller itself asks nobody, or take nginx.ingress.kubernetes.io/auth-secret out where everybody may come in",
 * ]);
 * ```
 */
export function lonelyRestrictions(
  companions: Companions,
  annotations: Annotations,
): AccessRestriction[] {
  return lonely(companions, annotations).flatMap(([name, others]) => {
    const found = annotations.restriction(name);
    if (!found) return [];
    const wanted = others.map((other) => annotations.fullName(other)).join(" or ");
    const remedy =
      `Add ${wanted}, without which the controller itself asks nobody, or take ${found.annotation} out where everybody may come in`;
    return [{ ...found, remedy }];
  });
}
