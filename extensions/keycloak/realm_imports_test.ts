import { assert, assertEquals } from "@std/assert";
import { said, testConversion, written } from "@dekube/engine/testing";
import {
  adding,
  convertAll,
  keycloak,
  mountsOf,
  object,
  QUIET,
  realmImport,
  secret,
  TRIGGER,
} from "./_testing.ts";
import * as module from "./mod.ts";

function convert(...others: Parameters<typeof convertAll>[0]) {
  const { services, ctx } = convertAll([keycloak(QUIET), ...others]);
  const files = Object.fromEntries(
    Object.entries(written(ctx)).filter(([path]) => path.endsWith(".json")),
  );
  return { service: services.sso, files, said: said(ctx), ctx };
}

Deno.test("realmMounts() writes a realm and mounts it where the server looks", () => {
  const { service, files, said } = convert(realmImport("shop", { realm: "shop", enabled: true }));
  assertEquals(service.command, ["start", "--import-realm"]);
  assertEquals(mountsOf(service), [
    "./configmaps/keycloak-shop-realm/shop-realm.json:/opt/keycloak/data/import/shop-realm.json:ro",
  ]);
  assertEquals(files, {
    "configmaps/keycloak-shop-realm/shop-realm.json":
      '644 {\n  "realm": "shop",\n  "enabled": true\n}\n',
  });
  assertEquals(said, []);
});

Deno.test("realmMounts() puts a realm with a filled placeholder below secrets/", () => {
  const placeholders = { PASS: { secret: { name: "mail", key: "pass" } } };
  const realm = { realm: "shop", attributes: { a: "${PASS}" } };
  const { files, said } = convert(
    realmImport("shop", realm, { placeholders }),
    secret("mail", { pass: 'p"w' }),
  );
  assertEquals(Object.keys(files), ["secrets/keycloak-shop-realm/shop-realm.json"]);
  assertEquals(JSON.parse(Object.values(files)[0].slice(4)), {
    realm: "shop",
    attributes: { a: 'p"w' },
  });
  assertEquals(said, []);
});

Deno.test("realmMounts() says which placeholders have no value", () => {
  const placeholders = {
    GONE: { secret: { name: "none", key: "x" } },
    BROKEN: { secret: "x" },
    EMPTY: null,
    UNUSED: { secret: { name: "none", key: "x" } },
  };
  const realm = { realm: "shop", a: "${GONE} ${BROKEN} ${EMPTY} ${OTHER} ${role_admin} ${MINE}" };
  const { ctx, services } = convertAll([
    keycloak({ ...QUIET, env: [{ name: "MINE", value: "known to the server" }] }),
    realmImport("shop", realm, { placeholders }),
  ]);
  assert(services.sso);
  assertEquals(said(ctx), [
    "bad-field spec.placeholders.BROKEN.secret",
    "bad-reference spec.placeholders.BROKEN.secret",
    "unresolved-placeholder spec.placeholders.GONE",
    "unresolved-placeholder spec.placeholders.BROKEN",
    "unresolved-placeholder spec.placeholders.EMPTY",
    "unresolved-placeholder spec.placeholders.OTHER",
  ]);
});

Deno.test("realmMounts() has addresses rewritten and replacements applied, whoever adds the Service", async () => {
  const ldap = object("Service", "ldap", { spec: { ports: [{ port: 389, targetPort: 1389 }] } });
  const manifests = [
    keycloak(QUIET),
    realmImport("shop", { realm: "shop", a: "ldap://ldap:389", b: "ldap.iam.svc:389", c: "OLD" }),
  ];
  for (const [others, extensions] of [[[ldap], []], [[TRIGGER], [adding(ldap)]]] as const) {
    const { files } = await testConversion([module, ...extensions], [...manifests, ...others], {
      config: { replacements: [{ old: "OLD", new: "NEW" }] },
    });
    const path = "configmaps/keycloak-shop-realm/shop-realm.json";
    assertEquals(JSON.parse(String(files.get(path)?.content)), {
      realm: "shop",
      a: "ldap://ldap:1389",
      b: "ldap.iam.svc:1389",
      c: "NEW",
    });
  }
});

Deno.test("realmMounts() mounts a realm whose import an extension adds late", async () => {
  const { project, files } = await testConversion([
    module,
    adding(realmImport("late", { realm: "late" })),
  ], [keycloak(QUIET), realmImport("shop", { realm: "shop" }), TRIGGER]);
  assertEquals(
    project.services.sso.volumes,
    ["shop", "late"].map((name) =>
      `./configmaps/keycloak-${name}-realm/${name}-realm.json:/opt/keycloak/data/import/${name}-realm.json:ro`
    ),
  );
  assert(files.has("configmaps/keycloak-late-realm/late-realm.json"));
  assertEquals(project.services.sso.command, ["start", "--import-realm"]);
});

Deno.test("realmMounts() leaves the realm master alone", () => {
  const { service, files, said } = convert(realmImport("m", { realm: "master" }));
  assertEquals(service.command, ["start"]);
  assertEquals(files, {});
  assertEquals(said, ["master-realm spec.realm.realm"]);
});

Deno.test("realmMounts() makes no path of a name that is none", () => {
  for (
    const name of ["../x", "a/b", "..", "a..b", ".x", "a\\b", "a:b", "", "x\n", "a".repeat(200)]
  ) {
    const { files, said } = convert(realmImport("x", { realm: name, enabled: true }));
    assertEquals(files, {}, name);
    assertEquals(said, ["unsafe-name spec.realm.realm"], name);
  }
  assertEquals(Object.keys(convert(realmImport("x", { realm: "Büro 1" })).files), [
    "configmaps/keycloak-x-realm/Büro 1-realm.json",
  ]);
});

Deno.test("realmMounts() takes the first of two imports of one realm", () => {
  const { service, said } = convert(
    realmImport("a", { realm: "shop" }),
    realmImport("b", { realm: "shop" }),
    realmImport("c", null),
  );
  assertEquals(service.volumes?.length, 1);
  assertEquals(said, ["realm-twice spec.realm.realm", "no-realm spec.realm"]);
});

Deno.test("importsByKeycloak() says which imports have no Keycloak", () => {
  const { ctx } = convertAll([
    realmImport("a", { realm: "a" }),
    realmImport("b", { realm: "b" }, { keycloakCRName: null }),
    { ...realmImport("c", { realm: "c" }), spec: null },
  ]);
  assertEquals(said(ctx), Array(3).fill("missing-keycloak spec.keycloakCRName"));
});

Deno.test("importsByKeycloak() looks in the import's own namespace", () => {
  const elsewhere = keycloak(QUIET, { namespace: "other" });
  const { services, ctx } = convertAll([elsewhere, realmImport("a", { realm: "a" })]);
  assertEquals(services.sso.volumes, undefined);
  assertEquals(said(ctx), ["missing-keycloak spec.keycloakCRName"]);
});

/** Fields of Keycloak's RealmRepresentation, which an import reads. */
const REALM_FIELDS = new Set(
  ("id realm displayName displayNameHtml notBefore defaultSignatureAlgorithm revokeRefreshToken " +
    "refreshTokenMaxReuse accessTokenLifespan accessTokenLifespanForImplicitFlow " +
    "ssoSessionIdleTimeout ssoSessionMaxLifespan ssoSessionIdleTimeoutRememberMe " +
    "ssoSessionMaxLifespanRememberMe offlineSessionIdleTimeout offlineSessionMaxLifespanEnabled " +
    "offlineSessionMaxLifespan clientSessionIdleTimeout clientSessionMaxLifespan " +
    "clientOfflineSessionIdleTimeout clientOfflineSessionMaxLifespan accessCodeLifespan " +
    "accessCodeLifespanUserAction accessCodeLifespanLogin actionTokenGeneratedByAdminLifespan " +
    "actionTokenGeneratedByUserLifespan oauth2DeviceCodeLifespan oauth2DevicePollingInterval enabled " +
    "sslRequired registrationAllowed registrationEmailAsUsername rememberMe verifyEmail " +
    "loginWithEmailAllowed duplicateEmailsAllowed resetPasswordAllowed editUsernameAllowed " +
    "bruteForceProtected permanentLockout maxTemporaryLockouts bruteForceStrategy " +
    "maxFailureWaitSeconds minimumQuickLoginWaitSeconds waitIncrementSeconds " +
    "quickLoginCheckMilliSeconds maxDeltaTimeSeconds failureFactor roles groups defaultRole " +
    "defaultGroups passwordPolicy otpPolicyType otpPolicyAlgorithm otpPolicyInitialCounter " +
    "otpPolicyDigits otpPolicyLookAheadWindow otpPolicyPeriod otpPolicyCodeReusable " +
    "otpSupportedApplications localizationTexts clientProfiles clientPolicies users federatedUsers " +
    "scopeMappings clientScopeMappings clients clientScopes defaultDefaultClientScopes " +
    "defaultOptionalClientScopes browserSecurityHeaders smtpServer userFederationProviders " +
    "userFederationMappers loginTheme accountTheme adminTheme emailTheme eventsEnabled " +
    "eventsExpiration eventsListeners enabledEventTypes adminEventsEnabled " +
    "adminEventsDetailsEnabled identityProviders identityProviderMappers protocolMappers components " +
    "internationalizationEnabled supportedLocales defaultLocale authenticationFlows " +
    "authenticatorConfig requiredActions browserFlow registrationFlow directGrantFlow " +
    "resetCredentialsFlow clientAuthenticationFlow dockerAuthenticationFlow firstBrokerLoginFlow " +
    "attributes keycloakVersion userManagedAccessAllowed organizationsEnabled organizations " +
    "adminPermissionsEnabled").split(" "),
);

Deno.test("a realm's file has the fields of the import, and no others", () => {
  const realm = Object.fromEntries([...REALM_FIELDS].map((field) => [field, "x"]));
  const { files } = convert(
    realmImport("shop", { ...realm, realm: "shop" }, { labels: { a: "b" } }),
  );
  const written = JSON.parse(Object.values(files)[0].slice(4));
  assertEquals(new Set(Object.keys(written)), REALM_FIELDS);
});
