import { assertEquals } from "@std/assert";
import { said, written } from "@dekube/engine/testing";
import { convertAll, keycloak, object, QUIET, realmImport, secret } from "./_testing.ts";

/** A client of the Keycloak `sso` in the namespace `iam`. */
function client(kind: "OIDC" | "SAML", name: string, fields: unknown, spec: object = {}) {
  return object(`Keycloak${kind}Client`, name, {
    apiVersion: "k8s.keycloak.org/v2alpha1",
    spec: { keycloakCRName: "sso", realm: "shop", client: fields, ...spec },
  });
}

function convert(realm: object, ...others: Parameters<typeof convertAll>[0]) {
  const { ctx } = convertAll([
    keycloak(QUIET),
    realmImport("shop", { realm: "shop", ...realm }),
    ...others,
  ]);
  const [path = "", text = "null"] = Object.entries(written(ctx))
    .find(([path]) => path.endsWith("-realm.json")) ?? [];
  return { path, realm: JSON.parse(text.replace(/^\d+ /, "")), said: said(ctx), ctx };
}

Deno.test("withClients() makes an OpenID client in its realm, its secret from a Secret", () => {
  const { path, realm, said } = convert(
    {},
    client("OIDC", "web", {
      displayName: "The web",
      description: "x",
      appUrl: "https://web.example",
      loginFlows: ["STANDARD", "SERVICE_ACCOUNT", "DEVICE"],
      redirectUris: ["https://web.example/*"],
      webOrigins: ["https://web.example"],
      auth: { method: "client-secret", secretRef: { name: "login", key: "secret" } },
      roles: ["editor"],
      serviceAccountRoles: ["editor", "auditor"],
    }),
    secret("login", { secret: "hidden" }),
  );
  assertEquals(path, "secrets/keycloak-shop-realm/shop-realm.json");
  assertEquals(realm, {
    realm: "shop",
    clients: [{
      clientId: "web",
      protocol: "openid-connect",
      enabled: true,
      name: "The web",
      description: "x",
      baseUrl: "https://web.example",
      redirectUris: ["https://web.example/*"],
      webOrigins: ["https://web.example"],
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: true,
      publicClient: false,
      clientAuthenticatorType: "client-secret",
      secret: "hidden",
      attributes: { "oauth2.device.authorization.grant.enabled": "true" },
    }],
    roles: { client: { web: [{ name: "editor" }] } },
    users: [{
      username: "service-account-web",
      enabled: true,
      serviceAccountClientId: "web",
      realmRoles: ["auditor"],
      clientRoles: { web: ["editor"] },
    }],
  });
  assertEquals(said, []);
});

Deno.test("withClients() makes a SAML client in its realm", () => {
  const { path, realm, said } = convert(
    {},
    client("SAML", "old", {
      enabled: false,
      nameIdFormat: "persistent",
      signDocuments: true,
      forcePostBinding: false,
      frontChannelLogout: true,
    }),
  );
  assertEquals(path, "configmaps/keycloak-shop-realm/shop-realm.json");
  assertEquals(realm.clients, [{
    clientId: "old",
    protocol: "saml",
    enabled: false,
    frontchannelLogout: true,
    attributes: {
      saml_name_id_format: "persistent",
      "saml.server.signature": "true",
      "saml.force.post.binding": "false",
    },
  }]);
  assertEquals(said, []);
});

Deno.test("withClients() goes before what the realm says of the client, and keeps the rest", () => {
  const { realm } = convert(
    {
      clients: [
        { clientId: "web", name: "old", consentRequired: true, attributes: { a: "b" } },
        { clientId: "other" },
        null,
      ],
      roles: { realm: [{ name: "r" }], client: { web: [{ name: "one" }] } },
      users: [{ username: "me" }],
    },
    client("OIDC", "web", { displayName: "new", roles: ["one", "two"] }),
  );
  const [web, other] = realm.clients;
  assertEquals([web.name, web.consentRequired, web.publicClient, web.attributes], [
    "new",
    true,
    true,
    { a: "b" },
  ]);
  assertEquals(other, { clientId: "other" });
  assertEquals(realm.roles, {
    realm: [{ name: "r" }],
    client: { web: [{ name: "one" }, { name: "two" }] },
  });
  assertEquals(realm.users, [{ username: "me" }]);
});

Deno.test("realmMounts() says which clients have no realm that is imported, and no Keycloak", () => {
  const { realm, said } = convert(
    {},
    client("OIDC", "far", {}, { realm: "other" }),
    client("SAML", "lost", {}, { keycloakCRName: "none" }),
    client("SAML", "bare", {}, { keycloakCRName: null }),
  );
  assertEquals(realm, { realm: "shop" });
  assertEquals(said, [
    "missing-keycloak spec.keycloakCRName",
    "missing-keycloak spec.keycloakCRName",
    "missing-realm spec.realm",
  ]);
});

Deno.test("withClients() says what it can't make of a client", () => {
  const { realm, said } = convert(
    {},
    client("OIDC", "web", {
      loginFlows: ["STANDARD", "MAGIC"],
      auth: { secretRef: { name: "none", key: "x" }, certificate: "PEM" },
      newThing: true,
      nameIdFormat: "email",
    }),
    client("OIDC", "empty", null),
  );
  assertEquals(said, [
    "unsupported-field spec.client.newThing",
    "unsupported-field spec.client.nameIdFormat",
    "unknown-flow spec.client.loginFlows",
    "missing-secret spec.client.auth.secretRef",
  ]);
  const [web, empty] = realm.clients;
  assertEquals("secret" in web, false);
  assertEquals(web.attributes, { "jwt.credential.certificate": "PEM" });
  assertEquals(empty.publicClient, true);
});
