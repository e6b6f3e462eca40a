/**
 * Fields of what Traefik's routes say of TLS.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

/** `spec` of a TLSOption. */
export const TLS_OPTION: FieldNames = {
  ...leaves(
    "alpnProtocols cipherSuites curvePreferences disableSessionTickets maxVersion",
    "minVersion preferServerCipherSuites sniStrict",
  ),
  clientAuth: leaves("clientAuthType secretNames"),
};

/** `spec` of a TLSStore. */
export const TLS_STORE: FieldNames = {
  certificates: leaves("secretName"),
  defaultCertificate: leaves("secretName"),
  defaultGeneratedCert: { resolver: true, domain: leaves("main sans") },
};
