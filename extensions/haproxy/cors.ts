/**
 * `cors-enable` and what goes with it.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { HAPROXY_DURATION, parseDuration } from "@dekube/engine/pacts/kubernetes";

/** The controller's own, in seconds. */
const MAX_AGE = 5;

/** Which other origins' pages may use what is served. */
export function readCors(annotations: Annotations): Pick<IngressEntry, "cors"> {
  if (!annotations.flag("cors-enable")) return {};
  const origin = annotations.get("cors-allow-origin");
  const isAny = origin === "" || origin === "*";
  return {
    cors: {
      allowOrigins: isAny ? ["*"] : [],
      // One origin may stand there as it is: it is an expression that matches itself.
      ...(isAny ? {} : { allowOriginRegexes: [origin] }),
      allowMethods: names("cors-allow-methods"),
      allowHeaders: names("cors-allow-headers"),
      allowCredentials: annotations.flag("cors-allow-credentials"),
      maxAge: readMaxAge(annotations),
    },
  };

  function names(name: string): string[] {
    const found = annotations.list(name);
    return found.length === 0 ? ["*"] : found;
  }
}

function readMaxAge(annotations: Annotations): number {
  const name = "cors-max-age";
  const value = annotations.get(name);
  if (value === "") return MAX_AGE;
  const milliseconds = parseDuration(value, HAPROXY_DURATION);
  if (milliseconds !== undefined) return milliseconds / 1000;
  annotations.invalid(name, `"${value}" is not a time`);
  return MAX_AGE;
}
