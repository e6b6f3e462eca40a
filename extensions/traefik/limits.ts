/**
 * Middlewares that limit how much may come.
 *
 * @module
 */

import { type IngressEntry, isMapping, text } from "@dekube/engine/pacts";
import type { Notes } from "./notes.ts";
import { type Fields, mapping, seconds } from "./spec.ts";

/** `rateLimit`: `average` requests a `period`, which is a second unless it says otherwise. */
export function applyRateLimit(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const period = seconds(text(spec.period) || "1s");
  const average = Number(text(spec.average) || "0") / period;
  const burst = Number(text(spec.burst) || "1");
  if (!(average >= 0 && period > 0 && burst >= 0)) {
    notes.warn("bad-middleware", "average, period and burst must be numbers; there is no limit");
    return;
  }
  // Traefik's own word for "no limit".
  if (average === 0) return;
  const criterion = mapping(spec.sourceCriterion);
  if (isMapping(criterion) && (criterion.requestHeaderName || criterion.requestHost)) {
    notes.warn(
      "unsupported-middleware",
      "requests are counted by the client's address here, whatever sourceCriterion says",
    );
  }
  if (entry.rateLimit) {
    notes.warn("second-rate-limit", "of two limits the one that lets less through is kept");
    if (entry.rateLimit.average <= average) return;
  }
  entry.rateLimit = { average, burst };
}

/** `buffering.maxRequestBodyBytes`. */
export function applyBuffering(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const size = text(spec.maxRequestBodyBytes);
  if (/^[1-9]\d{0,14}$/.test(size)) entry.maxBodySize = size;
  else if (size !== "" && size !== "0") {
    notes.warn(
      "bad-middleware",
      `${JSON.stringify(size)} is no number of bytes; there is no limit`,
    );
  }
  if (Number(spec.maxResponseBodyBytes) > 0) {
    notes.warn("unsupported-middleware", "the size of responses can't be limited here");
  }
}
