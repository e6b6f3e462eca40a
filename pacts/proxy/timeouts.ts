/**
 * Timeouts towards backends.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";

/** What a timeout is about. */
export type TimeoutKind = keyof NonNullable<IngressEntry["timeouts"]>;

/** A year is beyond what any duration here means, and within what proxies can hold. */
const YEAR = 31_536_000;

/**
 * The timeouts of a route in whole milliseconds, without those that are no durations.
 *
 * @example
 * ```ts
 * import { timeoutsOf } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(timeoutsOf({ timeouts: { connect: 0, read: 0.25 } }), [["read", 250]]);
 * ```
 */
export function timeoutsOf(
  { timeouts = {} }: Pick<IngressEntry, "timeouts">,
): [kind: TimeoutKind, milliseconds: number][] {
  return (["read", "send", "connect", "answer"] as const).flatMap((kind) => {
    const seconds = timeouts[kind] ?? 0;
    if (!(seconds > 0 && seconds < YEAR)) return [];
    return [[kind, Math.max(1, Math.round(seconds * 1000))]];
  });
}
