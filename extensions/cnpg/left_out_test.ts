import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { sayLeftOut } from "./left_out.ts";

function saidOf(spec: object): string[] {
  const { cluster, ctx } = read(spec);
  sayLeftOut(cluster, ctx);
  return [...ctx.diagnostics].map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

Deno.test("sayLeftOut() says nothing of a Cluster that loses nothing", () => {
  assertEquals(saidOf({ instances: 1, bootstrap: { initdb: { database: "app" } } }), []);
  const empty = {
    backup: null,
    monitoring: null,
    postgresql: null,
    bootstrap: null,
    replica: null,
  };
  assertEquals(saidOf({ ...empty, monitoring: { enablePodMonitor: false }, plugins: [] }), []);
});

Deno.test("sayLeftOut() says what one server has no need of", () => {
  assertEquals(saidOf({ instances: 3, podSecurityContext: {}, backup: {}, plugins: [{}] }), [
    "info one-instance spec.instances",
    "info own-user spec.podSecurityContext",
    "info no-backup spec.backup",
  ]);
  assertEquals(saidOf({ plugins: [{}] }), ["info no-backup spec.plugins"]);
  for (const monitoring of [{ enablePodMonitor: true }, { customQueriesConfigMap: [{}] }]) {
    assertEquals(saidOf({ monitoring }), ["info no-monitoring spec.monitoring"]);
  }
});

Deno.test("sayLeftOut() warns when the data would come from elsewhere", () => {
  for (
    const [path, spec] of [
      ["bootstrap.recovery", { bootstrap: { recovery: {} } }],
      ["bootstrap.pg_basebackup", { bootstrap: { pg_basebackup: {} } }],
      ["bootstrap.initdb.import", { bootstrap: { initdb: { import: {} } } }],
      ["replica", { replica: { enabled: true } }],
    ] as const
  ) {
    assertEquals(saidOf(spec), [`warning no-recovery spec.${path}`]);
  }
});

Deno.test("sayLeftOut() says where the data is", () => {
  const externalClusters = [
    { name: "old", connectionParameters: { host: "db.example", dbname: "app", user: "ann" } },
    { name: "store", barmanObjectStore: { destinationPath: "s3://b/", endpointURL: "http://m" } },
  ];
  const from = (bootstrap: object) => {
    const { cluster, ctx } = read({ externalClusters, bootstrap });
    sayLeftOut(cluster, ctx);
    return [...ctx.diagnostics].map(({ message }) => /\(.*\)/.exec(message)?.[0]);
  };
  assertEquals(from({ pg_basebackup: { source: "old" } }), [
    "(the external cluster old, host db.example, database app, user ann)",
  ]);
  assertEquals(from({ recovery: { source: "store" } }), [
    "(the external cluster store, backups in s3://b/, at http://m)",
  ]);
  assertEquals(from({ recovery: { backup: { name: "nightly" } } }), ["(the Backup nightly)"]);
  assertEquals(from({ initdb: { import: { source: { externalCluster: "old" } } } }), [
    "(the external cluster old, host db.example, database app, user ann)",
  ]);
  assertEquals(from({ pg_basebackup: {} }), [undefined]);
});

Deno.test("sayLeftOut() warns of log-in by LDAP and of images of extensions", () => {
  assertEquals(saidOf({ postgresql: { ldap: {}, extensions: [{}] } }), [
    "warning no-ldap spec.postgresql.ldap",
    "warning no-extension-images spec.postgresql.extensions",
  ]);
});

Deno.test("sayLeftOut() says in one line what means nothing for one server", () => {
  const replication = {
    minSyncReplicas: 1,
    replicationSlots: { highAvailability: { enabled: true } },
    affinity: {},
    failoverDelay: 0,
    postgresql: { synchronous: { method: "any", number: 1 } },
  };
  const { cluster, ctx } = read({ instances: 3, ...replication });
  sayLeftOut(cluster, ctx);
  assertEquals([...ctx.diagnostics].map(({ message }) => message), [
    "3 instances become one server, for which minSyncReplicas, replicationSlots, failoverDelay, postgresql.synchronous mean nothing",
  ]);
  assertEquals(saidOf({ instances: 1, ...replication }), []);
});

Deno.test("sayLeftOut() names fields that nobody knows, and is silent on those without a meaning here", () => {
  assertEquals(saidOf({ logLevel: "debug", enablePDB: false, newThing: 1, postgresUID: 26 }), [
    "info own-user spec.postgresUID",
    "warning unsupported-field spec.newThing",
  ]);
});
