import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { pathsIn, withValue } from "../../pacts/_testing.ts";
import type { Conversion } from "../../mod.ts";
import type { Manifest } from "@dekube/engine/pacts";
import {
  app,
  cluster,
  convert,
  deployed,
  fileOf,
  namesOf,
  object,
  operator,
  rulesOf,
  said,
  secretOf,
  setupOf,
  variableOf,
} from "./_testing.ts";

/** A cluster with something in most of its fields. */
const FULL = {
  numberOfInstances: 3,
  dockerImage: "ghcr.io/zalando/spilo-18:4.1-p2",
  users: { zalando: ["superuser", "createdb"], foo_user: [], other: null },
  databases: { foo: "zalando" },
  preparedDatabases: {
    bar: {
      defaultUsers: true,
      extensions: { pgcrypto: "public" },
      schemas: { data: {}, history: { defaultRoles: true, defaultUsers: true } },
      secretNamespace: "other",
    },
  },
  postgresql: { version: "15", parameters: { max_connections: "10" } },
  patroni: {
    initdb: { encoding: "UTF8", locale: "C" },
    pg_hba: ["hostssl all all 0.0.0.0/0 md5"],
    slots: { a: { type: "physical" } },
    ttl: 30,
  },
  volume: { size: "1Gi", storageClass: "fast", subPath: "db" },
  additionalVolumes: [{
    name: "empty",
    mountPath: "/opt/empty",
    targetContainers: ["all"],
    volumeSource: { emptyDir: {} },
  }],
  enableConnectionPooler: true,
  enableReplicaConnectionPooler: true,
  connectionPooler: { user: "pool_user", mode: "session" },
  enableMasterLoadBalancer: true,
  allowedSourceRanges: ["10.0.0.0/8"],
  sidecars: [{ name: "telegraf", image: "telegraf:latest", env: [{ name: "A", value: "b" }] }],
  initContainers: [{ name: "date", image: "busybox", command: ["date"] }],
  env: [{ name: "SOME", value: "thing" }],
  resources: { limits: { memory: "500Mi" } },
  podAnnotations: { a: "b" },
  serviceAnnotations: { a: "b" },
  tls: { secretName: "", certificateFile: "tls.crt" },
  standby: null,
  streams: [],
};

Deno.test("a postgresql becomes the official image of its version, with the operator's names", async () => {
  const conversion = await convert([cluster()]);
  const { db } = conversion.project.services;

  assertEquals(db.image, "postgres:15");
  assertEquals(db.command, ["sh", "/etc/zalando-postgres/start.sh"]);
  assertEquals(db.hostname, "db-0");
  assertEquals(namesOf(conversion, "db"), ["db", "db-0.db", "db-repl"]);
  assert(db.volumes?.includes("./data/pgdata-db:/home/postgres/pgdata"), String(db.volumes));
  assertEquals(db.environment?.PGDATA, "/home/postgres/pgdata/pgroot/data");
  assertEquals(said(conversion), []);
});

Deno.test("each user has a Secret by the operator's template, with the keys that it promises", async () => {
  const users = ["postgres", "standby", "foo-user", "pooler", "bar-owner-user", "bar-reader-user"];
  const more = ["bar-writer-user", "bar-data-owner-user", "appspace.db-user"];
  const names = [...users, ...more];
  const conversion = await convert([
    cluster({
      users: { foo_user: null, group: ["nologin"], "appspace.db_user": ["createdb"] },
      enableConnectionPooler: true,
      preparedDatabases: { bar: { defaultUsers: true, schemas: { data: { defaultUsers: true } } } },
    }),
    app(Object.fromEntries(names.flatMap((name, index) => [
      [`USER_${index}`, [secretOf(name), "username"]],
      [`PASSWORD_${index}`, [secretOf(name), "password"]],
    ])) as Record<string, [string, string]>),
  ]);

  assertEquals(said(conversion), ["info no-pooling spec.enableConnectionPooler"]);
  const passwords = names.map((_, index) => variableOf(conversion, "app", `PASSWORD_${index}`));
  assertEquals(
    names.map((_, index) => variableOf(conversion, "app", `USER_${index}`).replaceAll("_", "-")),
    names,
  );
  for (const password of passwords) assertMatch(password, /^\w{64}$/);
  assertEquals(new Set(passwords).size, names.length);
  assertEquals(passwords[0], variableOf(conversion, "db", "POSTGRES_PASSWORD"));
  for (const password of passwords.slice(1)) assertStringIncludes(setupOf(conversion), password);

  const without = await convert([
    cluster({ users: { group: ["nologin"] }, preparedDatabases: { bar: {} } }),
    app({ GROUP: [secretOf("group"), "password"], BAR: [secretOf("bar-owner"), "password"] }),
  ]);
  assertEquals(said(without).filter((line) => line.includes("missing-secret")).length, 2);
});

Deno.test("a second run changes no byte, and Secrets of the manifests are taken as they are", async () => {
  const own = object("Secret", secretOf("foo-user"), { stringData: { password: "it's" } });
  const root = object("Secret", secretOf("postgres"), { stringData: { password: "root" } });
  const manifests = [cluster(FULL), own, root, app({ FOO: [secretOf("foo-user"), "password"] })];
  const config = { volumes: { "pgdata-db": { host_path: "pgdata-db" } } };
  const first = await convert(manifests, { config });
  const second = await convert(manifests, { config, previous: first });
  const bytes = ({ files }: Conversion) =>
    [...files.entries()].map(([path, { content }]) => `${path} ${content}`).toSorted();

  assertEquals(second.project, first.project);
  assertEquals(bytes(second), bytes(first));
  assertEquals(variableOf(first, "app", "FOO"), "it's");
  assertEquals(variableOf(first, "db", "POSTGRES_PASSWORD"), "root");
  assertStringIncludes(setupOf(first), "PASSWORD E'it''s'");
});

Deno.test("a Secret without a password gets one, which is said", async () => {
  const conversion = await convert([
    cluster({ users: { foo: [] } }),
    object("Secret", secretOf("foo"), { stringData: { password: "", extra: "kept" } }),
    app({ FOO: [secretOf("foo"), "password"], EXTRA: [secretOf("foo"), "extra"] }),
  ]);
  assertMatch(variableOf(conversion, "app", "FOO"), /^\w{64}$/);
  assertEquals(variableOf(conversion, "app", "EXTRA"), "kept");
  assertEquals(said(conversion), ["warning missing-key spec.users"]);
});

Deno.test("a user of another namespace has its Secret where the operator is told to put it", async () => {
  const users = {
    users: { "apps.foo": [] },
    preparedDatabases: { bar: { defaultUsers: true, secretNamespace: "apps" } },
  };
  const wanted: Record<string, [string, string]> = {
    FOO: [secretOf("apps.foo"), "password"],
    BAR: [secretOf("bar-owner-user"), "username"],
  };
  const clients = (namespace: string) => app(wanted, namespace);
  const found = async (namespace: string, ...more: Manifest[]) => {
    const conversion = await convert([cluster(users), clients(namespace), ...more]);
    return ["FOO", "BAR"].map((name) => variableOf(conversion, "app", name) !== "");
  };
  const told = (flag: unknown) => operator({ kubernetes: { enable_cross_namespace_secret: flag } });
  const by = deployed();

  // Nobody knows what the operator is told, so it is in both.
  assertEquals(await found("shop"), [true, true]);
  assertEquals(await found("apps"), [true, true]);
  assertEquals(await found("shop", told(true), ...by), [false, false]);
  assertEquals(await found("apps", told(true), ...by), [true, true]);
  assertEquals(await found("shop", told("false"), ...by), [true, true]);
  assertEquals(await found("apps", operator({}), ...by), [false, false]);
});

Deno.test("the operator's options change names: of an OperatorConfiguration, its ConfigMap, or dekube.yaml", async () => {
  const options = {
    secret_name_template: "{cluster}-{username}-login",
    super_username: "boss",
    replication_username: "copier",
    cluster_name_label: "cluster",
    pod_role_label: "role",
  };
  const { super_username, replication_username, ...kubernetes } = options;
  const service = object("Service", "mine", {
    spec: {
      selector: { application: "pg", cluster: "db", role: "master" },
      ports: [{ port: 5432 }],
    },
  });
  const others = [
    service,
    app({ BOSS: ["db-boss-login", "username"], FOO: ["db-foo-user-login", "username"] }),
    cluster({ users: { foo_user: [] } }),
  ];
  const configuration = operator({
    users: { super_username, replication_username },
    kubernetes: { ...kubernetes, cluster_labels: { application: "pg" } },
  });
  const map = object("ConfigMap", "postgres-operator", {
    data: { ...options, cluster_labels: "application:pg, more:labels", workers: "8" },
  });
  const settings = { ...options, cluster_labels: "application:pg" };
  for (
    const conversion of await Promise.all([
      convert([configuration, ...deployed(), ...others]),
      convert([map, ...others]),
      convert(others, { config: { extensions: { "zalando-postgres": { options: settings } } } }),
    ])
  ) {
    assertEquals(variableOf(conversion, "db", "POSTGRES_USER"), "boss");
    assertEquals(variableOf(conversion, "app", "BOSS"), "boss");
    assertEquals(variableOf(conversion, "app", "FOO"), "foo_user");
    assertEquals(namesOf(conversion, "db"), ["db", "db-0.db", "db-repl", "mine"]);
    assertStringIncludes(setupOf(conversion), 'ALTER ROLE "copier" WITH');
    assertEquals(rulesOf(conversion)[0], 'local all "boss" trust');
    // The operator itself does not run here.
    assertEquals(said(conversion).filter((line) => line !== "info auto-excluded"), []);
  }
});

Deno.test("the access rules of the cluster are kept, and Spilo's stand where it has none", async () => {
  assertEquals(rulesOf(await convert([cluster()])), [
    'local all "postgres" trust',
    "local all all trust",
    "host all all 127.0.0.1/32 md5",
    "host all all ::1/128 md5",
    'local replication "standby" trust',
    'hostssl replication "standby" all md5',
    "hostnossl all all all reject",
    "hostssl all all all md5",
  ]);
  const own = [
    "hostnossl all all all reject",
    "hostssl all +zalandos all pam",
    "hostssl all app 10.0.0.0/8 md5",
  ];
  const kept = await convert([cluster({ patroni: { pg_hba: own } })]);
  assertEquals(rulesOf(kept), ['local all "postgres" trust', ...own]);
  assertEquals(said(kept), []);

  const bad = await convert([
    cluster({
      patroni: { pg_hba: ["host all joe 10.0.0.0/33 reject", "host all all 10.0.0.0/33 trust"] },
    }),
  ]);
  assertEquals(rulesOf(bad).slice(1), ["host all joe all reject"]);
  assertEquals(said(bad).toSorted(), [
    "error bad-access-rule spec.patroni.pg_hba",
    "warning bad-access-rule spec.patroni.pg_hba",
  ]);
});

Deno.test("access rules in one text are lines, and what can't be rules turns everybody away", async () => {
  const config = { extensions: { "cert-manager": { enabled: false } } };
  const rulesFor = async (patroni: unknown) => {
    const conversion = await convert([cluster({ patroni })], { config });
    const told = said(conversion).filter((line) => line.includes("bad-access-rule"));
    return [rulesOf(conversion).slice(1), told] as const;
  };
  const own = ["hostssl all all 10.0.0.0/8 scram-sha-256", "host all all all reject"];
  assertEquals(await rulesFor({ pg_hba: `${own.join("\n")}\n` }), [own, []]);

  const closed = ["host all all all reject", "host replication all all reject"];
  const wrong = [true, 0, { rule: own }, [own], [{ rule: own[0] }], [null], [" "], " \n"];
  for (const patroni of [...wrong.map((pg_hba) => ({ pg_hba })), own, [{ pg_hba: own }], "x"]) {
    assertEquals(await rulesFor(patroni), [closed, ["error bad-access-rule spec.patroni.pg_hba"]]);
  }
  for (const patroni of [null, {}, { pg_hba: null }, { pg_hba: [] }, { pg_hba: "" }]) {
    const [rules, told] = await rulesFor(patroni);
    assertEquals([rules.at(-1), told], ["host all all all md5", []]);
  }
});

Deno.test("flags of a user in one text are read, and what can't be flags gives no right", async () => {
  const attributes = async (flags: unknown) => {
    const conversion = await convert([cluster({ users: { app: flags } })]);
    return [
      /"app" WITH (.*BYPASSRLS)/.exec(setupOf(conversion))?.[1].split(" ")
        .filter((flag) => !flag.startsWith("NO") || flag === "NOLOGIN"),
      ...said(conversion),
    ];
  };
  assertEquals(await attributes("nologin"), [["INHERIT", "NOLOGIN"]]);
  assertEquals(await attributes("nologin, createdb"), [["CREATEDB", "INHERIT", "NOLOGIN"]]);
  for (const none of [null, [], {}, ""]) {
    assertEquals(await attributes(none), [["INHERIT", "LOGIN"]]);
  }
  for (const wrong of [{ nologin: true }, [["nologin"]], ["superuser", { nologin: null }]]) {
    assertEquals(await attributes(wrong), [["NOLOGIN"], 'error bad-flag spec.users["app"]']);
  }
});

Deno.test("rules that ask for certificates of clients turn them away where there is no authority", async () => {
  const pg_hba = [
    "hostssl all admin all cert",
    'hostssl all "a b" 10.0.0.0 255.0.0.0 md5 clientcert=verify-ca',
    "hostssl all all ::1/128 md5",
  ];
  const conversion = await convert([cluster({ patroni: { pg_hba } })]);
  assertEquals(rulesOf(conversion).slice(1), [
    "hostssl all admin all reject",
    'hostssl all "a b" 10.0.0.0 255.0.0.0 reject',
    "hostssl all all ::1/128 md5",
  ]);
  assertEquals(said(conversion), Array(2).fill("error bad-access-rule spec.patroni.pg_hba"));

  const tls = { secretName: "tls", caFile: "ca.crt" };
  const keys = { "tls.crt": "c", "tls.key": "k", "ca.crt": "a" };
  const own = object("Secret", "tls", { stringData: keys });
  assertEquals(
    rulesOf(await convert([cluster({ patroni: { pg_hba }, tls }), own])).slice(1),
    pg_hba,
  );
});

Deno.test("without cert-manager there is no TLS, which is said, and passwords are asked for all the same", async () => {
  const config = { extensions: { "cert-manager": { enabled: false } } };
  const conversion = await convert([cluster()], { config });
  assertEquals(said(conversion), ["warning no-certificate spec.tls"]);
  assertEquals(rulesOf(conversion).slice(-2), [
    'host replication "standby" all md5',
    "host all all all md5",
  ]);
  assertFalse(fileOf(conversion, "configmaps/db_config/start.sh").includes("ssl"));
});

Deno.test("spec.tls names the server's certificate, its files and its authority", async () => {
  const conversion = await convert([
    cluster({
      tls: {
        secretName: "pg-tls",
        certificateFile: "server's.crt",
        privateKeyFile: "/tls/my.key",
        caFile: "ca.crt",
        caSecretName: "pg-ca",
      },
    }),
    object("Secret", "pg-tls", { stringData: { "server's.crt": "c", "my.key": "k" } }),
    object("Secret", "pg-ca", { stringData: { "ca.crt": "a" } }),
  ]);
  const start = fileOf(conversion, "configmaps/db_config/start.sh");
  assertStringIncludes(start, `[ -s '/tls/server'\\''s.crt' ] && [ -s /tls/my.key ]`);
  assertStringIncludes(start, "/tlsca/ca.crt");
  const { volumes } = conversion.project.services.db;
  assert(volumes?.some((volume) => /^\.\/secrets\/pg-tls.*:\/tls:ro$/.test(String(volume))));
  assert(volumes?.some((volume) => /^\.\/secrets\/pg-ca.*:\/tlsca:ro$/.test(String(volume))));
  assertEquals(said(conversion), []);
});

Deno.test("poolers are names of the server, closed where policies for their pods close them", async () => {
  const pooled = cluster({
    enableConnectionPooler: true,
    enableReplicaConnectionPooler: true,
    enableMasterPoolerLoadBalancer: true,
    allowedSourceRanges: ["0.0.0.0/0"],
  });
  const open = await convert([pooled]);
  assertEquals(namesOf(open, "db"), ["db", "db-0.db", "db-pooler", "db-pooler-repl", "db-repl"]);
  assertEquals(open.project.services.db.ports?.length, 1);

  const closed = await convert([
    pooled,
    object("NetworkPolicy", "deny", {
      apiVersion: "networking.k8s.io/v1",
      spec: {
        podSelector: { matchLabels: { application: "db-connection-pooler" } },
        policyTypes: ["Ingress"],
        ingress: [],
      },
    }),
  ]);
  assertEquals(closed.project.services.db.ports ?? [], []);

  const off = await convert([cluster({ enableConnectionPooler: false, connectionPooler: {} })]);
  assertEquals(namesOf(off, "db"), ["db", "db-0.db", "db-repl"]);
  assertEquals(namesOf(await convert([cluster({ connectionPooler: {} })]), "db").length, 4);
});

Deno.test("what a live cluster's operator made gives way to what is made here", async () => {
  const workload = (kind: string, name: string, apiVersion: string) =>
    object(kind, name, {
      apiVersion,
      spec: {
        schedule: "0 0 * * *",
        selector: { matchLabels: { a: name } },
        template: {
          metadata: { labels: { a: name } },
          spec: { containers: [{ name: "c", image: "old" }] },
        },
      },
    });
  const service = object("Service", "db", { spec: { ports: [{ port: 5432 }] } });
  const conversion = await convert([
    cluster({ enableConnectionPooler: true }),
    workload("StatefulSet", "db", "apps/v1"),
    workload("Deployment", "db-pooler", "apps/v1"),
    workload("Deployment", "other", "apps/v1"),
    service,
  ]);
  const { services } = conversion.project;
  assertEquals(Object.keys(services).toSorted(), ["db", "other"]);
  assertEquals(services.db.image, "postgres:15");
  assertEquals(namesOf(conversion, "db"), ["db", "db-0.db", "db-pooler", "db-repl"]);
});

Deno.test("a LoadBalancer without a list of sources opens nothing to the outside", async () => {
  const ports = async (spec: object) =>
    (await convert([cluster(spec)])).project.services.db.ports ?? [];
  const all = { allowedSourceRanges: ["0.0.0.0/0"] };
  assertEquals(await ports({}), []);
  assertEquals(await ports({ enableMasterLoadBalancer: true }), ["127.0.0.1:5432:5432"]);
  assertEquals(await ports({ enableMasterLoadBalancer: true, ...all }), ["5432:5432"]);
  assertEquals(await ports({ enableMasterNodePort: true, masterNodePort: 30432 }), ["30432:5432"]);
});

Deno.test("Services of the manifests for replicas lead to the server, and others' stay as they are", async () => {
  const service = (name: string, cluster: string) =>
    object("Service", name, {
      spec: {
        selector: { application: "spilo", "cluster-name": cluster, "spilo-role": "replica" },
        ports: [{ port: 5432 }],
      },
    });
  const conversion = await convert([cluster(), service("reads", "db"), service("far", "other")]);
  assertEquals(namesOf(conversion, "db"), ["db", "db-0.db", "db-repl", "reads"]);
});

Deno.test("sidecars have the operator's variables, the volume, and the volumes that name them", async () => {
  const conversion = await convert([
    ...deployed(),
    operator({
      sidecars: [{ name: "global", image: "global:1" }, { name: "telegraf", image: "no" }],
    }),
    cluster(FULL),
  ]);
  const { services } = conversion.project;
  const { image, environment, volumes } = services["db-sidecar-telegraf"];
  assertEquals(image, "telegraf:latest");
  assertEquals(environment, {
    POD_NAME: "db-0",
    POD_NAMESPACE: "shop",
    POSTGRES_USER: "postgres",
    POSTGRES_PASSWORD: variableOf(conversion, "db", "POSTGRES_PASSWORD"),
    A: "b",
  });
  const targets = volumes!.map((volume) => String(volume).split(":")[1]);
  assert(
    targets.includes("/home/postgres/pgdata") && targets.includes("/opt/empty"),
    String(targets),
  );
  assertEquals(services["db-sidecar-global"].image, "global:1");
  assertEquals(services["db-init-date"].image, "busybox");
});

Deno.test("what one server can't do is said, each once", async () => {
  const conversion = await convert([
    cluster({
      numberOfInstances: 2,
      clone: { cluster: "old", timestamp: "2020-01-01T00:00:00+00:00" },
      standby: { standby_host: "far" },
      enableLogicalBackup: true,
      streams: [{ applicationId: "a" }],
      dockerImage: "mine/postgis-spilo:1",
      postgresql: {
        version: 16,
        parameters: {
          shared_preload_libraries: "bg_mon,timescaledb,pg_stat_statements",
          ssl: "off",
          "a b": "c",
          archive_command: "x",
        },
      },
      patroni: {
        initdb: { locale: "de_DE.UTF-8", waldir: "/x" },
        slots: { feed: { type: "logical", database: "gis", plugin: "wal2json" } },
      },
      preparedDatabases: { gis: { extensions: { postgis: "public" }, initScripts: {} } },
      env: [{ name: "PGPORT", value: "1" }, { name: "USE_WALG_BACKUP", value: "true" }],
      additionalVolumes: [{ name: "a", mountPath: "/home/postgres/pgdata", volumeSource: {} }],
    }),
    {
      apiVersion: "acid.zalan.do/v1",
      kind: "PostgresTeam",
      metadata: { name: "t", namespace: "shop" },
    },
  ]);
  assertEquals(said(conversion).toSorted(), [
    "error no-recovery spec.clone",
    "error no-recovery spec.standby",
    "info fixed-parameter spec.postgresql.parameters",
    "info no-backup spec.enableLogicalBackup",
    "info no-backup spec.env",
    "info no-teams spec",
    "info one-replica spec.numberOfInstances",
    "warning bad-initdb spec.patroni.initdb",
    "warning bad-parameter spec.postgresql.parameters",
    'warning missing-extension spec.preparedDatabases["gis"].extensions',
    'warning missing-library spec.patroni.slots["feed"]',
    "warning missing-library spec.postgresql.parameters.shared_preload_libraries",
    "warning missing-locale spec.patroni.initdb",
    "warning no-streams spec.streams",
    "warning other-image spec.dockerImage",
    "warning path-taken spec.additionalVolumes[0].mountPath",
    "warning reserved-variable spec.env",
    'warning unsupported-field spec.preparedDatabases["gis"]["initScripts"]',
  ]);
  assertStringIncludes(
    fileOf(conversion, "configmaps/db_config/postgresql.conf"),
    "shared_preload_libraries = 'pg_stat_statements'\n",
  );
});

Deno.test("an image of the user's takes the official one's place", async () => {
  const image = async (images: object, spec: object = {}) => {
    const config = { extensions: { "zalando-postgres": { images } } };
    const conversion = await convert([cluster(spec)], { config });
    return [conversion.project.services.db.image, ...said(conversion)];
  };
  assertEquals(
    await image({ db: "postgis/postgis:15-3.4" }, {
      preparedDatabases: { gis: { extensions: { postgis: "public" } } },
    }),
    [
      "postgis/postgis:15-3.4",
    ],
  );
  assertEquals(await image({ "shop/db": "own:1" }), ["own:1"]);
  assertEquals(await image({ db: "a b" }), ["postgres:15", "warning bad-setting"]);
  assertEquals(await image({}, { postgresql: {} }), [
    "postgres:18",
    "info default-version spec.postgresql.version",
  ]);
  assertEquals(
    await image({}, { postgresql: null, dockerImage: "ghcr.io/zalando/spilo-17:4.0-p2" }),
    ["postgres:17"],
  );
});

const HOSTILE = [
  `"; DROP ROLE x; --`,
  "a'b",
  "$(id)",
  "`id`",
  "a\nb",
  "a b",
  "\\",
  "-x",
  "../x",
  "__proto__",
  "constructor",
];

Deno.test("names that the operator does not take are left out and said, and break out of nothing", async () => {
  for (const name of HOSTILE) {
    const value = Object.fromEntries([[name, ["superuser"]]]);
    const conversion = await convert([
      cluster({
        users: JSON.parse(JSON.stringify(value)),
        databases: { [name]: "standby", fine: name },
        preparedDatabases: { [name]: {}, good: { schemas: { [name]: {} } } },
      }),
    ]);
    const setup = setupOf(conversion);
    if (!/^\w+$/.test(name)) assertFalse(setup.includes(`"${name}`), `${name}: ${setup}`);
    const known = /^(warning (bad-role|bad-database|bad-secret-name) .*)$/;
    for (const line of said(conversion)) assertMatch(line.replaceAll("\n", " "), known);
  }
});

Deno.test("values with quotes, line breaks and shell's signs stay values", async () => {
  const password = HOSTILE.join(" ");
  const conversion = await convert([
    cluster({
      users: { foo: [] },
      preparedDatabases: { bar: { extensions: { pgcrypto: `x"; DROP SCHEMA y; --` } } },
      postgresql: { version: "15", parameters: { "my.value": `'\nssl = off` } },
      patroni: {
        initdb: { "lc-messages": "C'; touch /x; '", encoding: "$(id)" },
        slots: { "a'b": { type: "physical" } },
      },
    }),
    object("Secret", secretOf("foo"), { stringData: { password } }),
  ], { config: { extensions: { "zalando-postgres": { images: { db: "own:15" } } } } });
  const setup = setupOf(conversion);
  assertStringIncludes(
    setup,
    `PASSWORD E'${password.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
  );
  assertStringIncludes(setup, `SCHEMA "x""; DROP SCHEMA y; --";`);
  assertStringIncludes(setup, "pg_create_physical_replication_slot(E'a''b')");
  const config = fileOf(conversion, "configmaps/db_config/postgresql.conf");
  assertStringIncludes(config, "my.value = '''\\nssl = off'\n");
  assertEquals(
    variableOf(conversion, "db", "POSTGRES_INITDB_ARGS").replaceAll("$$", "$"),
    `'--locale=en_US.UTF-8' --data-checksums '--lc-messages=C'\\''; touch /x; '\\''' '--encoding=$(id)'`
      .replace("'--locale=en_US.UTF-8' ", ""),
  );
});

Deno.test("no role takes the superuser's place, and nothing with a NUL reaches the server", async () => {
  const conversion = await convert([
    ...deployed(),
    operator({
      users: {
        super_username: "bar_owner",
        replication_username: "bar_owner",
        additional_owner_roles: ["a\0b"],
      },
      teams_api: { team_admin_role: "x\0; DROP" },
    }),
    cluster({
      users: { bar_owner: [], foo: [] },
      databases: { foo: "foo" },
      preparedDatabases: { bar: { extensions: { pgcrypto: "a\0b" }, secretNamespace: "../x" } },
      patroni: { slots: { "a\0": { type: "physical" } } },
    }),
  ]);
  const setup = setupOf(conversion);
  assertFalse(setup.includes("\0"));
  assertFalse(setup.includes('ALTER ROLE "bar_owner" WITH'));
  assertEquals(said(conversion), [
    "info auto-excluded",
    'warning bad-secret-name spec.preparedDatabases["bar"].secretNamespace',
    'warning bad-role spec.users["bar_owner"]',
  ]);
});

Deno.test("a superuser's password of several lines is the whole of them", async () => {
  const conversion = await convert([
    cluster(),
    object("Secret", secretOf("postgres"), { stringData: { password: "two\nlines" } }),
  ]);
  assertStringIncludes(setupOf(conversion), `ALTER ROLE "postgres" WITH PASSWORD E'two\nlines';`);
});

Deno.test("a cluster whose name no Service may have is left out", async () => {
  for (const name of ["Db", "a.b", "a".repeat(54), "-a"]) {
    const conversion = await convert([cluster({}, name), app({})]);
    assertEquals(Object.keys(conversion.project.services), ["app"]);
    assertEquals(said(conversion).filter((line) => line.startsWith("error")), [
      "error bad-name metadata.name",
    ], name);
  }
});

Deno.test("each field may be missing, null or of a wrong type", async () => {
  // A certificate for each of them would take its time.
  const config = { extensions: { "cert-manager": { enabled: false } } };
  for (const path of pathsIn(FULL)) {
    for (const value of [null, "text", 0, true, [], {}, [null], ["x"], [[]], { a: null }]) {
      const broken = withValue(FULL, path, value) as object;
      const { project } = await convert([cluster(broken), app({})], { config });
      // None is what no instance asks for.
      const isOff = path[0] === "numberOfInstances" && value === 0;
      assertEquals(
        project.services.db === undefined,
        isOff,
        `${path.join(".")} = ${JSON.stringify(value)}`,
      );
    }
  }
  for (const spec of [null, "text", [], undefined]) {
    const { project } = await convert([
      { ...cluster(), spec },
      ...deployed(),
      operator(spec),
      operator({
        users: spec,
        kubernetes: { cluster_labels: spec, infrastructure_roles_secrets: spec },
      }),
    ]);
    assert(project.services.db);
  }
});

Deno.test("the account has no field of a full cluster that nobody understands", async () => {
  const { account } = await convert([cluster(FULL)]);
  const open = account!.objects.flatMap(({ fields }) =>
    fields.filter(({ verdict }) => verdict === "not-understood").map(({ path }) => path)
  );
  assertEquals(open, []);
});
