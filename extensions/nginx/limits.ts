/**
 * `limit-rps`, `limit-rpm` and `limit-connections`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

/** How often a client may ask, and how many connections it may have. */
export function readLimits(
  annotations: Annotations,
): Pick<IngressEntry, "rateLimit" | "connectionLimit"> {
  const rateLimit = readRateLimit(annotations);
  const connectionLimit = annotations.number("limit-connections") ?? 0;
  return {
    ...(rateLimit ? { rateLimit } : {}),
    ...(connectionLimit > 0 ? { connectionLimit } : {}),
  };
}

/** Of two limits the one that lets less through. */
function readRateLimit(annotations: Annotations): IngressEntry["rateLimit"] {
  const rps = annotations.number("limit-rps") ?? 0;
  const rpm = annotations.number("limit-rpm") ?? 0;
  const multiplier = annotations.number("limit-burst-multiplier") ?? 5;
  if (rps > 0 && rpm > 0) {
    const kept = rps * 60 <= rpm ? "limit-rps" : "limit-rpm";
    annotations.unsupported(
      kept === "limit-rps" ? "limit-rpm" : "limit-rps",
      `one limit can be kept, which is ${kept}: it lets less through`,
    );
    return kept === "limit-rps" ? limit(rps, 1) : limit(rpm, 60);
  }
  return rps > 0 ? limit(rps, 1) : rpm > 0 ? limit(rpm, 60) : undefined;

  function limit(requests: number, seconds: number): IngressEntry["rateLimit"] {
    return { average: requests / seconds, burst: requests * multiplier };
  }
}
