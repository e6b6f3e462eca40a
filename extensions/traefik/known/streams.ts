/**
 * Fields that Traefik's routes of connections have, and what they name.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

/** `spec` of an IngressRouteTCP. */
export const INGRESS_ROUTE_TCP: FieldNames = {
  ...leaves("entryPoints ingressClassName"),
  routes: {
    ...leaves("match priority syntax"),
    middlewares: leaves("name namespace"),
    services: {
      ...leaves(
        "name namespace nativeLB nodePortLB port serversTransport terminationDelay tls",
        "weight",
      ),
      proxyProtocol: leaves("version"),
    },
  },
  tls: {
    ...leaves("certResolver passthrough secretName"),
    domains: leaves("main sans"),
    options: leaves("name namespace"),
    store: leaves("name namespace"),
  },
};

/** `spec` of an IngressRouteUDP. */
export const INGRESS_ROUTE_UDP: FieldNames = {
  ...leaves("entryPoints ingressClassName"),
  routes: { services: leaves("name namespace nativeLB nodePortLB port weight") },
};

/** `spec` of a MiddlewareTCP. */
export const MIDDLEWARE_TCP: FieldNames = {
  inFlightConn: leaves("amount"),
  ipAllowList: leaves("sourceRange"),
  ipWhiteList: leaves("sourceRange"),
};

/** `spec` of a ServersTransportTCP. */
export const SERVERS_TRANSPORT_TCP: FieldNames = {
  ...leaves("dialKeepAlive dialTimeout terminationDelay"),
  proxyProtocol: leaves("version"),
  tls: {
    ...leaves("certificatesSecrets insecureSkipVerify peerCertURI rootCAsSecrets serverName"),
    peerCertSANs: leaves("type value"),
    rootCAs: leaves("configMap secret"),
    spiffe: leaves("ids trustDomain"),
  },
};
