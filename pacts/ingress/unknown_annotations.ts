/**
 * Annotations of ingress controllers and the like that nobody here knows: one may be a guard, or the misspelt name of one, so
 * it closes the routes of what it stands on.
 *
 * @module
 */

import { harmlessRemedy } from "../annotations/harmless_remedy.ts";
import { CONTROLLER_ANNOTATIONS } from "../annotations/controllers.ts";
import type { ConvertContext } from "../context.ts";
import { isExcluded } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { entries, text } from "../read.ts";
import { type AccessRestriction, isJudged } from "./access.ts";

/**
 * What the annotations of an object may restrict that begin as those of an ingress controller do, and that nobody here
 * knows. Those that dekube.yaml says are harmless restrict nothing.
 *
 * @example
 * ```ts
 * import { unknownRestrictions } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "haproxy.org/alow-list": "10.0.0.0/8", "haproxy.org/timeout-server": "1m" };
 * const ingress = { kind: "Ingress", metadata: { name: "web", annotations } };
 * const [found, ...others] = unknownRestrictions(ingress, testContext([]));
 * assertEquals(found.annotation, "haproxy.org/alow-list");
 * assertEquals(found.why, 'nobody here knows what it keeps out (did you mean "haproxy.org/allow-list"?)');
 * assertEquals(others, []);
 *
 * const config = { harmless: ["haproxy.org/alow-list"] };
 * assertEquals(unknownRestrictions(ingress, testContext([], { config })), []);
 * ```
 */
export function unknownRestrictions(
  { metadata }: Pick<Manifest, "metadata">,
  { config }: Pick<ConvertContext, "config">,
): AccessRestriction[] {
  const unknown = entries(metadata.annotations)
    .filter(([, value]) => text(value).trim() !== "")
    .map(([name]) => name)
    .filter((name) => CONTROLLER_ANNOTATIONS.of(name) === "unknown" && !isJudged(name))
    .filter((name) => !isExcluded(name, config.harmless));
  return unknown.map((annotation) => ({
    guard: "other",
    annotation,
    why: `nobody here knows what it keeps out${CONTROLLER_ANNOTATIONS.suggest(annotation)}`,
    remedy: harmlessRemedy(unknown),
  }));
}
