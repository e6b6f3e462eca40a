/**
 * Fields that Traefik's kinds have, as its CustomResourceDefinitions list them.
 *
 * @module
 */

import type { FieldNames } from "@dekube/engine/pacts";
import { withGroups } from "../objects.ts";
import { MIDDLEWARE } from "./middleware.ts";
import { INGRESS_ROUTE, SERVERS_TRANSPORT, TRAEFIK_SERVICE } from "./routes.ts";
import {
  INGRESS_ROUTE_TCP,
  INGRESS_ROUTE_UDP,
  MIDDLEWARE_TCP,
  SERVERS_TRANSPORT_TCP,
} from "./streams.ts";
import { TLS_OPTION, TLS_STORE } from "./tls.ts";

const SPECS: Readonly<Record<string, FieldNames>> = {
  IngressRoute: INGRESS_ROUTE,
  IngressRouteTCP: INGRESS_ROUTE_TCP,
  IngressRouteUDP: INGRESS_ROUTE_UDP,
  Middleware: MIDDLEWARE,
  MiddlewareTCP: MIDDLEWARE_TCP,
  ServersTransport: SERVERS_TRANSPORT,
  ServersTransportTCP: SERVERS_TRANSPORT_TCP,
  TLSOption: TLS_OPTION,
  TLSStore: TLS_STORE,
  TraefikService: TRAEFIK_SERVICE,
};

/** The fields of each kind, by its name with each of its groups. */
export const FIELDS: Readonly<Record<string, FieldNames>> = Object.fromEntries(
  Object.entries(SPECS).flatMap(([kind, spec]) =>
    withGroups([kind]).map((full) => [full, { spec }])
  ),
);
