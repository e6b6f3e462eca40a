import { assert, assertEquals, assertMatch } from "@std/assert";
import { codes, convert, fileOf, namesOf, object, percona, planOf, secretOf } from "./_testing.ts";

const SET = {
  name: "rs0",
  size: 1,
  volumeSpec: { persistentVolumeClaim: { resources: { requests: { storage: "3Gi" } } } },
};
const SPEC = {
  crVersion: "1.22.0",
  image: "percona/percona-server-mongodb:7.0.18-11",
  secrets: { users: "db-secrets" },
  replsets: [SET],
};
const SHARDED = {
  ...SPEC,
  sharding: { enabled: true, configsvrReplSet: { size: 1 }, mongos: { size: 1 } },
};
const HOST = "db-rs0-0.db-rs0.shop.svc.cluster.local:27017";
const MONGOS = "db-mongos.shop.svc.cluster.local:27017";

type Services = Awaited<ReturnType<typeof convert>>["project"]["services"];

function commandOf(services: Services, name: string): string[] {
  return services[name].command as string[];
}

Deno.test("a PerconaServerMongoDB becomes a server that answers to its names", async () => {
  const conversion = await convert([percona(SPEC)]);
  const { services } = conversion.project;

  assertEquals(codes(conversion), []);
  assertEquals(Object.keys(services), ["db-rs0"]);
  assertEquals(services["db-rs0"].image, "percona/percona-server-mongodb:7.0.18-11");
  assertEquals(services["db-rs0"].user, "1001");
  assertEquals(namesOf(conversion, "db-rs0"), ["db-rs0", "db-rs0-0.db-rs0"]);
  assertEquals(services["db-rs0"].volumes?.[0], "./data/mongod-data-db-rs0:/data/db");
  assertEquals(commandOf(services, "db-rs0"), [
    "mongod",
    "--bind_ip_all",
    "--auth",
    "--dbpath=/data/db",
    "--port=27017",
    "--replSet=rs0",
    "--clusterAuthMode=keyFile",
    "--keyFile=/dekube/run/key",
    "--tlsMode=preferTLS",
    "--tlsAllowInvalidCertificates",
    "--tlsCertificateKeyFile=/dekube/run/server.pem",
    "--tlsCAFile=/etc/mongodb-ssl/ca.crt",
    "--tlsClusterFile=/dekube/run/member.pem",
    "--tlsClusterCAFile=/etc/mongodb-ssl-internal/ca.crt",
    "--enableEncryption",
    "--encryptionKeyFile=/dekube/run/encryption-key",
    "--storageEngine=wiredTiger",
    "--wiredTigerIndexPrefixCompression=true",
    "--quiet",
  ]);
});

Deno.test("the users' Secret has the operator's keys, and what one of the manifests lacks", async () => {
  const keys = ["BACKUP", "CLUSTER_ADMIN", "CLUSTER_MONITOR", "DATABASE_ADMIN", "USER_ADMIN"]
    .flatMap((user) => [`MONGODB_${user}_PASSWORD`, `MONGODB_${user}_USER`]);
  const made = await secretOf([percona(SPEC)], "db-secrets");
  assertEquals(Object.keys(made).toSorted(), keys);
  assertEquals(made.MONGODB_DATABASE_ADMIN_USER, "databaseAdmin");
  assertMatch(made.MONGODB_DATABASE_ADMIN_PASSWORD, /^\w{20}$/);

  const given = object("Secret", "db-secrets", {
    stringData: {
      MONGODB_DATABASE_ADMIN_USER: "boss",
      MONGODB_DATABASE_ADMIN_PASSWORD: "a b/c",
      PMM_SERVER_TOKEN: "t",
    },
  });
  const filled = await secretOf([percona(SPEC), given], "db-secrets");
  assertEquals(Object.keys(filled).toSorted(), [...keys, "PMM_SERVER_TOKEN"]);
  assertEquals(filled.MONGODB_DATABASE_ADMIN_USER, "boss");
  assertEquals(filled.MONGODB_DATABASE_ADMIN_PASSWORD, "a b/c");
  assertEquals(filled.MONGODB_USER_ADMIN_USER, "userAdmin");
  const internal = await secretOf([percona(SPEC), given], "internal-db-users");
  assertEquals(internal.MONGODB_DATABASE_ADMIN_PASSWORD, "a b/c");
  assertEquals(internal.MONGODB_DATABASE_ADMIN_PASSWORD_ESCAPED, "a%20b%2Fc");
  assertEquals(internal.PMM_SERVER_TOKEN, "t");
  assertEquals(await secretOf([percona(SPEC), given], "db-databaseadmin-conn-str"), {
    databaseAdmin_rs0_connectionString:
      `mongodb://boss:a%20b%2Fc@${HOST}/?authSource=admin&replicaSet=rs0&tls=true`,
    databaseAdmin_rs0_connectionStringSrv:
      `mongodb://boss:a%20b%2Fc@${HOST}/?authSource=admin&replicaSet=rs0&tls=true`,
  });
});

Deno.test("the Secrets of keys and certificates are called as the resource or the operator calls them", async () => {
  const key = await secretOf([percona(SPEC)], "db-mongodb-keyfile");
  assertMatch(key["mongodb-key"], /^[A-Za-z0-9+/]{500,1000}=*$/);
  const encryption = await secretOf([percona(SPEC)], "db-mongodb-encryption-key");
  assertEquals(atob(encryption["encryption-key"]).length, 32);
  for (const name of ["db-ssl", "db-ssl-internal"]) {
    const certificate = await secretOf([percona(SPEC)], name);
    assertEquals(Object.keys(certificate).toSorted(), ["ca.crt", "tls.crt", "tls.key"]);
  }
  const secrets = { users: "u", keyFile: "k", encryptionKey: "e", ssl: "s", sslInternal: "i" };
  const conversion = await convert([
    percona({ ...SPEC, secrets }),
    object("Secret", "s", { stringData: { "tls.crt": "C", "tls.key": "K", "ca.crt": "A" } }),
    object("Secret", "k", { stringData: { "mongodb-key": "abcdef" } }),
    object("Secret", "e", { stringData: { "encryption-key": "x" } }),
  ]);
  assertEquals(codes(conversion), []);
  const mounted = (conversion.project.services["db-rs0"].volumes ?? []).map((mount) =>
    String(mount).replace(/@[0-9a-f]+/, "")
  );
  for (const [name, target] of [["k", "secrets"], ["e", "encryption"], ["s", "ssl"]]) {
    assert(mounted.includes(`./secrets/${name}:/etc/mongodb-${target}:ro`), mounted.join("\n"));
  }
  assert(!mounted.some((mount) => mount.includes("ssl-internal")));
  assertEquals(fileOf(conversion, "secrets/k/mongodb-key"), "abcdef");
});

Deno.test("a second run keeps what the first made up", async () => {
  const first = await convert([percona(SHARDED)]);
  const second = await convert([percona(SHARDED)], { previous: first });

  assertEquals(second.project, first.project);
});

Deno.test("a sharded cluster has a config server, a shard and a mongos that applications find", async () => {
  const conversion = await convert([
    percona({
      ...SHARDED,
      sharding: { ...SHARDED.sharding, balancer: { enabled: false } },
      users: [{ name: "app", db: "orders", roles: [{ name: "readWrite", db: "orders" }] }],
    }),
  ]);
  const { services } = conversion.project;

  assertEquals(codes(conversion), []);
  assertEquals(Object.keys(services).toSorted(), ["db-cfg", "db-mongos", "db-rs0"]);
  assert(commandOf(services, "db-cfg").includes("--configsvr"));
  assert(commandOf(services, "db-rs0").includes("--shardsvr"));
  assert(
    commandOf(services, "db-mongos").includes(
      "--configdb=cfg/db-cfg-0.db-cfg.shop.svc.cluster.local:27017",
    ),
  );
  assertEquals(namesOf(conversion, "db-mongos"), ["db-mongos"]);
  const mongos = planOf(conversion, "db-mongos");
  assertEquals(mongos.set, undefined);
  assertEquals(mongos.shards, [{ name: "rs0", address: `rs0/${HOST}` }]);
  assertEquals(mongos.isBalanced, false);
  assertEquals(mongos.users.map(({ name }) => name), ["app"]);
  assertEquals(planOf(conversion, "db-cfg").set?.isConfig, true);
  for (const set of ["db-cfg", "db-rs0"]) {
    assertEquals(planOf(conversion, set).users.map(({ name }) => name), [
      "clusterAdmin",
      "clusterMonitor",
      "backup",
      "databaseAdmin",
    ]);
  }
  // Each server finds the passwords of those that it makes.
  for (const service of ["db-cfg", "db-rs0", "db-mongos"]) {
    const plan = planOf(conversion, service);
    for (const { password } of [plan.first, plan.manager, ...plan.users]) {
      fileOf(conversion, `secrets/${service}_dekube-passwords/${password!.split("/").at(-1)}`);
    }
  }
  const strings = await secretOf([percona(SHARDED)], "db-databaseadmin-conn-str");
  assertEquals(Object.keys(strings).toSorted(), [
    "databaseAdmin_cfg_connectionString",
    "databaseAdmin_cfg_connectionStringSrv",
    "databaseAdmin_mongos_connectionString",
    "databaseAdmin_rs0_connectionString",
    "databaseAdmin_rs0_connectionStringSrv",
  ]);
  assertEquals(new URL(strings.databaseAdmin_mongos_connectionString).host, MONGOS);
});

Deno.test("declared users have their passwords, roles and addresses", async () => {
  const objects = [
    percona({
      ...SPEC,
      unsafeFlags: { tls: true },
      tls: { mode: "disabled" },
      roles: [{
        role: "own",
        db: "orders",
        privileges: [{ resource: { db: "", collection: "" }, actions: ["find"] }],
        roles: [{ role: "read", db: "local" }],
      }],
      users: [
        { name: "app", db: "orders", roles: [{ name: "own", db: "orders" }] },
        {
          name: "o'ne $x",
          passwordSecretRef: { name: "given", key: "pw" },
          roles: [{ name: "dbOwner", db: "orders" }],
        },
      ],
    }),
    object("Secret", "given", { stringData: { pw: "p/w" } }),
  ];
  const conversion = await convert(objects);
  const plan = planOf(conversion, "db-rs0");

  assertEquals(codes(conversion), []);
  assertEquals(plan.users.slice(-2).map(({ name, database, roles }) => [name, database, roles]), [
    ["app", "orders", [{ role: "own", db: "orders" }]],
    ["o'ne $x", "admin", [{ role: "dbOwner", db: "orders" }]],
  ]);
  assertEquals(plan.roles.map(({ name }) => name), ["explainRole", "pbmAnyAction", "own"]);
  const own = await secretOf(objects, "db-custom-user-secret");
  assertEquals(Object.keys(own), ["app"]);
  assertEquals(
    await secretOf(objects, "given-conn-str"),
    Object.fromEntries(
      ["connectionString", "connectionStringSrv"].map((key) => [
        `o_ne__x_rs0_${key}`,
        `mongodb://o%27ne%20%24x:p%2Fw@${HOST}/?authSource=admin&replicaSet=rs0`,
      ]),
    ),
  );
  const strings = await secretOf(objects, "db-custom-user-secret-conn-str");
  assertMatch(
    strings.app_rs0_connectionString,
    /^mongodb:\/\/app:\w{20}@db-rs0-0[^/]*\/\?authSource=orders&replicaSet=rs0$/,
  );
  assert(commandOf(conversion.project.services, "db-rs0").includes("--tlsMode=disabled"));
});

Deno.test("users that the operator would not make are not made, and that is said", async () => {
  const roles = [{ name: "read", db: "orders" }];
  const conversion = await convert([
    percona({
      ...SPEC,
      users: [
        { name: "clusterAdmin", roles },
        { name: "a", roles: [] },
        { name: "b b", roles },
        { name: "c", roles, passwordSecretRef: { name: "none" } },
        { name: "c", roles },
      ],
    }),
  ]);

  assertEquals(codes(conversion), [
    "taken-name spec.users[0].name",
    "no-role spec.users[1].roles",
    "bad-name spec.users[2].name",
    "missing-secret spec.users[3].passwordSecretRef",
    "taken-name spec.users[4].name",
  ]);
  assertEquals(planOf(conversion, "db-rs0").users.slice(4).map(({ name }) => name), ["c"]);
});

Deno.test("no TLS comes only where the resource says twice that it wants none", async () => {
  const mode = async (spec: object, config = {}) => {
    const conversion = await convert([percona({ ...SPEC, ...spec })], { config });
    return [
      commandOf(conversion.project.services, "db-rs0").find((one) => one.startsWith("--tlsMode")),
      ...codes(conversion).filter((code) => code.startsWith("no-certificate")),
    ];
  };
  const off = { extensions: { "cert-manager": { enabled: false } } };
  assertEquals(await mode({ tls: { mode: "disabled" } }), ["--tlsMode=preferTLS"]);
  assertEquals(await mode({ tls: { mode: "disabled" }, unsafeFlags: { tls: true } }), [
    "--tlsMode=disabled",
  ]);
  assertEquals(await mode({ tls: { mode: "requireTLS" } }), ["--tlsMode=requireTLS"]);
  assertEquals(await mode({ tls: { mode: "requireTLS" } }, off), [
    "--tlsMode=requireTLS",
    "no-certificate spec.tls",
  ]);
  assertEquals(await mode({}, off), ["--tlsMode=disabled", "no-certificate spec.tls"]);
  assertEquals(await mode({ tls: { certManagementPolicy: "userProvidedOnly" } }), [
    "--tlsMode=preferTLS",
    "no-certificate spec.tls",
  ]);
});

Deno.test("a config of the resource, a ConfigMap or a Secret is the server's, but for passwords", async () => {
  const text =
    "net:\n  port: 27018\nreplication:\n  replSetName: own\nsystemLog:\n  quiet: false\n";
  const configured = (configuration?: string, ...more: ReturnType<typeof object>[]) =>
    convert([percona({ ...SPEC, replsets: [{ ...SET, configuration }] }), ...more]);
  for (
    const conversion of [
      await configured(text),
      await configured(
        undefined,
        object("ConfigMap", "db-rs0-mongod", { data: { "mongod.conf": text } }),
      ),
      await configured(
        undefined,
        object("Secret", "db-rs0-mongod", { stringData: { "mongod.conf": text } }),
      ),
    ]
  ) {
    const command = commandOf(conversion.project.services, "db-rs0");
    assertEquals(codes(conversion), []);
    assert(command.includes("--config=/etc/mongodb-config/mongod.conf"));
    assert(command.includes("--port=27018"));
    assert(command.includes("--replSet=own"));
    assert(!command.includes("--quiet"));
    assertEquals(planOf(conversion, "db-rs0").set?.name, "own");
  }
  const open = await configured(
    "security:\n  authorization: disabled\n  transitionToAuth: true\n  enableEncryption: false\n",
  );
  assertEquals(codes(open), ["kept-setting spec.replsets[0].configuration"]);
  assertEquals(JSON.parse(fileOf(open, "configmaps/db-rs0-mongod/mongod.conf")), {
    security: { enableEncryption: false },
  });
  assert(commandOf(open.project.services, "db-rs0").includes("--auth"));
  assert(!commandOf(open.project.services, "db-rs0").includes("--enableEncryption"));
  for (const field of ["transitionToAuth", "authorization", "keyFile", "clusterAuthMode"]) {
    for (
      const more of [
        "",
        "security: {enableEncryption: true}\n",
        "security: {authorization: enabled}\n",
      ]
    ) {
      const dotted = await configured(`security.${field}: disabled\n${more}net: {port: 27018}\n`);
      assertEquals(codes(dotted), ["kept-setting spec.replsets[0].configuration"]);
      assertEquals(JSON.parse(fileOf(dotted, "configmaps/db-rs0-mongod/mongod.conf")), {
        ...more === ""
          ? {}
          : { security: more.includes("Encryption") ? { enableEncryption: true } : {} },
        net: { port: 27018 },
      });
    }
  }
  const broken = await configured("security: {authorization: disabled\n");
  assertEquals(codes(broken), ["bad-server-config spec.replsets[0].configuration"]);
  assert(!commandOf(broken.project.services, "db-rs0").some((one) => one.startsWith("--config")));
});

Deno.test("sidecars, hooks, storage and what is exposed are as the resource says", async () => {
  const conversion = await convert([
    percona({
      ...SPEC,
      replsets: [{
        ...SET,
        resources: { limits: { memory: "3Gi" } },
        storage: {
          wiredTiger: { engineConfig: { cacheSizeRatio: 0.25, journalCompressor: "zlib" } },
        },
        hookScript: { script: "echo hello\n" },
        sidecars: [{
          name: "side",
          image: "busybox",
          volumeMounts: [{ name: "more", mountPath: "/m" }],
        }],
        sidecarVolumes: [{ name: "more", emptyDir: {} }],
        sidecarPVCs: [{ metadata: { name: "claimed" }, spec: {} }],
        expose: { enabled: true, type: "LoadBalancer" },
        env: [{ name: "A", value: "b" }],
      }],
    }),
  ]);
  const { services } = conversion.project;
  const name = Object.keys(services).find((one) => services[one].command?.[0] === "mongod")!;

  assertEquals(codes(conversion), []);
  assert(commandOf(services, name).includes("--wiredTigerCacheSizeGB=0.50"));
  assert(commandOf(services, name).includes("--wiredTigerJournalCompressor=zlib"));
  assert(Object.keys(services).some((one) => one.includes("side")), Object.keys(services).join());
  assertEquals(fileOf(conversion, "configmaps/db-rs0-hookscript/hook.sh"), "echo hello\n");
  const start = fileOf(conversion, "configmaps/db-rs0_start/start.sh");
  assert(start.includes("/opt/percona/hookscript/hook.sh"), start);
});

Deno.test("what has no counterpart on one host is said", async () => {
  const conversion = await convert([
    percona({
      ...SPEC,
      replsets: [{
        ...SET,
        size: 3,
        arbiter: { enabled: true },
        externalNodes: [{ host: "x" }],
        search: { size: 1 },
      }],
      backup: { enabled: true, tasks: [{ name: "daily", enabled: true, schedule: "0 0 * * *" }] },
      pmm: { enabled: true },
      unmanaged: true,
      vault: { endpointURL: "https://vault" },
      secrets: { ...SPEC.secrets, ldapSecret: "l" },
    }),
    percona({ clusterName: "db", storageName: "s3" }, "PerconaServerMongoDBBackup", "b"),
    percona({ clusterName: "db", backupName: "b" }, "PerconaServerMongoDBRestore", "r"),
    percona({ clusterName: "db" }, "PerconaServerMongoDBClusterSync", "s"),
  ]);

  assertEquals(codes(conversion), [
    "one-replica spec.replsets",
    "no-outside spec.replsets[0].externalNodes",
    "no-search spec.replsets[0].search",
    "no-backup spec.backup",
    "no-metrics spec.pmm",
    "no-outside spec.unmanaged",
    "no-directory spec.secrets.ldapSecret",
    "no-vault spec.vault",
    "no-backup",
    "no-restore",
    "no-sync",
  ]);
});

Deno.test("a cluster that is paused does not run, and replica sets are told apart", async () => {
  const paused = await convert([percona({ ...SPEC, pause: true })]);
  assertEquals(Object.keys(paused.project.services), []);
  const twice = await convert([
    percona({ ...SPEC, replsets: [SET, SET, { ...SET, name: "cfg" }] }),
  ]);
  assertEquals(Object.keys(twice.project.services), ["db-rs0"]);
  assertEquals(codes(twice), [
    "taken-name spec.replsets[1].name",
    "taken-name spec.replsets[2].name",
  ]);
});
