import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { codes, community, convert, fileOf, object, percona, planOf } from "./_testing.ts";
import { controller } from "./controller.ts";
import { COMMUNITY, PERCONA } from "./kinds.ts";
import { FIELDS } from "./fields.ts";
import { extension } from "./mod.ts";

Deno.test("the operators and their charts are left out", async () => {
  for (
    const image of [
      "quay.io/mongodb/mongodb-kubernetes-operator:0.12.0",
      "quay.io/mongodb/mongodb-kubernetes:1.10.1",
      "percona/percona-server-mongodb-operator:1.22.0",
    ]
  ) {
    const operator = {
      ...object("Deployment", "operator", {
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: {
            metadata: { labels: { a: "b" } },
            spec: { containers: [{ name: "operator", image }] },
          },
        },
      }),
      apiVersion: "apps/v1",
    };
    assertEquals(Object.keys((await convert([operator])).project.services), [], image);
  }
});

Deno.test("nonsense at any depth does no harm", () => {
  const nonsense = [null, 0, "x", [], [null], {}, true, { a: { b: [1] } }, "\ud800"];
  const tried = (manifest: Manifest) => controller([manifest], testContext([manifest]));
  for (const [kind, make] of [[COMMUNITY, community], [PERCONA, percona]] as const) {
    const { spec } = FIELDS[kind] as { spec: Record<string, unknown> };
    const base = {
      security: { tls: { enabled: true } },
      sharding: { enabled: true, configsvrReplSet: {}, mongos: {} },
      replsets: [{ name: "rs0" }],
      users: [{ name: "a" }],
    };
    for (const value of nonsense) {
      assertEquals(tried(make(value)).size, 1);
      for (const field of Object.keys(spec)) {
        tried(make({ ...base, [field]: value }));
        const below = spec[field];
        if (typeof below !== "object" || below === null) continue;
        for (const name of Object.keys(below)) {
          tried(make({ ...base, [field]: { [name]: value } }));
          tried(make({ ...base, [field]: [{ name: "x", [name]: value }] }));
        }
      }
    }
  }
});

Deno.test("a role of which nobody can tell what it allows is not made", async () => {
  const good = { resource: { db: "shop", collection: "a" }, actions: ["find"] };
  const role = { role: "r", db: "admin", privileges: [good] };
  const resources = [
    null,
    {},
    "shop",
    ["shop"],
    { cluster: "true" },
    { anyResource: "true" },
    { db: ["shop"], collection: "a" },
    { db: "shop", collection: ["a"] },
    { collection: "a" },
  ];
  const restrictions = [
    "10.0.0.1",
    { clientSource: ["10.0.0.1"] },
    ["10.0.0.1"],
    [null],
    [{ clientSource: "10.0.0.1" }],
    [{ clientSource: [null] }],
    [{ clientSource: [""] }],
    [{ clientsource: ["10.0.0.1"] }],
  ];
  const hostile: [path: string, role: object][] = [
    ...resources.map((resource): [string, object] => [
      "privileges[1].resource",
      { ...role, privileges: [good, { resource, actions: ["find"] }] },
    ]),
    ...restrictions.map((one): [string, object] => [
      "authenticationRestrictions",
      { ...role, authenticationRestrictions: one },
    ]),
  ];
  const unclear = (conversion: Awaited<ReturnType<typeof convert>>) =>
    codes(conversion).filter((code) => code.startsWith("unclear"));
  for (const [path, one] of hostile) {
    const roles = [{ role: "first", db: "admin", privileges: [good] }, one];
    const first = await convert([community({ security: { roles } })]);
    assertEquals(unclear(first), [`unclear-role spec.security.roles[1].${path}`]);
    assertEquals(planOf(first, "db").roles.map(({ name }) => name), ["first"]);
    const second = await convert([percona({ replsets: [{ name: "rs0", size: 1 }], roles })]);
    assertEquals(unclear(second), [`unclear-role spec.roles[1].${path}`]);
    assert(!planOf(second, "db-rs0").roles.some(({ name }) => name === "r"));
  }
  for (
    const resource of [{ cluster: true }, { db: "", collection: "" }, {
      db: 1,
      collection: "",
      cluster: null,
    }]
  ) {
    const roles = [{ ...role, privileges: [{ resource, actions: ["find"] }] }];
    assertEquals(planOf(await convert([community({ security: { roles } })]), "db").roles.length, 1);
  }
  // MongoDB takes no database without a collection. Percona's operator does, for all of them.
  const roles = [{ ...role, privileges: [{ resource: { db: "shop" }, actions: ["find"] }] }];
  const refused = await convert([community({ security: { roles } })]);
  assertEquals(unclear(refused), ["unclear-role spec.security.roles[0].privileges[0].resource"]);
  const taken = await convert([percona({ replsets: [{ name: "rs0", size: 1 }], roles })]);
  assertEquals(unclear(taken), []);
});

Deno.test("TLS is on where somebody quoted that it is", async () => {
  const named = { certificateKeySecretRef: { name: "t" }, caCertificateSecretRef: { name: "t" } };
  const first = await convert([community({ security: { tls: { ...named, enabled: "true" } } })]);
  const config = JSON.parse(fileOf(first, "configmaps/db_start/mongod.conf"));
  assertEquals(config.net.tls.mode, "requireTLS");
  const taken = async (allowInvalidCertificates?: unknown) => {
    const { project } = await convert([percona({ tls: { allowInvalidCertificates } })]);
    return JSON.stringify(project.services["db-rs0"]).includes("--tlsAllowInvalidCertificates");
  };
  for (const value of [false, "false", [], {}]) assertFalse(await taken(value));
  for (const value of [undefined, true, "true"]) assert(await taken(value));
});

Deno.test("a server of which nobody can tell whether it wants TLS is left out", async () => {
  const first: [path: string, manifest: Manifest][] = [
    "requireTLS",
    [{ enabled: true }],
    { enabled: ["true"] },
    { enabled: {} },
    { enabled: "maybe" },
  ].map((tls) => ["spec.security.tls", community({ security: { tls } })]);
  const second: typeof first = [
    "requireTLS",
    ["requireTLS"],
    { mode: ["requireTLS"] },
    { mode: true },
    { mode: "requiretls" },
  ].map((tls) => ["spec.tls", percona({ tls })]);
  for (
    const [path, manifest] of [
      ...first,
      ...second,
      ["spec.security.tls", community({ security: "tls" })] as const,
    ]
  ) {
    const conversion = await convert([manifest]);
    assertEquals(conversion.project.services, {});
    assertEquals(codes(conversion).filter((code) => code.startsWith("unclear")), [
      `unclear-tls ${path}`,
    ]);
    assert(conversion.diagnostics.some(({ severity }) => severity === "error"));
  }
  for (const tls of [null, {}, { enabled: false }, { enabled: "false" }]) {
    assertEquals(codes(await convert([community({ security: { tls } })])), []);
  }
});

Deno.test("settings have the images of servers that name none", async () => {
  const config = { extensions: { mongodb: { image: "mongo:8", percona_image: "own:1" } } };
  const { project } = await convert([community({}, "a"), percona({}, undefined, "b")], { config });
  assertEquals(project.services.a.image, "mongo:8");
  assertEquals(project.services["b-rs0"].image, "own:1");
  assertEquals(Object.keys(extension.settings ?? {}), ["image", "percona_image"]);
});
