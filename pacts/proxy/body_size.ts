/**
 * The largest body of a request that a route takes.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";

/** A size, as it was written. */
export interface BodySize {
  /** How many of the unit. 0 means no limit. */
  count: number;
  /** Bytes, or 1024 of them to the power of 1, 2 or 3. */
  unit: "" | "k" | "m" | "g";
}

const POWERS = ["", "k", "m", "g"] as const;

/** `20m` and `20MiB` are powers of 1024, `20MB` of 1000. */
const SIZE = /^(\d{1,15})\s*([kmg]?)(b|ib)?$/;

/**
 * The size of a route's `maxBodySize`; `undefined` where there is none, or none that can be understood.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { bodySize } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * assertEquals(bodySize({ maxBodySize: "20m" }, diagnostics), { count: 20, unit: "m" });
 * assertEquals(bodySize({ maxBodySize: "much" }, diagnostics), undefined);
 * assertEquals([...diagnostics][0].code, "bad-size");
 * ```
 */
export function bodySize(
  { maxBodySize, resource }: Pick<IngressEntry, "maxBodySize" | "resource">,
  ctx: Pick<ConvertContext, "report">,
): BodySize | undefined {
  if (maxBodySize === undefined) return undefined;
  const size = parseSize(maxBodySize);
  if (!size) {
    ctx.report(resource).warn(
      "bad-size",
      `${JSON.stringify(maxBodySize)} is not a size, so request bodies are not limited`,
    );
  }
  return size;
}

function parseSize(text: string): BodySize | undefined {
  const [, digits, letter, ending] = SIZE.exec(text.trim().toLowerCase()) ?? [];
  if (digits === undefined || (letter === "" && ending === "ib")) return undefined;
  const unit = letter as BodySize["unit"];
  const power = POWERS.indexOf(unit);
  const isDecimal = letter !== "" && ending === "b";
  const bytes = Number(digits) * (isDecimal ? 1000 : 1024) ** power;
  if (!Number.isSafeInteger(bytes)) return undefined;
  return isDecimal ? { count: bytes, unit: "" } : { count: Number(digits), unit };
}
