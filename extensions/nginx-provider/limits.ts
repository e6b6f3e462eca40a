/**
 * How much a client may ask for.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type BodySize, bodySize } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import type { NginxContext } from "./nginx_context.ts";

/** The limits of a route's requests and connections; `id` is a name that nothing else in the file has. */
export function limitLines(entry: IngressEntry, id: string, ctx: NginxContext): Line[] {
  return [...rateLimit(entry, id, ctx), ...connectionLimit(entry, id, ctx)];
}

function rateLimit({ rateLimit }: IngressEntry, id: string, ctx: NginxContext): Line[] {
  const { average = 0, burst = 0 } = rateLimit ?? {};
  if (!(average > 0 && average < 1e6)) return [];
  // nginx counts whole requests, by the second or by the minute.
  const rate = Number.isInteger(average)
    ? `${average}r/s`
    : `${Math.max(1, Math.round(average * 60))}r/m`;
  const zone = ctx.definitions.zone("limit_req_zone", id, `rate=${rate}`);
  const extra = Math.min(Math.max(0, Math.round(burst)), 1e6);
  return [
    `limit_req zone=${zone}${extra > 0 ? ` burst=${extra} nodelay` : ""}`,
    "limit_req_status 429",
  ];
}

function connectionLimit({ connectionLimit }: IngressEntry, id: string, ctx: NginxContext): Line[] {
  const most = Math.trunc(connectionLimit ?? 0);
  // nginx counts up to that.
  if (!(most > 0 && most <= 65535)) return [];
  const zone = ctx.definitions.zone("limit_conn_zone", `${id}c`);
  return [`limit_conn ${zone} ${most}`, "limit_conn_status 429"];
}

/** How large the body of a request may be. */
export interface BodyLimit {
  /** The directive, for each location that reads it. */
  directive: Line[];
  /** What looks at the length that a client names, in a location that nginx does not find by its path: it would not. */
  check: Line[];
}

/** The lines for the largest body that a route takes. */
export function bodyLimit(entry: IngressEntry, ctx: NginxContext): BodyLimit {
  const size = bodySize(entry, ctx);
  if (!size) return { directive: [], check: [] };
  const directive = [`client_max_body_size ${size.count}${size.unit}`];
  if (size.count === 0) return { directive, check: [] };
  const isLarger = ctx.definitions.test("$content_length", `"~${largerThan(bytesOf(size))}"`);
  return { directive, check: [block(`if (${isLarger})`, ["return 413"])] };
}

function bytesOf({ count, unit }: BodySize): number {
  return count * 1024 ** ["", "k", "m", "g"].indexOf(unit);
}

/** An expression of the whole numbers that are larger than one, written without leading noughts. */
export function largerThan(number: number): string {
  const digits = String(number);
  const longer = `[1-9]\\d{${digits.length},}`;
  const larger = [...digits].flatMap((digit, index) =>
    digit === "9"
      ? []
      : [`${digits.slice(0, index)}[${Number(digit) + 1}-9]\\d{${digits.length - index - 1}}`]
  );
  return `^0*(?:${[longer, ...larger].join("|")})$`;
}
