/**
 * What the controller tells a backend of a request, beside what every proxy here does.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";

const FORWARDED: Readonly<Record<string, string>> = {
  "X-Request-ID": "$request_id",
  "X-Real-IP": "$remote_addr",
  "X-Forwarded-Port": "$server_port",
  "X-Forwarded-Scheme": "$scheme",
  "X-Scheme": "$scheme",
  "X-Original-Forwarded-For": "$forwarded_for",
};

/** The headers, and `X-Forwarded-Prefix` where the path changes. */
export function readForwardedHeaders(
  annotations: Annotations,
): Required<Pick<IngressEntry, "requestHeaders">> {
  const prefix = annotations.get("x-forwarded-prefix");
  // The controller sends it only where it changes the path.
  const isSent = prefix !== "" && annotations.get("rewrite-target") !== "";
  return {
    requestHeaders: {
      set: {
        ...FORWARDED,
        ...(isSent ? { "X-Forwarded-Prefix": escapeTemplate(prefix) } : {}),
      },
    },
  };
}
