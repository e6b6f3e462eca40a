/**
 * How the backend is spoken to.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, parseFlag } from "@dekube/engine/pacts/ingress";
import { HAPROXY_DURATION, parseDuration } from "@dekube/engine/pacts/kubernetes";

/** The fields of a route that are about its backend. */
export function readBackend(
  annotations: Annotations,
): Pick<IngressEntry, "scheme"> & Partial<IngressEntry> {
  const serverCaSecret = annotations.ref("server-ca");
  const serverSni = annotations.get("server-sni");
  // A CA asks for TLS by itself; without TLS, `h2` means HTTP/2 in the clear.
  const scheme = isOn(annotations.get("server-ssl")) || serverCaSecret ||
      annotations.flag("ssl-passthrough")
    ? "https"
    : annotations.get("server-proto") === "h2"
    ? "h2c"
    : "http";
  const timeout = readTimeout(annotations, "timeout-server");
  const connect = readTimeout(annotations, "timeout-connect");
  return {
    scheme,
    ...(serverCaSecret ? { serverCaSecret } : {}),
    ...(serverSni ? { serverSni } : {}),
    ...(timeout || connect
      ? {
        timeouts: {
          ...(timeout ? { read: timeout, send: timeout } : {}),
          ...(connect ? { connect } : {}),
        },
      }
      : {}),
  };
}

/** The controller takes what Go takes for true, and `on`. */
function isOn(value: string): boolean {
  return parseFlag(value) ?? value.toLowerCase() === "on";
}

/** A time as HAProxy writes it, in seconds. */
function readTimeout(annotations: Annotations, name: string): number | undefined {
  const value = annotations.get(name);
  if (value === "") return undefined;
  const milliseconds = parseDuration(value, HAPROXY_DURATION);
  if (milliseconds !== undefined) return milliseconds / 1000;
  annotations.unsupported(name, `"${value}" is not a time; it is left out`);
  return undefined;
}
