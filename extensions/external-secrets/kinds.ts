/**
 * Kinds of the External Secrets Operator.
 *
 * @module
 */

/** What becomes a Secret. */
export const EXTERNAL_SECRET = "external-secrets.io/ExternalSecret";
/** What becomes ExternalSecrets in several namespaces. */
export const CLUSTER_EXTERNAL_SECRET = "external-secrets.io/ClusterExternalSecret";
/** Where values are, for one namespace. */
export const SECRET_STORE = "external-secrets.io/SecretStore";
/** Where values are, for all. */
export const CLUSTER_SECRET_STORE = "external-secrets.io/ClusterSecretStore";

/** Group of what makes values up. */
export const GENERATORS = "generators.external-secrets.io";
/** Kinds of it whose values are made here. */
export const PASSWORD = `${GENERATORS}/Password`;
/** Likewise. */
export const UUID = `${GENERATORS}/UUID`;
/** Kind of it that says its values. */
export const FAKE = `${GENERATORS}/Fake`;
/** Any of them, for all namespaces. */
export const CLUSTER_GENERATOR = `${GENERATORS}/ClusterGenerator`;

/** Kinds whose values somebody else gives out: the user supplies them. */
export const OUTER_GENERATORS: readonly string[] = [
  "ACRAccessToken",
  "BeyondtrustWorkloadCredentialsDynamicSecret",
  "CloudsmithAccessToken",
  "ECRAuthorizationToken",
  "GCRAccessToken",
  "GithubAccessToken",
  "GitlabDeployToken",
  "Grafana",
  "MFA",
  "QuayAccessToken",
  "SSHKey",
  "STSSessionToken",
  "VaultDynamicSecret",
  "Webhook",
].map((kind) => `${GENERATORS}/${kind}`);
