/**
 * Middlewares that limit how much may come.
 *
 * @module
 */

import {
  type IngressEntry,
  type Mapping,
  mapping,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { seconds } from "./seconds.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** `rateLimit`: `average` requests a `period`, which is a second unless it says otherwise. */
export function applyRateLimit(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  reportUnkept(spec, report, {}, {
    redis: "there is one proxy, which counts by itself",
  });
  const period = seconds(text(spec.period) || "1s");
  const average = Number(text(spec.average) || "0") / period;
  const burst = Number(text(spec.burst) || "1");
  if (!(average >= 0 && period > 0 && burst >= 0)) {
    report.warn("bad-middleware", "average, period and burst must be numbers; there is no limit");
    return;
  }
  // Traefik's own word for "no limit".
  if (average === 0) return;
  if (criterionOf(spec, report) === "other") {
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

/** `inFlightReq`: how much a client may ask at a time; without a criterion Traefik counts by host. */
export function applyInFlightReq(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const amount = Number(text(spec.amount) || NaN);
  if (!Number.isSafeInteger(amount) || amount < 1) {
    report.warn("bad-middleware", "an inFlightReq needs an amount, a number; there is no limit");
  } else if (criterionOf(spec, report) !== "client") {
    report.warn(
      "unsupported-middleware",
      `only a client can be limited to ${amount} requests at a time (sourceCriterion.ipStrategy), neither a host nor a header; there is no limit`,
    );
  } else {
    entry.connectionLimit = Math.min(entry.connectionLimit ?? amount, amount);
  }
}

/** What `sourceCriterion` counts by. */
function criterionOf(spec: Mapping, report: Reporter): "none" | "client" | "other" {
  const { ipStrategy, requestHeaderName, requestHost } = mapping(spec.sourceCriterion);
  if (text(requestHeaderName) !== "" || requestHost === true) return "other";
  if (!ipStrategy) return "none";
  reportIpStrategy(mapping(ipStrategy), report);
  return "client";
}

/** `ipStrategy`, wherever it stands. */
export function reportIpStrategy(spec: Mapping, report: Reporter): void {
  const first = "the proxy here is the first that a client meets, and takes its own address";
  reportUnkept(spec, report, { ipv6Subnet: "each address of IPv6 counts for itself" }, {
    depth: first,
    excludedIPs: first,
  });
}

/** `buffering`: requests and answers pass through as a whole, and requests of a size alone. */
export function applyBuffering(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const size = text(spec.maxRequestBodyBytes);
  if (/^[1-9]\d{0,14}$/.test(size)) entry.maxBodySize = size;
  else if (size !== "" && size !== "0") {
    report.warn(
      "bad-middleware",
      `${JSON.stringify(size)} is no number of bytes; there is no limit`,
    );
  }
  reportUnkept(spec, report, {
    maxResponseBodyBytes: "the size of answers is not limited",
  }, {
    memRequestBodyBytes: "the proxy's buffers are as large as it makes them",
    memResponseBodyBytes: "the proxy's buffers are as large as it makes them",
  });
  entry.buffering = { requests: true, responses: true };
  const expression = text(spec.retryExpression);
  if (expression === "") return;
  const [, operator, number] =
    /^IsNetworkError\(\)\s*&&\s*Attempts\(\)\s*(<=?)\s*(\d{1,3})$/.exec(expression.trim()) ?? [];
  if (number === undefined) {
    report.warn(
      "unsupported-middleware",
      `retryExpression: ${
        JSON.stringify(expression)
      } is not "IsNetworkError() && Attempts() < 3", so requests are sent once`,
    );
  } else {
    entry.retries = { attempts: Math.max(Number(number) + (operator === "<=" ? 1 : 0), 1) };
  }
}
