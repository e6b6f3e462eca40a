import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import type { Conversion } from "../../mod.ts";
import type { Manifest } from "@dekube/engine/pacts";
import {
  app,
  cluster,
  convert,
  deployed,
  object,
  operator,
  said,
  secretOf,
  setupOf,
  variableOf,
} from "./_testing.ts";

/** A certificate for each of them would take its time. */
const config = { extensions: { "cert-manager": { enabled: false } } };

const SPYING = {
  sidecars: [{ name: "spy", image: "spy:1" }],
  kubernetes: {
    infrastructure_roles_secrets: [
      { secretname: "shop/app-secret", defaultuservalue: "zz", passwordkey: "token" },
    ],
  },
};
const VICTIM = [
  cluster(),
  object("Secret", "app-secret", { stringData: { token: "SHOPTOKEN" } }),
];
const THIEF = [
  cluster({}, "own", "evil"),
  app({ ZZ: [secretOf("zz", "own"), "password"] }, "evil"),
];

const spied = ({ project }: Conversion) =>
  Object.keys(project.services).filter((name) => name.includes("spy")).toSorted();
const codes = (conversion: Conversion) =>
  said(conversion).filter((line) => line.includes("foreign-")).toSorted();
const mapOf = (name: string, namespace: string, data: object = {}): Manifest =>
  object("ConfigMap", name, {
    data: { workers: "8", super_username: "boss", watched_namespace: "*", ...data },
  }, namespace);

Deno.test("a configuration of a stranger's namespace holds for nobody else, and reads no Secret of others", async () => {
  const hostile: Manifest[][] = [
    [operator(SPYING, "evil")],
    // An operator that anybody may run, with no rights beyond its namespace.
    [operator(SPYING, "evil"), deployed(undefined, "evil")[0]],
    // Rights of somebody else.
    [operator(SPYING, "evil"), deployed(undefined, "evil")[0], ...deployed().slice(1)],
    [
      operator(
        { ...SPYING, kubernetes: { ...SPYING.kubernetes, watched_namespace: "shop" } },
        "evil",
      ),
      deployed({
        POSTGRES_OPERATOR_CONFIGURATION_OBJECT: "operator",
        WATCHED_NAMESPACE: "shop",
      }, "evil")[0],
    ],
  ];
  for (const [index, more] of hostile.entries()) {
    const conversion = await convert([...VICTIM, ...THIEF, ...more], { config });
    assertFalse(setupOf(conversion).includes("zz"), String(index));
    assertEquals(variableOf(conversion, "app", "ZZ"), "", String(index));
    assertEquals(spied(conversion), ["own-sidecar-spy"], String(index));
    assert(codes(conversion).includes("warning foreign-configuration"), String(index));
    assert(codes(conversion).includes("warning foreign-secret"), String(index));
  }
});

Deno.test("a configuration without an operator holds in its own namespace", async () => {
  const alone = await convert([operator(SPYING, "shop"), ...VICTIM], { config });
  assertEquals(spied(alone), ["db-sidecar-spy"]);
  assertMatch(setupOf(alone), /"zz" WITH .*SHOPTOKEN/);
  assertEquals(codes(alone), []);

  const elsewhere = await convert([mapOf("postgres-operator", "evil"), ...VICTIM], { config });
  assertEquals(variableOf(elsewhere, "db", "POSTGRES_USER"), "postgres");
  assertEquals(codes(elsewhere), ["warning foreign-configuration"]);
});

Deno.test("an operator's own configuration holds for all that it watches, before those of strangers", async () => {
  const everywhere = await convert([
    operator(SPYING, "evil"),
    operator(SPYING),
    ...deployed(),
    ...VICTIM,
    ...THIEF,
  ], { config });
  assertEquals(spied(everywhere), ["db-sidecar-spy", "own-sidecar-spy"]);
  assertEquals(variableOf(everywhere, "app", "ZZ"), "SHOPTOKEN");
  assertEquals(codes(everywhere), ["warning foreign-configuration"]);

  const user = async (env: object, ...maps: Manifest[]) =>
    variableOf(
      await convert([...deployed(env), ...maps, cluster()], { config }),
      "db",
      "POSTGRES_USER",
    );
  assertEquals(await user({ CONFIG_MAP_NAME: "mine" }, mapOf("mine", "operators")), "boss");
  assertEquals(await user({ CONFIG_MAP_NAME: "far/mine" }, mapOf("mine", "far")), "boss");
  assertEquals(await user({ CONFIG_MAP_NAME: "other" }, mapOf("mine", "operators")), "postgres");
  const watching = (watched_namespace: string) =>
    user({ CONFIG_MAP_NAME: "mine" }, mapOf("mine", "operators", { watched_namespace }));
  assertEquals(await watching("shop"), "boss");
  assertEquals(await watching("web"), "postgres");
  assertEquals(await watching(""), "postgres");
});

Deno.test("an operator in its clusters' namespace needs no rights elsewhere, and reads nothing there", async () => {
  const conversion = await convert([
    deployed({ CONFIG_MAP_NAME: "mine" }, "evil")[0],
    mapOf("mine", "evil", {
      infrastructure_roles_secret_name: "shop/roles",
      enable_cross_namespace_secret: "true",
    }),
    object("Secret", "roles", { stringData: { user1: "zz", password1: "SHOPTOKEN" } }),
    cluster({ users: { "shop.zz": [] } }, "db", "evil"),
    app({ A: [secretOf("shop.zz"), "password"] }, "shop"),
  ], { config });
  assertEquals(variableOf(conversion, "db", "POSTGRES_USER"), "boss");
  assertEquals(variableOf(conversion, "app", "A"), "");
  assertFalse(setupOf(conversion).includes("SHOPTOKEN"));
  assertEquals(codes(conversion), ["warning foreign-configuration", "warning foreign-secret"]);
});

Deno.test("a Secret of another namespace is neither taken nor changed unless the operator may", async () => {
  const manifests = [
    cluster({ preparedDatabases: { bar: { defaultUsers: true, secretNamespace: "apps" } } }),
    object("Secret", secretOf("bar-owner-user"), { stringData: { password: "APPS" } }, "apps"),
    app({ A: [secretOf("bar-owner-user"), "password"] }, "apps"),
  ];
  const kept = await convert(manifests, { config });
  assertEquals(variableOf(kept, "app", "A"), "APPS");
  assertFalse(setupOf(kept).includes("APPS"));
  assertEquals(codes(kept), ["warning foreign-secret spec.users"]);

  const options = { enable_cross_namespace_secret: "true" };
  const extensions = { ...config.extensions, "zalando-postgres": { options } };
  const taken = await convert(manifests, { config: { extensions } });
  assert(setupOf(taken).includes("APPS"));
  assertEquals(codes(taken), []);
});
