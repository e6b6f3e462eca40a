/**
 * What Traefik tells a backend of a request, beside what every proxy here does.
 *
 * @see https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/#forwarded-headers
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";

/** The headers of every request. Traefik calls itself by the name of its pod, which is another in each. */
export function forwardedHeaders(): Required<Pick<IngressEntry, "requestHeaders">> {
  return {
    requestHeaders: {
      set: {
        "X-Forwarded-Port": "$server_port",
        "X-Forwarded-Server": "traefik",
        "X-Real-Ip": "$remote_addr",
      },
    },
  };
}
