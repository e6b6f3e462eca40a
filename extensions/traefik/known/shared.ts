/**
 * Parts of several of the kinds.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

const HEALTH_CHECK: FieldNames = leaves(
  "followRedirects headers hostname interval method mode path port scheme status",
  "timeout unhealthyInterval",
);

/** How a client is kept with one server. */
export const STICKY: FieldNames = {
  cookie: leaves("domain httpOnly maxAge name path sameSite secure"),
};

/** A Service, or a TraefikService, behind a route. */
export const SERVICE: FieldNames = {
  ...leaves(
    "kind name namespace nativeLB nodePortLB passHostHeader port scheme",
    "serversTransport strategy weight",
  ),
  healthCheck: HEALTH_CHECK,
  middlewares: leaves("name namespace"),
  passiveHealthCheck: leaves("failureWindow maxFailedAttempts"),
  responseForwarding: leaves("flushInterval"),
  sticky: STICKY,
};
