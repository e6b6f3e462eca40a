/**
 * Fields that Traefik's routes of requests have, and what stands behind them.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { SERVICE, STICKY } from "./shared.ts";

/** `spec` of an IngressRoute. */
export const INGRESS_ROUTE: FieldNames = {
  ...leaves("entryPoints ingressClassName"),
  parentRefs: leaves("name namespace"),
  routes: {
    ...leaves("kind match priority syntax"),
    middlewares: leaves("name namespace"),
    observability: leaves("accessLogs metrics traceVerbosity tracing"),
    services: SERVICE,
  },
  tls: {
    ...leaves("certResolver secretName"),
    domains: leaves("main sans"),
    options: leaves("name namespace"),
    store: leaves("name namespace"),
  },
};

/** `spec` of a TraefikService. */
export const TRAEFIK_SERVICE: FieldNames = {
  failover: { errors: leaves("maxRequestBodyBytes status"), fallback: SERVICE, service: SERVICE },
  highestRandomWeight: { services: SERVICE },
  mirroring: {
    ...SERVICE,
    ...leaves("maxBodySize mirrorBody"),
    mirrors: { ...SERVICE, percent: true },
  },
  weighted: { services: SERVICE, sticky: STICKY },
};

/** `spec` of a ServersTransport. */
export const SERVERS_TRANSPORT: FieldNames = {
  ...leaves(
    "certificatesSecrets cipherSuites disableHTTP2 insecureSkipVerify",
    "maxIdleConnsPerHost maxVersion minVersion peerCertURI rootCAsSecrets",
    "serverName",
  ),
  forwardingTimeouts: leaves(
    "dialTimeout idleConnTimeout pingTimeout readIdleTimeout responseHeaderTimeout",
  ),
  peerCertSANs: leaves("type value"),
  rootCAs: leaves("configMap secret"),
  spiffe: leaves("ids trustDomain"),
};
