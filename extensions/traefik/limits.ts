/**
 * Middlewares that limit how much may come.
 *
 * @module
 */

import {
  type IngressEntry,
  isMapping,
  type Mapping,
  mapping,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { seconds } from "./seconds.ts";

/** `rateLimit`: `average` requests a `period`, which is a second unless it says otherwise. */
export function applyRateLimit(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const period = seconds(text(spec.period) || "1s");
  const average = Number(text(spec.average) || "0") / period;
  const burst = Number(text(spec.burst) || "1");
  if (!(average >= 0 && period > 0 && burst >= 0)) {
    report.warn("bad-middleware", "average, period and burst must be numbers; there is no limit");
    return;
  }
  // Traefik's own word for "no limit".
  if (average === 0) return;
  const criterion = mapping(spec.sourceCriterion);
  if (isMapping(criterion) && (criterion.requestHeaderName || criterion.requestHost)) {
    report.warn(
      "unsupported-middleware",
      "requests are counted by the client's address here, whatever sourceCriterion says",
    );
  }
  if (entry.rateLimit) {
    report.warn("second-rate-limit", "of two limits the one that lets less through is kept");
    if (entry.rateLimit.average <= average) return;
  }
  entry.rateLimit = { average, burst };
}

/** `buffering.maxRequestBodyBytes`. */
export function applyBuffering(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const size = text(spec.maxRequestBodyBytes);
  if (/^[1-9]\d{0,14}$/.test(size)) entry.maxBodySize = size;
  else if (size !== "" && size !== "0") {
    report.warn(
      "bad-middleware",
      `${JSON.stringify(size)} is no number of bytes; there is no limit`,
    );
  }
  if (Number(spec.maxResponseBodyBytes) > 0) {
    report.warn("unsupported-middleware", "the size of responses can't be limited here");
  }
}
