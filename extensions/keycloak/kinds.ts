/**
 * The operator's kinds, in all of their versions (`v2alpha1`, `v2beta1`).
 *
 * @module
 */

/** A server. */
export const KEYCLOAK = "k8s.keycloak.org/Keycloak";
/** A realm that a server imports. */
export const REALM_IMPORT = "k8s.keycloak.org/KeycloakRealmImport";
/** A client of a realm that speaks OpenID Connect. */
export const OIDC_CLIENT = "k8s.keycloak.org/KeycloakOIDCClient";
/** A client of a realm that speaks SAML. */
export const SAML_CLIENT = "k8s.keycloak.org/KeycloakSAMLClient";
