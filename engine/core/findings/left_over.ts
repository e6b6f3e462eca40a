/**
 * Says which objects came when all converters had run.
 *
 * @module
 */

import { idOf, kindOf } from "../../../pacts/mod.ts";
import { describe } from "../extensions/failures.ts";
import type { Run } from "../run.ts";

/**
 * Warns of what rewriters and transforms added, since nothing is made of it. An object of a kind that an indexer has is
 * found by look-ups, which is all that becomes of it at any time.
 */
export function warnLeftOver({ registry: { converters }, ctx }: Run): void {
  const indexed = new Set(
    converters.filter(({ extension }) => extension.role === "indexer").flatMap(({ kinds }) =>
      kinds
    ),
  );
  for (const { adder, manifest } of ctx.cluster.lateness.leftOver()) {
    if (indexed.has(kindOf(manifest))) continue;
    ctx.report(manifest).warn(
      "left-over",
      `the extension "${adder}" added ${
        describe(idOf(manifest))
      } when all converters had run, so nothing is made of it. Only a converter can add what others convert`,
    );
  }
}
