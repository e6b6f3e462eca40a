/**
 * KeycloakOIDCClients and KeycloakSAMLClients as clients of a realm that a server imports.
 *
 * @see https://www.keycloak.org/operator/managing-clients
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  kindOf,
  list,
  type Manifest,
  type Mapping,
  mapping,
  ownValue,
  secretValue,
  text,
  texts,
} from "@dekube/engine/pacts";
import { SAML_CLIENT } from "./kinds.ts";
import { Spec } from "./spec.ts";

/** What a client adds to its realm. */
interface RealmClient {
  /** The client, as a realm's file has it. */
  client: Mapping;
  /** Names of the client's own roles. */
  roles: string[];
  /** Names of the roles that the client itself has. */
  serviceAccountRoles: string[];
}

/** Fields of both kinds, by Keycloak's names for them. */
const COMMON: Readonly<Record<string, string>> = {
  displayName: "name",
  description: "description",
  enabled: "enabled",
  appUrl: "baseUrl",
  redirectUris: "redirectUris",
  webOrigins: "webOrigins",
  frontChannelLogout: "frontchannelLogout",
};

/** Ways to log in that are fields of a client. */
const FLOWS: Readonly<Record<string, string>> = {
  STANDARD: "standardFlowEnabled",
  IMPLICIT: "implicitFlowEnabled",
  DIRECT_GRANT: "directAccessGrantsEnabled",
  SERVICE_ACCOUNT: "serviceAccountsEnabled",
};

/** Ways to log in that are attributes of a client. */
const FLOW_ATTRIBUTES: Readonly<Record<string, string>> = {
  DEVICE: "oauth2.device.authorization.grant.enabled",
  CIBA: "oidc.ciba.grant.enabled",
  TOKEN_EXCHANGE: "standard.token.exchange.enabled",
};

/** Fields of a SAML client that are attributes. */
const SAML_ATTRIBUTES: Readonly<Record<string, string>> = {
  nameIdFormat: "saml_name_id_format",
  forceNameIdFormat: "saml_force_name_id_format",
  includeAuthnStatement: "saml.authnstatement",
  signDocuments: "saml.server.signature",
  signAssertions: "saml.assertion.signature",
  clientSignatureRequired: "saml.client.signature",
  forcePostBinding: "saml.force.post.binding",
  signatureAlgorithm: "saml.signature.algorithm",
  signatureCanonicalizationMethod: "saml_signature_canonicalization_method",
  signingCertificate: "saml.signing.certificate",
  allowEcpFlow: "saml.allow.ecp.flow",
};

/** Fields that have more to them than a name. */
const OIDC_FIELDS: readonly string[] = ["loginFlows", "auth", "serviceAccountRoles"];

/** A realm with its clients; what one says goes before what the realm says of a client of its name. */
export function withClients(
  realm: Mapping,
  manifests: readonly Manifest[],
  ctx: ConvertContext,
): Mapping {
  if (manifests.length === 0) return realm;
  const clients = new Map(
    list(realm.clients).map(mapping).map((client) => [text(client.clientId), client]),
  );
  const roles = mapping(realm.roles);
  const clientRoles: Mapping = { ...mapping(roles.client) };
  const users = [...list(realm.users)];
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    const made = readClient(manifest, ctx);
    const known = clients.get(name) ?? {};
    clients.set(name, {
      ...known,
      ...made.client,
      attributes: { ...mapping(known.attributes), ...mapping(made.client.attributes) },
    });
    if (made.roles.length > 0) {
      clientRoles[name] = withRoles(ownValue(clientRoles, name), made.roles);
    }
    if (made.serviceAccountRoles.length > 0) users.push(serviceAccount(name, made));
  }
  return {
    ...realm,
    clients: [...clients.values()],
    ...Object.keys(clientRoles).length > 0 ? { roles: { ...roles, client: clientRoles } } : {},
    ...users.length > 0 ? { users } : {},
  };
}

function withRoles(known: unknown, names: readonly string[]): unknown[] {
  const there = new Set(list(known).map((role) => text(mapping(role).name)));
  return [...list(known), ...names.filter((name) => !there.has(name)).map((name) => ({ name }))];
}

/** The user that stands for a client which logs in for itself. */
function serviceAccount(clientId: string, { roles, serviceAccountRoles }: RealmClient): Mapping {
  const own = serviceAccountRoles.filter((role) => roles.includes(role));
  const others = serviceAccountRoles.filter((role) => !roles.includes(role));
  return {
    username: `service-account-${clientId.toLowerCase()}`,
    enabled: true,
    serviceAccountClientId: clientId,
    ...others.length > 0 ? { realmRoles: others } : {},
    ...own.length > 0 ? { clientRoles: { [clientId]: own } } : {},
  };
}

function readClient(manifest: Manifest, ctx: ConvertContext): RealmClient {
  const spec = new Spec(manifest, ctx);
  const fields = spec.group("client");
  const isSaml = kindOf(manifest) === SAML_CLIENT;
  const special = isSaml ? Object.keys(SAML_ATTRIBUTES) : OIDC_FIELDS;
  const known = new Set([...Object.keys(COMMON), "roles", ...special]);
  for (const [field] of entries(fields).filter(([field]) => !known.has(field))) {
    spec.warn("unsupported-field", `"${field}" of a client is not converted`, `client.${field}`);
  }
  const client = {
    clientId: manifest.metadata.name,
    protocol: isSaml ? "saml" : "openid-connect",
    enabled: true,
    ...Object.fromEntries(
      entries(fields).filter(([field]) => Object.hasOwn(COMMON, field))
        .map(([field, value]) => [COMMON[field], value]),
    ),
    ...isSaml ? samlFields(fields) : oidcFields(spec, fields, ctx),
  };
  return {
    client,
    roles: texts(fields.roles),
    serviceAccountRoles: isSaml ? [] : texts(fields.serviceAccountRoles),
  };
}

function samlFields(fields: Mapping): Mapping {
  return {
    attributes: Object.fromEntries(
      entries(fields).filter(([field]) => Object.hasOwn(SAML_ATTRIBUTES, field))
        .map(([field, value]) => [SAML_ATTRIBUTES[field], text(value)]),
    ),
  };
}

function oidcFields(spec: Spec, fields: Mapping, ctx: ConvertContext): Mapping {
  const flows = texts(fields.loginFlows);
  for (const flow of flows) {
    if (Object.hasOwn(FLOWS, flow) || Object.hasOwn(FLOW_ATTRIBUTES, flow)) continue;
    spec.warn(
      "unknown-flow",
      `"${flow}" is no login flow that Keycloak knows; it is left out`,
      "client.loginFlows",
    );
  }
  const flags = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([flow, name]): [string, boolean] => [name, flows.includes(flow)]);
  const auth = mapping(fields.auth);
  const certificate = text(auth.certificate);
  return {
    ...Object.fromEntries(flags(FLOWS)),
    ...isMapping(fields.auth) ? authentication(spec, auth, ctx) : { publicClient: true },
    attributes: {
      ...Object.fromEntries(
        flags(FLOW_ATTRIBUTES).filter(([, is]) => is).map(([name]) => [name, "true"]),
      ),
      ...certificate === "" ? {} : { "jwt.credential.certificate": certificate },
    },
  };
}

/** How a client that keeps a secret shows that it is itself. */
function authentication(spec: Spec, auth: Mapping, ctx: ConvertContext): Mapping {
  const method = text(auth.method) || "client-secret";
  const ref = spec.secretKey("client.auth.secretRef");
  const found = ref && ctx.secrets.get(spec.resource.namespace, ref.name);
  const value = ref ? found && secretValue(found, ref.key) : text(auth.secret) || undefined;
  if (ref && value === undefined) {
    spec.warn(
      "missing-secret",
      `there is no Secret "${ref.name}" with "${ref.key}", so Keycloak makes a secret up that the client does not know. Add it to the manifests`,
      "client.auth.secretRef",
    );
  }
  return {
    publicClient: false,
    clientAuthenticatorType: method,
    ...value === undefined ? {} : { secret: value },
  };
}
