/**
 * `rate-limit-requests`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { HAPROXY_DURATION, parseDuration } from "@dekube/engine/pacts/kubernetes";

/** How often a client may ask: that many requests in a period, which may all come at once. */
export function readRateLimit(annotations: Annotations): Pick<IngressEntry, "rateLimit"> {
  const requests = annotations.number("rate-limit-requests") ?? 0;
  if (requests === 0) return {};
  return { rateLimit: { average: requests / readPeriod(annotations), burst: requests } };
}

/** In seconds. */
function readPeriod(annotations: Annotations): number {
  const name = "rate-limit-period";
  const value = annotations.get(name);
  if (value === "") return 1;
  const milliseconds = parseDuration(value, HAPROXY_DURATION) ?? 0;
  if (milliseconds > 0) return milliseconds / 1000;
  annotations.invalid(name, `"${value}" is not a time`);
  return 1;
}
