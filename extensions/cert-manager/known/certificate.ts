/**
 * Fields that Certificates have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { KEY } from "./shared.ts";

const CONSTRAINED: FieldNames = leaves("dnsDomains emailAddresses ipRanges uriDomains");

/** `spec` of a Certificate. */
export const CERTIFICATE: FieldNames = {
  ...leaves(
    "commonName dnsNames duration emailAddresses encodeUsagesInRequest ipAddresses",
    "isCA literalSubject renewBefore renewBeforePercentage revisionHistoryLimit",
    "secretName signatureAlgorithm uris usages",
  ),
  additionalOutputFormats: leaves("type"),
  issuerRef: leaves("group kind name"),
  keystores: {
    jks: { ...leaves("alias create password"), passwordSecretRef: KEY },
    pkcs12: { ...leaves("create password profile"), passwordSecretRef: KEY },
  },
  nameConstraints: { critical: true, excluded: CONSTRAINED, permitted: CONSTRAINED },
  otherNames: leaves("oid utf8Value"),
  privateKey: leaves("algorithm encoding rotationPolicy size"),
  renewal: { policy: true, windows: leaves("cron timezone windowDuration") },
  secretTemplate: leaves("annotations labels"),
  subject: leaves(
    "countries localities organizationalUnits organizations postalCodes provinces",
    "serialNumber streetAddresses",
  ),
};
