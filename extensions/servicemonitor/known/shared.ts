/**
 * Parts of several of the kinds.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

/** A key of a Secret. */
export const KEY: FieldNames = leaves("key name optional");

/** A token. */
export const AUTHORIZATION: FieldNames = { type: true, credentials: KEY };

/** A name and a password. */
export const BASIC_AUTH: FieldNames = { password: KEY, username: KEY };

/** A rule that changes labels. */
export const RELABELING: FieldNames = leaves(
  "action modulus regex replacement separator sourceLabels targetLabel",
);

/** A key of a Secret or a ConfigMap. */
export const KEY_OF: FieldNames = { configMap: KEY, secret: KEY };

/** How TLS is spoken to a server. */
export const TLS_CONFIG: FieldNames = {
  ...leaves("insecureSkipVerify maxVersion minVersion serverName"),
  ca: KEY_OF,
  cert: KEY_OF,
  keySecret: KEY,
};

/** How a token is asked for. */
export const OAUTH2: FieldNames = {
  ...leaves(
    "endpointParams noProxy proxyConnectHeader proxyFromEnvironment proxyUrl scopes",
    "tokenUrl",
  ),
  clientId: KEY_OF,
  clientSecret: KEY,
  tlsConfig: TLS_CONFIG,
};

/** How TLS is spoken to a server, with files beside keys. */
export const TLS_OR_FILES: FieldNames = {
  ...leaves("caFile certFile insecureSkipVerify keyFile maxVersion minVersion serverName"),
  ca: KEY_OF,
  cert: KEY_OF,
  keySecret: KEY,
};

/** A selector of labels. */
export const SELECTOR: FieldNames = {
  matchLabels: true,
  matchExpressions: leaves("key operator values"),
};

/** How requests are signed for AWS. */
export const SIGV4: FieldNames = {
  ...leaves("externalId profile region roleArn useFIPSSTSEndpoint"),
  accessKey: KEY,
  secretKey: KEY,
};

/** Names and labels of pods and claims. */
export const POD_METADATA: FieldNames = leaves("annotations labels name");

/** What a claim asks for. */
export const CLAIM: FieldNames = {
  ...leaves(
    "accessModes resources storageClassName volumeAttributesClassName volumeMode",
    "volumeName",
  ),
  dataSource: leaves("apiGroup kind name"),
  dataSourceRef: leaves("apiGroup kind name namespace"),
  selector: SELECTOR,
};

/** Where data is kept. */
export const STORAGE: FieldNames = {
  disableMountSubPath: true,
  emptyDir: leaves("medium sizeLimit"),
  ephemeral: { volumeClaimTemplate: { metadata: true, spec: CLAIM } },
  volumeClaimTemplate: { ...leaves("apiVersion kind status"), metadata: POD_METADATA, spec: CLAIM },
};

/** How pods are replaced. */
export const UPDATE_STRATEGY: FieldNames = { type: true, rollingUpdate: leaves("maxUnavailable") };

/** How the program's own pages are served. */
export const WEB_HTTP: FieldNames = {
  http2: true,
  headers: leaves(
    "contentSecurityPolicy strictTransportSecurity xContentTypeOptions",
    "xFrameOptions xXSSProtection",
  ),
};

/** How the program's own pages are served over TLS. */
export const WEB_TLS: FieldNames = {
  ...leaves(
    "certFile cipherSuites clientAuthType clientCAFile curvePreferences keyFile",
    "maxVersion minVersion preferServerCipherSuites",
  ),
  cert: KEY_OF,
  client_ca: KEY_OF,
  keySecret: KEY,
};
