/**
 * What the controller tells a backend of a request, beside what every proxy here does.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";
import { readBackendHeaders } from "./global_headers.ts";

const ID = "X-Request-ID";

const FORWARDED: Readonly<Record<string, string>> = {
  [ID]: "$request_id",
  "X-Real-IP": "$remote_addr",
  "X-Forwarded-Port": "$server_port",
  "X-Forwarded-Scheme": "$scheme",
  "X-Scheme": "$scheme",
  "X-Original-Forwarded-For": "$forwarded_for",
};

/** The headers, `X-Forwarded-Prefix` where the path changes, and what the controller's ConfigMap says. */
export function readForwardedHeaders(
  annotations: Annotations,
): Required<Pick<IngressEntry, "requestHeaders">> {
  const prefix = annotations.get("x-forwarded-prefix");
  // The controller sends it only where it changes the path.
  const isSent = prefix !== "" && annotations.get("rewrite-target") !== "";
  const { [ID]: id, ...others } = FORWARDED;
  const headers = new ResponseHeaders({
    set: {
      // A client's own stays where none is made.
      ...(annotations.flag("generate-request-id", true) ? { [ID]: id } : {}),
      ...others,
      ...(annotations.flag("proxy-add-original-uri-header")
        ? { "X-Original-URI": "$request_uri" }
        : {}),
      ...(isSent ? { "X-Forwarded-Prefix": escapeTemplate(prefix) } : {}),
    },
  });
  for (const [name, value] of Object.entries(readBackendHeaders(annotations))) {
    headers.set(name, value);
  }
  return { requestHeaders: { ...headers.field().responseHeaders } };
}
