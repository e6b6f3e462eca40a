/**
 * What becomes of the fields of the Keycloak operator's kinds.
 *
 * @module
 */

import { type FieldRules, meaningless, rulesBelow } from "@dekube/engine/pacts";
import { KEYCLOAK, OIDC_CLIENT, REALM_IMPORT, SAML_CLIENT } from "./kinds.ts";
import { FOR_OPERATOR } from "./left_out.ts";

const REALM = { becomes: "the realm that the server imports" };

const CLIENT = rulesBelow("spec", {
  "": { becomes: "a client of the realm that the server imports" },
});

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [KEYCLOAK]: rulesBelow("spec", {
    "": { becomes: "services.*" },
    ...meaningless("it is for the operator, or for what there is no cluster for", ...FOR_OPERATOR),
    instances: { meaningless: "there is one server" },
    networkPolicy: { meaningless: "Compose has no network policies" },
  }),
  [REALM_IMPORT]: rulesBelow("spec", {
    "": REALM,
    ...meaningless("the server imports realms when it starts, by itself", "job resources labels"),
  }),
  [OIDC_CLIENT]: CLIENT,
  [SAML_CLIENT]: CLIENT,
};
