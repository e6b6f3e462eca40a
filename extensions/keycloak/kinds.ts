/**
 * The operator's kinds, in all of their versions (`v2alpha1`, `v2beta1`).
 *
 * @module
 */

/** A server. */
export const KEYCLOAK = "k8s.keycloak.org/Keycloak";
/** A realm that a server imports. */
export const REALM_IMPORT = "k8s.keycloak.org/KeycloakRealmImport";
