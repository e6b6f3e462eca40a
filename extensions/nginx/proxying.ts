/**
 * How requests and answers pass through: buffering, another try, the log, compression.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

/** The fields of a route that are about how requests pass through. */
export function readProxying(
  annotations: Annotations,
): Pick<IngressEntry, "buffering" | "retries" | "accessLog" | "compress"> {
  return {
    ...readBuffering(annotations),
    ...readRetries(annotations),
    ...(isLogged(annotations) ? {} : { accessLog: false }),
    ...(COMPRESSIONS.some((name) => annotations.flag(name)) ? { compress: true } : {}),
  };
}

/** By which the controller compresses all answers. The proxy chooses what the client takes. */
const COMPRESSIONS = ["use-gzip", "enable-brotli"];

/** What the ConfigMap switches off for all no Ingress switches on. */
function isLogged(annotations: Annotations): boolean {
  return annotations.flag("enable-access-log", true) &&
    !["disable-access-log", "disable-http-access-log"].some((name) => annotations.flag(name));
}

function readBuffering(annotations: Annotations): Pick<IngressEntry, "buffering"> {
  const requests = readSwitch("proxy-request-buffering");
  const responses = readSwitch("proxy-buffering");
  if (requests === undefined && responses === undefined) return {};
  return {
    buffering: {
      ...(requests === undefined ? {} : { requests }),
      ...(responses === undefined ? {} : { responses }),
    },
  };

  function readSwitch(name: string): boolean | undefined {
    const value = annotations.get(name);
    if (value === "on" || value === "off") return value === "on";
    if (value !== "") {
      annotations.invalid(name, `${JSON.stringify(value)} is neither "on" nor "off"`);
    }
    return undefined;
  }
}

/** A retry goes to the one backend that there is. */
function readRetries(annotations: Annotations): Pick<IngressEntry, "retries"> {
  const attempts = annotations.number("proxy-next-upstream-tries", 1);
  const cases = annotations.get("proxy-next-upstream").split(/[\s,]+/).filter(Boolean);
  const statuses = cases.flatMap((one) => {
    const status = /^http_(\d{3})$/.exec(one)?.[1];
    return status === undefined ? [] : [Number(status)];
  });
  if (cases.includes("off") || (attempts === undefined && statuses.length === 0)) return {};
  return {
    retries: {
      attempts: attempts ?? DEFAULT_TRIES,
      ...(statuses.length === 0 ? {} : { statuses }),
    },
  };
}

/** The controller's own. */
const DEFAULT_TRIES = 3;
