import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { mapping } from "@dekube/engine/pacts";
import {
  codes,
  community,
  convert,
  fileOf,
  namesOf,
  object,
  planOf,
  secretOf,
} from "./_testing.ts";

const HOSTILE = `p"a\\s's $(id) \`id\` @:/?#%&`;
const SPEC = {
  members: 1,
  type: "ReplicaSet",
  version: "7.0.5",
  security: { authentication: { modes: ["SCRAM"] } },
  users: [{
    name: "app",
    db: "admin",
    passwordSecretRef: { name: "app-password" },
    roles: [{ name: "readWrite", db: "orders" }],
    scramCredentialsSecretName: "app",
  }],
};
const PASSWORD = object("Secret", "app-password", { stringData: { password: "secret" } });
const [USER] = SPEC.users;

function configOf(conversion: Awaited<ReturnType<typeof convert>>) {
  return JSON.parse(fileOf(conversion, "configmaps/db_start/mongod.conf"));
}

Deno.test("a MongoDBCommunity becomes a server that answers to its names", async () => {
  const conversion = await convert([community({ ...SPEC, members: 3, arbiters: 1 }), PASSWORD]);
  const { db } = conversion.project.services;

  assertEquals(codes(conversion), ["one-replica spec.members"]);
  assertEquals(db.image, "quay.io/mongodb/mongodb-community-server:7.0.5-ubi8");
  assertEquals(db.hostname, "db-0");
  assertEquals(namesOf(conversion, "db"), ["db-0.db-svc", "db-svc"]);
  assertEquals(db.volumes?.slice(0, 2), [
    "./data/data-volume-db:/data",
    "./data/logs-volume-db:/var/log/mongodb-mms-automation",
  ]);
  assertEquals(db.entrypoint, ["sh", "/dekube/start/start.sh"]);
  assertEquals(configOf(conversion), {
    storage: { dbPath: "/data" },
    replication: { replSetName: "db" },
    net: { bindIp: "0.0.0.0", port: 27017 },
    security: { authorization: "enabled", keyFile: "/dekube/run/key" },
    setParameter: { authenticationMechanisms: "SCRAM-SHA-256" },
  });
});

Deno.test("its users' Secrets have the addresses that the operator promises", async () => {
  const host = "db-0.db-svc.shop.svc.cluster.local:27017";
  const secret = await secretOf([community(SPEC), PASSWORD], "db-admin-app");
  const address = `mongodb://app:secret@${host}/admin?replicaSet=db&ssl=false`;

  assertEquals(secret, {
    "connectionString.standard": address,
    "connectionString.standardSrv": address,
    username: "app",
    password: "secret",
  });
});

Deno.test("the operator's own Secrets are there by their names and keys, and keep what they have", async () => {
  const key = await secretOf([community(SPEC), PASSWORD], "db-keyfile");
  assertEquals(Object.keys(key), ["keyfile"]);
  assertMatch(key.keyfile, /^[A-Za-z0-9+/]{500,1000}=*$/);
  const agent = await secretOf([community(SPEC), PASSWORD], "db-agent-password");
  assertMatch(agent.password, /^\w{20}$/);

  const given = [
    object("Secret", "db-keyfile", { stringData: { keyfile: "abcdef" } }),
    object("Secret", "db-agent-password", { stringData: { password: "own" } }),
  ];
  assertEquals(await secretOf([community(SPEC), PASSWORD, ...given], "db-keyfile"), {
    keyfile: "abcdef",
  });
  assertEquals(await secretOf([community(SPEC), PASSWORD, ...given], "db-agent-password"), {
    password: "own",
  });
});

Deno.test("a second run keeps what the first made up", async () => {
  const first = await convert([community(SPEC)]);
  const second = await convert([community(SPEC)], { previous: first });

  assertEquals(second.project, first.project);
  assertEquals(
    fileOf(second, "secrets/db_dekube-passwords/0"),
    fileOf(first, "secrets/db_dekube-passwords/0"),
  );
  assertEquals(codes(first), ["missing-secret spec.users[0].passwordSecretRef"]);
});

Deno.test("options, a database, a port, a Service and a Secret of the user's are in the address", async () => {
  const cr = community({
    ...SPEC,
    clusterDomain: "example.org",
    additionalMongodConfig: { "net.port": 40333, net: { maxIncomingConnections: 5 } },
    additionalConnectionStringConfig: { readPreference: "secondary", replicaSet: "no", w: 1 },
    statefulSet: { spec: { serviceName: "mongo" } },
    users: [{
      ...USER,
      name: HOSTILE,
      db: "shop",
      connectionStringSecretName: "own",
      connectionStringSecretNamespace: "web",
      additionalConnectionStringConfig: { readPreference: "primary" },
      passwordSecretRef: { name: "app-password", key: "pw" },
    }],
  });
  const password = object("Secret", "app-password", { stringData: { pw: HOSTILE } });
  const secret = await secretOf([cr, password], "own", "web");
  const url = new URL(secret["connectionString.standard"]);

  assertEquals(url.host, "db-0.mongo.shop.svc.example.org:40333");
  assertEquals(decodeURIComponent(url.username), HOSTILE);
  assertEquals(decodeURIComponent(url.password), HOSTILE);
  assertEquals(url.pathname, "/shop");
  assertEquals(url.search, "?replicaSet=db&ssl=false&readPreference=primary&w=1");
  assertEquals(secret.password, HOSTILE);
  const conversion = await convert([cr, password]);
  assertEquals(configOf(conversion).net, {
    bindIp: "0.0.0.0",
    port: 40333,
    maxIncomingConnections: 5,
  });
  assertEquals(namesOf(conversion, "db"), ["db-0.mongo", "mongo"]);
});

Deno.test("names of users become names of Secrets as the operator makes them", async () => {
  const users = [{ ...USER, name: "My_User..x" }, { ...USER, name: "my-user-x" }];
  const conversion = await convert([community({ ...SPEC, users }), PASSWORD]);
  assertEquals(codes(conversion), ["taken-name spec.users[1]"]);
  const secret = await secretOf([community({ ...SPEC, users }), PASSWORD], "db-admin-my-user-x");
  assertEquals(secret.username, "My_User..x");
});

Deno.test("a Secret that is not the operator's is never overwritten by a user's address", async () => {
  const user = { ...USER, connectionStringSecretName: "own" };
  const cr = (namespace?: string) =>
    community({ ...SPEC, users: [{ ...user, connectionStringSecretNamespace: namespace }] });
  const stringData = { password: "theirs" };
  const owned = (namespace: string) => ({
    ...object("Secret", "own", { stringData }, namespace),
    metadata: {
      name: "own",
      namespace,
      ownerReferences: [{ kind: "MongoDBCommunity", name: "db" }],
    },
  });
  const taken: [string | undefined, ReturnType<typeof object>][] = [
    ["web", object("Secret", "own", { stringData }, "web")],
    ["web", owned("web")],
    [undefined, object("Secret", "own", { stringData })],
  ];
  for (const [namespace, secret] of taken) {
    const objects = [cr(namespace), PASSWORD, secret];
    assertEquals(codes(await convert(objects)), ["taken-secret spec.users[0]"]);
    assertEquals(await secretOf(objects, "own", namespace), stringData);
  }
  const own = await secretOf([cr(), PASSWORD, owned("shop")], "own");
  assertEquals(own.password, "secret");
});

Deno.test("a Secret that is made of another resource is never overwritten by a user's address", async () => {
  const theirs = { ...community(SPEC), metadata: { name: "db", namespace: "web" } };
  const users = [{
    ...USER,
    connectionStringSecretName: "db-admin-app",
    connectionStringSecretNamespace: "web",
  }];
  const cr = community({ ...SPEC, users });
  const passwords = [
    PASSWORD,
    object("Secret", "app-password", { stringData: { password: "theirs" } }, "web"),
  ];
  for (const objects of [[cr, theirs, ...passwords], [theirs, cr, ...passwords]]) {
    assertEquals(codes(await convert(objects)), ["taken-secret spec.users"]);
    assertEquals((await secretOf(objects, "db-admin-app", "web")).password, "theirs");
  }
});

Deno.test("the script gets users with the rights that are declared, and no more", async () => {
  const roles = [{
    role: "reporter",
    db: "admin",
    privileges: [
      { resource: { db: "orders", collection: "" }, actions: ["find"] },
      { resource: { cluster: true }, actions: ["listDatabases"] },
    ],
    roles: [{ name: "read", db: "local" }],
    authenticationRestrictions: [{ clientSource: ["10.0.0.0/8"] }],
  }];
  const conversion = await convert([
    community({
      ...SPEC,
      featureCompatibilityVersion: "6.0",
      memberConfig: [{ votes: 1, tags: { rack: "a" }, priority: "1.0" }],
      automationConfig: { replicaSet: { settings: { electionTimeoutMillis: 20 } } },
      security: {
        authentication: { modes: ["SCRAM", "SCRAM-SHA-1"], ignoreUnknownUsers: false },
        roles,
      },
    }),
    PASSWORD,
  ]);
  const plan = planOf(conversion, "db");

  assertEquals(plan.set, {
    name: "db",
    host: "db-0.db-svc.shop.svc.cluster.local:27017",
    isConfig: false,
    settings: { electionTimeoutMillis: 20 },
    tags: { rack: "a" },
  });
  assertEquals(plan.first.name, "mms-automation");
  assertEquals(plan.users, [{
    name: "app",
    database: "admin",
    password: "/dekube/passwords/1",
    roles: [{ role: "readWrite", db: "orders" }],
  }]);
  assertEquals(fileOf(conversion, "secrets/db_dekube-passwords/1"), "secret");
  assertEquals(plan.roles, [{
    name: "reporter",
    database: "admin",
    privileges: [
      { resource: { db: "orders", collection: "" }, actions: ["find"] },
      { resource: { cluster: true }, actions: ["listDatabases"] },
    ],
    roles: [{ role: "read", db: "local" }],
    restrictions: [{ clientSource: ["10.0.0.0/8"] }],
  }]);
  assert(plan.isWhole);
  assertEquals(plan.compatibility, "6.0");
  assertEquals(
    configOf(conversion).setParameter.authenticationMechanisms,
    "SCRAM-SHA-256,SCRAM-SHA-1",
  );
  assertFalse(fileOf(conversion, "configmaps/db_start/setup.js").includes("secret"));
});

Deno.test("TLS is asked for as the resource wants it, with the certificate and the authority", async () => {
  const tls = {
    enabled: true,
    certificateKeySecretRef: { name: "db-tls" },
    caConfigMapRef: { name: "ca" },
  };
  const objects = [
    PASSWORD,
    object("Secret", "db-tls", { stringData: { "tls.crt": "C", "tls.key": "K" } }),
    object("ConfigMap", "ca", { data: { "ca.crt": "A" } }),
  ];
  for (const optional of [false, true]) {
    const cr = community({
      ...SPEC,
      security: { ...SPEC.security, tls: { ...tls, optional } },
      additionalMongodConfig: { "net.tls.mode": "disabled", "net.ssl.mode": "disabled" },
    });
    const conversion = await convert([cr, ...objects]);
    assertEquals(configOf(conversion).net.tls, {
      mode: optional ? "preferTLS" : "requireTLS",
      certificateKeyFile: "/dekube/run/server.pem",
      CAFile: "/dekube/authority/ca.crt",
      allowConnectionsWithoutCertificates: true,
    });
    assertEquals(configOf(conversion).net.ssl, undefined);
    assertEquals(codes(conversion), [
      "kept-setting spec.additionalMongodConfig",
      "kept-setting spec.additionalMongodConfig",
    ]);
    const start = fileOf(conversion, "configmaps/db_start/start.sh");
    assert(start.includes("certificate /dekube/certificate /dekube/run/server.pem"), start);
    assert(start.includes("--tls --tlsCAFile /dekube/authority/ca.crt"), start);
    assertMatch(
      (await secretOf([cr, ...objects], "db-admin-app"))["connectionString.standard"],
      /ssl=true$/,
    );
  }
});

Deno.test("no null, text or list in a config takes away what the operator says", async () => {
  const security = {
    ...SPEC.security,
    tls: {
      enabled: true,
      certificateKeySecretRef: { name: "t" },
      caCertificateSecretRef: { name: "t" },
    },
  };
  const objects = [
    PASSWORD,
    object("Secret", "t", { stringData: { "tls.pem": "P", "ca.crt": "A" } }),
  ];
  const clean = configOf(await convert([community({ ...SPEC, security }), ...objects]));
  for (const value of [null, "", "off", 0, false, []]) {
    const hostile: [path: string, config: object][] = [
      ["net", { net: value }],
      ["net.tls", { net: { tls: value } }],
      ["net.tls", { "net.tls": value }],
      ["net.tls.mode", { "net.tls.mode": value }],
      ["security", { security: value }],
      ["setParameter", { setParameter: value }],
      ["replication", { replication: value }],
    ];
    for (const [path, additionalMongodConfig] of hostile) {
      const conversion = await convert([
        community({ ...SPEC, security, additionalMongodConfig }),
        ...objects,
      ]);
      assertEquals(configOf(conversion), clean, path);
      assertEquals(
        conversion.diagnostics.map(({ code, message }) => `${code} ${message.split(" ")[0]}`),
        [`kept-setting ${path}`],
      );
    }
  }
});

Deno.test("a server that asks for TLS and names no certificate does not start without it", async () => {
  const cr = community({ ...SPEC, security: { ...SPEC.security, tls: { enabled: true } } });
  const conversion = await convert([cr, PASSWORD]);

  assert(codes(conversion).includes("no-certificate spec.security.tls"));
  assertEquals(configOf(conversion).net.tls.mode, "requireTLS");
});

Deno.test("no config turns the passwords off", async () => {
  const conversion = await convert([
    community({
      ...SPEC,
      additionalMongodConfig: {
        security: { authorization: "disabled", "transitionToAuth": true },
        "security.keyFile": "/etc/hostname",
        "setParameter.enableLocalhostAuthBypass": true,
        "setParameter.ttlMonitorEnabled": false,
        "processManagement.fork": true,
        "storage.wiredTiger.engineConfig.journalCompressor": "zlib",
        ["__proto__.polluted"]: true,
      },
    }),
    PASSWORD,
  ]);
  const config = configOf(conversion);

  assertEquals(config.security, { authorization: "enabled", keyFile: "/dekube/run/key" });
  assertEquals(config.setParameter, {
    ttlMonitorEnabled: false,
    authenticationMechanisms: "SCRAM-SHA-256",
  });
  assertEquals(config.processManagement, {});
  assertEquals(config.storage.wiredTiger.engineConfig.journalCompressor, "zlib");
  assertEquals(Object.prototype.hasOwnProperty.call(Object.prototype, "polluted"), false);
  assertEquals(codes(conversion).length, 5);
});

Deno.test("a StatefulSet's override is merged, but for the agent and the command", async () => {
  const conversion = await convert([
    community({
      ...SPEC,
      statefulSet: {
        metadata: { labels: { a: "b" } },
        spec: {
          replicas: 3,
          selector: {},
          template: {
            metadata: { labels: { team: "x" } },
            spec: {
              volumes: [{ name: "more", emptyDir: {} }],
              initContainers: [{ name: "mongod-posthook", resources: {} }],
              containers: [
                { name: "mongodb-agent", resources: { limits: { cpu: "1" } } },
                {
                  name: "mongod",
                  image: "mongo:7",
                  command: ["mongod", "--noauth"],
                  resources: { limits: { memory: "2Gi" } },
                  volumeMounts: [{ name: "more", mountPath: "/more" }],
                },
                { name: "exporter", image: "percona/mongodb_exporter:0.40" },
              ],
            },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: "data-volume" },
              spec: { resources: { requests: { storage: "50Gi" } } },
            },
            { metadata: { name: "own" }, spec: {} },
          ],
        },
      },
    }),
    PASSWORD,
  ]);
  const names = Object.keys(conversion.project.services).toSorted();
  const db = conversion.project.services[names.find((name) => /^db(-mongod)?$/.test(name))!];

  assertEquals(names.filter((name) => /agent|posthook/.test(name)), []);
  assert(names.some((name) => name.includes("exporter")), names.join());
  assertEquals(db.image, "mongo:7");
  assertEquals(db.entrypoint, ["sh", "/dekube/start/start.sh"]);
  assertEquals(db.command, ["mongod", "--config", "/dekube/start/mongod.conf"]);
  assertEquals(mapping(mapping(mapping(db.deploy).resources).limits).memory, "2g");
  assert(db.volumes?.includes("./data/data-volume-db:/data"));
});

Deno.test("a user of a certificate has no password, and no server takes a name for one", async () => {
  const users = [{
    name: "CN=app,O=org",
    db: "$external",
    roles: [{ name: "read", db: "orders" }],
  }];
  const security = {
    authentication: { modes: ["X509"] },
    tls: {
      enabled: true,
      certificateKeySecretRef: { name: "t" },
      caCertificateSecretRef: { name: "t" },
    },
  };
  const objects = [
    community({ ...SPEC, users, security }),
    object("Secret", "t", { stringData: { "tls.pem": "P", "ca.crt": "A" } }),
  ];
  const conversion = await convert(objects);

  assertEquals(codes(conversion), []);
  assertEquals(planOf(conversion, "db").users, [{
    name: "CN=app,O=org",
    database: "$external",
    roles: [{ role: "read", db: "orders" }],
  }]);
  assertEquals(
    configOf(conversion).setParameter.authenticationMechanisms,
    "SCRAM-SHA-256,MONGODB-X509",
  );
  const secret = await secretOf(objects, "db-external-cn-app-o-org");
  assertEquals(secret.password, "");
  assertEquals(
    secret["connectionString.standard"],
    "mongodb://db-0.db-svc.shop.svc.cluster.local:27017/$external?replicaSet=db&ssl=true",
  );
});

Deno.test("users whose Secret lacks a password are not made, and that is said", async () => {
  const users = [
    { ...USER, name: "a", passwordSecretRef: { name: "app-password", key: "no" } },
    { ...USER, name: "b", passwordSecretRef: null },
    { ...USER, name: "c", passwordSecretRef: { name: "odd" } },
    { ...USER, name: "mms-automation" },
  ];
  const conversion = await convert([
    community({ ...SPEC, users }),
    PASSWORD,
    object("Secret", "odd", { stringData: { password: "line\n" } }),
  ]);

  assertEquals(codes(conversion), [
    "missing-key spec.users[0].passwordSecretRef",
    "missing-key spec.users[1].passwordSecretRef",
    "bad-password spec.users[2].passwordSecretRef",
    "taken-name spec.users[3].name",
  ]);
  assertEquals(planOf(conversion, "db").users.map(({ name }) => name), []);
});

Deno.test("what has no counterpart on one host is said", async () => {
  const conversion = await convert([
    community({
      ...SPEC,
      version: "$(id)",
      prometheus: { username: "p", passwordSecretRef: { name: "p" } },
      replicaSetHorizons: [{ out: "db.example.org:31181" }],
      automationConfig: {
        processes: [{ name: "db-0", disabled: true }, { name: "db-1", disabled: true }],
      },
    }),
    PASSWORD,
  ]);

  assertEquals(codes(conversion), [
    "bad-version spec.version",
    "no-metrics spec.prometheus",
    "no-horizons spec.replicaSetHorizons",
    "no-off-switch spec.automationConfig.processes",
  ]);
  assertFalse(JSON.stringify(conversion.project).includes("$(id)"));
});

Deno.test("a log file of the resource's is written, and Docker keeps the rest", async () => {
  const logged = (systemLog: object) =>
    convert([community({ ...SPEC, agent: { systemLog } }), PASSWORD]);
  const path = "/var/log/mongodb-mms-automation/mongodb.log";
  assertEquals(configOf(await logged({ destination: "file", path })).systemLog, {
    destination: "file",
    path,
    logAppend: true,
  });
  const out = await logged({ destination: "file", path: "/dev/stdout" });
  assertEquals(configOf(out).systemLog, undefined);
});

Deno.test("the image's version stands in place of the one that is set", async () => {
  const cases = [
    ["mongo", "mongo:7.0.5"],
    ["mongo:8", "mongo:7.0.5"],
    ["example.org:5000/mongo", "example.org:5000/mongo:7.0.5"],
    ["quay.io/m/s:8.0.1-ubi9-slim", "quay.io/m/s:7.0.5-ubi9-slim"],
    ["mongo:8-jammy@sha256:00", "mongo:7.0.5-jammy"],
  ];
  for (const [image, expected] of cases) {
    const conversion = await convert([community(SPEC), PASSWORD], {
      config: { extensions: { mongodb: { image } } },
    });
    assertEquals(conversion.project.services.db.image, expected);
  }
});
