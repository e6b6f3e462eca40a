/**
 * What pods ask themselves of those who come to them, where what runs in their place does not: of objects of operators, whose
 * settings the extension alone knows that makes the pods known.
 *
 * @module
 */

import type { Workload } from "../kubernetes/workloads.ts";

/** The annotation that has it. */
const GUARD = "dekube.io/guard";

/**
 * Annotations of a pod that something guards, in words: its ports are not opened, and routes to it are closed.
 *
 * @example
 * ```ts
 * import { guardedBy, ownGuardOf } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = guardedBy('spec.web.tlsConfig of the Prometheus "main"');
 * assertEquals(ownGuardOf({ annotations }), 'spec.web.tlsConfig of the Prometheus "main"');
 * assertEquals(ownGuardOf({ annotations: guardedBy(undefined) }), undefined);
 * ```
 */
export function guardedBy(guard: string | undefined): Record<string, string> {
  return guard === undefined ? {} : { [GUARD]: guard };
}

/** What a pod itself asks of those who come, in words. */
export function ownGuardOf({ annotations }: Pick<Workload, "annotations">): string | undefined {
  return annotations[GUARD] || undefined;
}
