import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import { said as saidTo, testContext, written } from "@dekube/engine/testing";
import {
  app,
  codes,
  convert,
  HOSTILE,
  key,
  object,
  REF,
  resource,
  secret,
  server,
} from "./_testing.ts";
import { controller } from "./controller.ts";
import { KINDS } from "./kinds.ts";

/** The objects that the controller leaves. */
function made(...manifests: Manifest[]): Manifest[] {
  return [...controller(manifests, testContext([])).values()].flat();
}

/** Their kinds and names. */
function names(objects: readonly Manifest[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted();
}

/** The statements that a server is set up with. */
function statements(...manifests: Manifest[]): string[] {
  const map = made(...manifests).find(({ metadata }) => metadata.name === "db_setup");
  return String(mapping(map?.data)["setup.sql"] ?? "").split("\n").filter((line) => line !== "");
}

/** What was said of manifests, as `code path`. */
function said(...manifests: Manifest[]): string[] {
  const ctx = testContext([]);
  controller(manifests, ctx);
  return saidTo(ctx);
}

Deno.test("a MariaDB has all objects that the operator's documentation promises", () => {
  const spec = {
    tls: { enabled: true },
    galera: { enabled: true },
    database: "shop",
    username: "shop",
    myCnf: "[mariadb]",
    metrics: { enabled: true },
    connection: {},
    primaryConnection: { secretName: "writer" },
    secondaryConnection: {},
  };
  const objects = made(server(spec));
  assertEquals(names(objects), [
    "Certificate db-ca",
    "Certificate db-client-cert",
    "Certificate db-server-cert",
    "ConfigMap db-config",
    "ConfigMap db-config-default",
    "ConfigMap db-config-tls",
    "ConfigMap db_setup",
    "Deployment db-metrics",
    "Issuer db-mariadb-ca",
    "Issuer db-mariadb-self-signed",
    "Job db-setup",
    "Secret db",
    "Secret db-metrics-config",
    "Secret db-metrics-password",
    "Secret db-password",
    "Secret db-root",
    "Secret db-secondary",
    "Secret writer",
    "Service db",
    "Service db-internal",
    "Service db-metrics",
    "Service db-primary",
    "Service db-secondary",
    "StatefulSet db",
  ]);
  const selector = { "app.kubernetes.io/name": "mariadb", "app.kubernetes.io/instance": "db" };
  for (const name of ["db", "db-internal", "db-primary", "db-secondary"]) {
    const service = objects.find(({ kind, metadata }) =>
      kind === "Service" && metadata.name === name
    )!;
    assertEquals(mapping(service.spec).ports, [{ name: "mariadb", port: 3306 }]);
    assertEquals(mapping(service.spec).selector, selector);
  }
  const set = objects.find(({ kind }) => kind === "StatefulSet")!;
  const { volumeClaimTemplates, template } = mapping(set.spec);
  assertEquals(mappings(volumeClaimTemplates).map(({ metadata }) => mapping(metadata).name), [
    "storage",
  ]);
  assertEquals(mapping(mapping(template).metadata).labels, selector);
});

Deno.test("a MariaDB without TLS, members and users has nothing but its server", () => {
  assertEquals(names(made(server())), [
    "ConfigMap db-config-default",
    "Secret db-root",
    "Service db",
    "Service db-internal",
    "StatefulSet db",
  ]);
});

Deno.test("the first API group is read as well, and had no TLS", () => {
  const old = object("mariadb.mmontes.io/v1alpha1", "MariaDB", "db", {
    spec: {
      image: { repository: "mariadb", tag: "10.11" },
      volumeClaimTemplate: { resources: { requests: { storage: "1Gi" } } },
    },
  });
  const user = object("mariadb.mmontes.io/v1alpha1", "User", "ann", {
    spec: { ...REF, passwordSecretKeyRef: key("ann") },
  });
  const objects = made(old, user, secret("ann", { password: "x" }));
  assertEquals(names(objects), [
    "ConfigMap db-config-default",
    "ConfigMap db_setup",
    "Job db-setup",
    "Secret db-root",
    "Service db",
    "Service db-internal",
    "StatefulSet db",
  ]);
  const [set] = objects.filter(({ kind }) => kind === "StatefulSet");
  const [container] = mappings(mapping(mapping(mapping(set.spec).template).spec).containers);
  assertEquals(container.image, "mariadb:10.11");
});

Deno.test("the Secrets of a MariaDB's certificates have the operator's keys", async () => {
  const env: Record<string, [string, string]> = {
    CA: ["db-ca", "ca.crt"],
    CA_KEY: ["db-ca", "ca.key"],
    BUNDLE: ["db-ca-bundle", "ca.crt"],
    SERVER: ["db-server-cert", "tls.crt"],
    SERVER_KEY: ["db-server-cert", "tls.key"],
    CLIENT: ["db-client-cert", "tls.crt"],
    CLIENT_KEY: ["db-client-cert", "tls.key"],
  };
  const conversion = await convert([server({ tls: { enabled: true, required: true } }), app(env)]);
  const { environment = {} } = conversion.project.services.app;
  for (const name of Object.keys(env)) {
    assertMatch(
      environment[name],
      name.endsWith("_KEY") ? /^-+BEGIN .*KEY/ : /^-+BEGIN CERT/,
      name,
    );
  }
  assertEquals(environment.BUNDLE, environment.CA);
  assertEquals(codes(conversion), []);
});

Deno.test("certificates that a MariaDB names are taken, and both authorities trusted", () => {
  const tls = {
    enabled: true,
    serverCASecretRef: { name: "server-ca" },
    serverCertSecretRef: { name: "server" },
    clientCASecretRef: { name: "client-ca" },
  };
  const objects = made(
    server({ tls }),
    secret("server-ca", { "ca.crt": "SERVER CA" }),
    secret("server", { "tls.crt": "x", "tls.key": "x" }),
    secret("client-ca", { "ca.crt": "CLIENT CA", "ca.key": "KEY" }),
  );
  assertEquals(names(objects).filter((name) => /^(?:Certificate|Issuer|Secret) /.test(name)), [
    "Certificate db-client-cert",
    "Issuer db-mariadb-client-ca",
    "Secret db-ca-bundle",
    "Secret db-root",
    "Secret db_client_ca",
  ]);
  const bundle = objects.find(({ metadata }) => metadata.name === "db-ca-bundle")!;
  assertEquals(bundle.stringData, { "ca.crt": "SERVER CA\nCLIENT CA\n" });
});

Deno.test("a MariaDB that requires TLS is left out where nothing issues certificates", async () => {
  const config = { extensions: { "cert-manager": { enabled: false } } };
  const closed = await convert([server({ tls: { enabled: true, required: true } })], { config });
  assertEquals(Object.keys(closed.project.services), []);
  assertEquals(codes(closed), ["no-required-tls spec.tls"]);
  const open = await convert([server({ tls: { enabled: true } })], { config });
  assertEquals(Object.keys(open.project.services), ["db"]);
  assertEquals(codes(open), ["no-certificate spec.tls"]);
});

Deno.test("passwords are made up once, and kept", async () => {
  const manifests = [
    server({
      rootPasswordSecretKeyRef: { ...key("db", "root-password"), generate: true },
      database: "shop",
      username: "shop",
      passwordSecretKeyRef: { ...key("db"), generate: true },
    }),
    app({ ROOT: ["db", "root-password"], PASSWORD: ["db", "password"] }),
  ];
  const first = await convert(manifests);
  const { ROOT, PASSWORD } = first.project.services.app.environment!;
  assertMatch(ROOT, /^[\w-]{20,}$/);
  assertNotEquals(ROOT, PASSWORD);
  assertEquals(first.project.services.db.environment!.MARIADB_ROOT_PASSWORD, ROOT);
  assertEquals(codes(first), []);
  const second = await convert(manifests, { previous: first });
  assertEquals(second.project, first.project);
});

Deno.test("a Secret that is there is taken, under whatever key the MariaDB names", async () => {
  const conversion = await convert([
    server({ rootPasswordSecretKeyRef: { ...key("own", "ROOT"), generate: true } }),
    secret("own", { ROOT: HOSTILE }),
  ]);
  const { environment = {} } = conversion.project.services.db;
  assertEquals(environment.MARIADB_ROOT_PASSWORD.replaceAll("$$", "$"), HOSTILE);
});

Deno.test("what is missing of passwords is said, and no server is without one", () => {
  assertEquals(said(server({ rootPasswordSecretKeyRef: key("gone") })), [
    "missing-secret spec.rootPasswordSecretKeyRef",
  ]);
  assertEquals(said(server({ rootPasswordSecretKeyRef: key("own") }), secret("own", {})), [
    "missing-key spec.rootPasswordSecretKeyRef",
  ]);
  assertEquals(
    said(server(), resource("User", "ann", { ...REF, passwordSecretKeyRef: key("gone") })),
    ["missing-secret spec.passwordSecretKeyRef"],
  );
  const set = made(server({ rootPasswordSecretKeyRef: key("gone") }))
    .find(({ kind }) => kind === "StatefulSet")!;
  assert(JSON.stringify(set).includes('"MARIADB_ROOT_PASSWORD"'));
  assert(!JSON.stringify(set).includes("ALLOW_EMPTY"));
});

Deno.test("databases, users and grants are statements that name them whole", () => {
  assertEquals(
    statements(
      server({ database: "my_shop", username: "shop" }),
      resource("Database", "second", {
        ...REF,
        name: "a`b",
        characterSet: "utf8mb4",
        collate: "c'd",
      }),
      resource("User", "o'neil", { ...REF, host: "10.%", require: { x509: true } }),
      resource("Grant", "g", {
        ...REF,
        privileges: ["SELECT", "update (a, `b c`)"],
        database: "app_%",
        table: "t`",
        username: "o'neil",
        host: "10.%",
        grantOption: true,
      }),
    ),
    [
      "CREATE DATABASE IF NOT EXISTS `my_shop` CHARACTER SET = 'utf8' COLLATE = 'utf8_general_ci';",
      "CREATE DATABASE IF NOT EXISTS `a``b` CHARACTER SET = 'utf8mb4' COLLATE = 'c\\'d';",
      "EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS \\'shop\\'@\\'%\\'', IF(@VALUE_1 <> '', CONCAT(' IDENTIFIED BY ', QUOTE(@VALUE_1)), ''), ' WITH MAX_USER_CONNECTIONS 20', IF(@VALUE_1 <> '', '', ' ACCOUNT LOCK PASSWORD EXPIRE'));",
      "EXECUTE IMMEDIATE IF(@VALUE_1 <> '', CONCAT('ALTER USER \\'shop\\'@\\'%\\'', ' IDENTIFIED BY ', QUOTE(@VALUE_1), ' WITH MAX_USER_CONNECTIONS 20'), 'DO 0');",
      "CREATE USER IF NOT EXISTS 'o\\'neil'@'10.%' REQUIRE X509 WITH MAX_USER_CONNECTIONS 10;",
      "ALTER USER 'o\\'neil'@'10.%' REQUIRE X509 WITH MAX_USER_CONNECTIONS 10;",
      "GRANT ALL PRIVILEGES ON `my\\_shop`.* TO 'shop'@'%';",
      "GRANT SELECT, update (`a`, `b c`) ON `app_%`.`t``` TO 'o\\'neil'@'10.%' WITH GRANT OPTION;",
    ],
  );
});

Deno.test("a user without a password is locked", () => {
  assertEquals(statements(server(), resource("User", "ann", REF)), [
    "CREATE USER IF NOT EXISTS 'ann'@'%' WITH MAX_USER_CONNECTIONS 10 ACCOUNT LOCK PASSWORD EXPIRE;",
  ]);
});

Deno.test("what no server takes is left out and said", () => {
  const refused: [Manifest, string][] = [
    [resource("Database", "d", { ...REF, name: "a\nb" }), "bad-name spec.name"],
    [resource("User", "u", { ...REF, name: "a\0b" }), "bad-name spec.name"],
    [resource("User", "u", { ...REF, host: "\r" }), "bad-name spec.host"],
    [resource("User", "u", { ...REF, require: {} }), "bad-requirement spec.require"],
    [resource("User", "u", { ...REF, require: "x509" }), "bad-requirement spec.require"],
    [resource("User", "u", { ...REF, require: ["x509"] }), "bad-requirement spec.require"],
    [resource("User", "u", { ...REF, require: { x509: ["a"] } }), "bad-requirement spec.require"],
    [
      resource("User", "u", { ...REF, require: { ssl: true, x509: "nobody" } }),
      "bad-requirement spec.require",
    ],
    [
      resource("User", "u", { ...REF, require: { ssl: true, x509: true } }),
      "bad-requirement spec.require",
    ],
    [
      resource("User", "u", { ...REF, passwordHashSecretKeyRef: key("gone") }),
      "missing-credential spec.passwordHashSecretKeyRef",
    ],
    [
      resource("User", "u", {
        ...REF,
        passwordPlugin: { pluginNameSecretKeyRef: key("gone") },
      }),
      "missing-credential spec.passwordPlugin.pluginNameSecretKeyRef",
    ],
    [resource("Grant", "g", { ...REF, username: "u" }), "no-privileges spec.privileges"],
    [resource("Grant", "g", { ...REF, privileges: ["SELECT"] }), "bad-name spec.username"],
    ...["database", "table"].map((field): [Manifest, string] => [
      resource("Grant", "g", { ...REF, username: "u", privileges: ["SELECT"], [field]: "" }),
      `bad-name spec.${field}`,
    ]),
    [
      resource("User", "u", { mariaDbRef: { name: "other" } }),
      "missing-server spec.mariaDbRef",
    ],
    [
      resource("User", "u", { mariaDbRef: { name: "out", kind: "ExternalMariaDB" } }),
      "outside-server spec.mariaDbRef",
    ],
  ];
  for (const [manifest, expected] of refused) {
    assertEquals(said(server(), manifest), [expected]);
    assertEquals(statements(server(), manifest), []);
  }
});

Deno.test("a user who may come from certain addresses alone is said", () => {
  const user = (host: string) => resource("User", "ann", { ...REF, host });
  assertEquals(said(server(), user("10.%")), ["other-addresses spec.host"]);
  for (const host of ["%", "localhost", "127.0.0.1"]) assertEquals(said(server(), user(host)), []);
});

Deno.test("a privilege never brings another part of a statement along", () => {
  const hostile = [
    "ALL ON *.* TO root",
    "SELECT; DROP DATABASE shop",
    "SELECT) ON x",
    "SELECT (a) , ALL",
    "SELECT (a) ON b.* TO c IDENTIFIED BY (d)",
    "select (`a`b`)",
    "",
    "SELECT -- x",
  ];
  for (const privilege of hostile) {
    const grant = resource("Grant", "g", { ...REF, privileges: [privilege], username: "u" });
    assertEquals(statements(server(), grant), [], privilege);
  }
});

Deno.test("users of another namespace get their password by a copy of its Secret", () => {
  const elsewhere = (kind: string, name: string, content: object): Manifest => ({
    apiVersion: kind === "Secret" ? "v1" : "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name, namespace: "blog" },
    ...content,
  });
  const manifests = [
    server(),
    elsewhere("User", "ann", {
      spec: {
        mariaDbRef: { name: "db", namespace: "shop" },
        passwordSecretKeyRef: key("ann"),
      },
    }),
    elsewhere("Secret", "ann", {
      data: { other: "c2VjcmV0" },
      stringData: { password: "x", token: "secret" },
    }),
  ];
  const copyIn = (objects: readonly Manifest[]) =>
    objects.find(({ kind, metadata }) => kind === "Secret" && metadata.name.startsWith("ann_"))!;
  const objects = made(...manifests);
  const copy = copyIn(objects);
  assertEquals(
    [copy.metadata.namespace, copy.data, copy.stringData],
    ["shop", {}, { password: "x" }],
  );
  const job = objects.find(({ kind }) => kind === "Job")!;
  assert(JSON.stringify(job).includes(JSON.stringify(copy.metadata.name)));
  // A pod of the server's namespace can't know what it is called.
  assertNotEquals(copyIn(made(...manifests)).metadata.name, copy.metadata.name);
});

Deno.test("the copy of another namespace's Secret leaves no trace of its name", async () => {
  const elsewhere = (manifest: Manifest): Manifest => ({
    ...manifest,
    metadata: { ...manifest.metadata, namespace: "blog" },
  });
  const reference = { mariaDbRef: { name: "db", namespace: "shop" } };
  const manifests = [
    server(),
    elsewhere(resource("User", "ann", { ...reference, passwordSecretKeyRef: key("ann") })),
    elsewhere(secret("ann", { password: "x", token: "secret" })),
  ];
  const first = await convert(manifests);
  assertEquals(first.project.services["db-setup"].environment?.VALUE_1, "x");
  const second = await convert(manifests, { previous: first });
  assertEquals(written(second), written(first));
});

Deno.test("a SqlJob of another namespace runs nothing beside the server, and is said", async () => {
  const job = resource("SqlJob", "job", {
    mariaDbRef: { name: "db", namespace: "shop" },
    username: "root",
    passwordSecretKeyRef: key("root"),
    serviceAccountName: "admin",
    sql: "SELECT 'evil'",
  });
  const own = { ...job, spec: { ...mapping(job.spec), sql: "SELECT 'own'" } };
  const foreign = { ...job, metadata: { ...job.metadata, namespace: "blog" } };
  const conversion = await convert([server(), secret("root", { password: "x" }), own, foreign]);
  assertEquals(codes(conversion), ["foreign-sql-job spec.mariaDbRef.namespace"]);
  const jobs = Object.keys(conversion.project.services).filter((name) => name.startsWith("job"));
  assertEquals(jobs, ["job"]);
  const texts = JSON.stringify(written(conversion));
  assertEquals([texts.includes("'own'"), texts.includes("'evil'")], [true, false]);
});

Deno.test("a Connection is a Secret with what its template says", async () => {
  const conversion = await convert([
    server({ port: 3307 }),
    secret("ann", { password: "p@ss/w:rd" }),
    resource("Connection", "plain", {
      ...REF,
      username: "ann",
      passwordSecretKeyRef: key("ann"),
      database: "my shop",
      params: { parseTime: "true", loc: "Europe/Vienna" },
    }),
    resource("Connection", "full", {
      ...REF,
      username: "ann",
      passwordSecretKeyRef: key("ann"),
      database: "shop",
      secretName: "conn",
      serviceName: "db-primary",
      params: { a: "b c" },
      secretTemplate: {
        key: "url",
        format:
          "mysql://{{ .Username }}:{{ .Password }}@{{ .Host }}:{{ .Port }}/{{ .Database }}{{ .Params }}",
        usernameKey: "u",
        passwordKey: "p",
        hostKey: "h",
        portKey: "n",
        databaseKey: "d",
      },
    }),
    app({
      DSN: ["plain", "dsn"],
      URL: ["conn", "url"],
      U: ["conn", "u"],
      P: ["conn", "p"],
      H: ["conn", "h"],
      N: ["conn", "n"],
      D: ["conn", "d"],
    }),
  ]);
  assertEquals(conversion.project.services.app.environment, {
    DSN:
      "ann:p@ss/w:rd@tcp(db.shop.svc.cluster.local:3307)/my%20shop?timeout=5s&loc=Europe%2FVienna&parseTime=true",
    URL: "mysql://ann:p@ss/w:rd@db-primary.shop.svc.cluster.local:3307/shop?a=b+c",
    U: "ann",
    P: "p@ss/w:rd",
    H: "db-primary.shop.svc.cluster.local",
    N: "3307",
    D: "shop",
  });
});

Deno.test("a Connection of a server with TLS says what the operator calls its certificates", () => {
  const objects = made(
    server({ tls: { enabled: true }, database: "shop", username: "shop", connection: {} }),
  );
  const { stringData } = objects.find(({ kind, metadata }) =>
    kind === "Secret" && metadata.name === "db"
  )!;
  assertStringIncludes(
    String(mapping(stringData).dsn),
    "?timeout=5s&tls=mariadb-db-shop-client-db-client-cert",
  );
});

Deno.test("a Connection takes nothing out of a Secret that others have their password from", () => {
  const spec = { database: "shop", username: "shop", connection: {} };
  const own = { rootPasswordSecretKeyRef: key("db"), passwordSecretKeyRef: key("db", "user") };
  const given = made(
    server({ ...spec, ...own }),
    secret("db", { password: "root", user: "app" }),
  ).filter(({ kind, metadata }) => kind === "Secret" && metadata.name === "db");
  const dsn = "shop:app@tcp(db.shop.svc.cluster.local:3306)/shop?timeout=5s";
  assertEquals(given.map(({ stringData }) => stringData), [
    { password: "root", user: "app", dsn },
  ]);
  const generated = { ...key("db"), generate: true };
  const both = made(server({ ...spec, passwordSecretKeyRef: generated }))
    .filter(({ kind, metadata }) => kind === "Secret" && metadata.name === "db");
  assertEquals(both.map(({ stringData }) => Object.keys(mapping(stringData))), [
    ["password", "dsn"],
  ]);
});

Deno.test("a Connection that can't be made is said", () => {
  const connection = (spec: object) =>
    resource("Connection", "c", { ...REF, username: "u", ...spec });
  assertEquals(said(server(), connection({ passwordSecretKeyRef: key("gone") })), [
    "missing-credential spec.passwordSecretKeyRef",
  ]);
  assertEquals(said(server(), connection({ secretTemplate: { format: "{{ .Nope" } })), [
    "bad-template spec.secretTemplate.format",
  ]);
  assertEquals(said(resource("Connection", "c", { maxScaleRef: { name: "gone" } })), [
    "missing-server spec.maxScaleRef",
  ]);
});

Deno.test("a Connection leads to a server elsewhere as its ExternalMariaDB says", () => {
  const objects = made(
    resource("ExternalMariaDB", "out", {
      host: "db.example.com",
      username: "root",
      connection: {},
    }),
    resource("Connection", "c", {
      mariaDbRef: { name: "out", kind: "ExternalMariaDB" },
      username: "ann",
    }),
  );
  assertEquals(objects.map(({ stringData }) => stringData), [
    { dsn: "root@tcp(db.example.com:3306)/?timeout=5s" },
    { dsn: "ann@tcp(db.example.com:3306)/?timeout=5s" },
  ]);
});

Deno.test("the names of a MaxScale lead to the server, for the user that clients are", async () => {
  const conversion = await convert([
    server({ port: 3310, replicas: 3, replication: { enabled: true } }),
    resource("MaxScale", "mx", {
      ...REF,
      replicas: 2,
      services: [
        { name: "rw", router: "readwritesplit", listener: { port: 3306 } },
        { name: "ro", router: "readconnroute", listener: { port: 3307, name: "reader" } },
      ],
      connection: { secretName: "mx-conn" },
    }),
    app({
      DSN: ["mx-conn", "dsn"],
      PASSWORD: ["mx-client", "password"],
      ADMIN: ["mx-admin", "password"],
    }),
  ]);
  const { app: used, db } = conversion.project.services;
  const { DSN, PASSWORD, ADMIN } = used.environment!;
  // Addresses get the port at which the container listens.
  assertEquals(DSN, `mx-client:${PASSWORD}@tcp(mx.shop.svc.cluster.local:3310)/?timeout=5s`);
  assertNotEquals(ADMIN, PASSWORD);
  const aliases = (db.networks as Record<string, { aliases: string[] }>).default.aliases;
  assert(aliases.includes("mx.shop.svc.cluster.local"));
  assert(codes(conversion).includes("no-maxscale spec.services"));
  const objects = made(server({ port: 3310 }), resource("MaxScale", "mx", REF));
  const service = objects.find(({ kind, metadata }) =>
    kind === "Service" && metadata.name === "mx"
  )!;
  assertEquals(mapping(service.spec).ports, [
    { name: "rw-router-listener", port: 3306, targetPort: 3310 },
  ]);
  assertEquals(
    statements(server(), resource("MaxScale", "mx", REF)).at(-1),
    "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'mx-client'@'%';",
  );
});

Deno.test("a MaxScale that would lose its TLS, or whose servers are elsewhere, is left out", () => {
  const mx = (spec: object) => resource("MaxScale", "mx", spec);
  assertEquals(said(server(), mx({ ...REF, tls: { enabled: true } })), [
    "no-listener-tls spec.tls",
  ]);
  assertEquals(statements(server(), mx({ ...REF, tls: { enabled: true } })), []);
  assertEquals(said(mx({ servers: [{ name: "a", address: "db.example.com" }] })), [
    "outside-server spec.servers",
  ]);
  const servers = [{ name: "a", address: "db-0.db-internal.shop.svc.cluster.local" }];
  assertEquals(said(server(), mx({ servers })), ["no-maxscale spec.services"]);
});

Deno.test("the server's certificate is for the names of a MaxScale too, whose clients trust it", () => {
  const objects = made(
    server({ tls: { enabled: true, required: true } }),
    resource("MaxScale", "mx", REF),
  );
  const certificate = objects.find(({ metadata }) => metadata.name === "db-server-cert")!;
  const { dnsNames } = mapping(certificate.spec);
  assert((dnsNames as string[]).includes("mx.shop.svc.cluster.local"));
  assertEquals(
    certificate.metadata.annotations?.["dekube.io/public-secrets"],
    "shop/db-ca-bundle,shop/mx-ca-bundle",
  );
});

Deno.test("a MaxScale of an earlier version stands in its MariaDB", () => {
  const objects = made(server({ maxScale: { enabled: true } }));
  assert(names(objects).includes("Service db-maxscale"));
});

Deno.test("switches that close something are on where somebody quoted them", () => {
  const objects = made(
    server({
      tls: { enabled: "true", required: "true" },
      maintenance: { enabled: "true", cordon: "true", readOnly: "true" },
    }),
  );
  const of = (kind: string, name: string) =>
    mapping(objects.find((one) => one.kind === kind && one.metadata.name === name));
  assertStringIncludes(
    JSON.stringify(of("ConfigMap", "db-config-tls").data),
    "require_secure_transport = true",
  );
  assertStringIncludes(
    JSON.stringify(of("ConfigMap", "db-config-default").data),
    "read_only = ON",
  );
  assertStringIncludes(JSON.stringify(of("Service", "db").spec), "k8s.mariadb.com/cordon");
  const user = resource("User", "ann", { ...REF, require: { x509: "true" } });
  assertEquals(
    statements(server(), user).filter((line) => line.includes("REQUIRE X509")).length,
    2,
  );
});

Deno.test("a MariaDB of which nobody can tell whether it wants TLS is left out", () => {
  for (
    const tls of [
      "required",
      [{ required: true }],
      { enabled: ["true"] },
      { enabled: true, required: {} },
      { enabled: "maybe" },
    ]
  ) {
    assertEquals(made(server({ tls })).filter(({ kind }) => kind !== "Secret"), []);
    assertEquals(said(server({ tls })), ["unclear-tls spec.tls"]);
  }
  for (const tls of [null, {}, { enabled: false }, { enabled: "false", required: null }]) {
    assertEquals(said(server({ tls })), []);
  }
});

Deno.test("a server is closed when nobody can tell whether its maintenance closes it", () => {
  const isCordoned = (maintenance: unknown) =>
    JSON.stringify(made(server({ maintenance }))).includes("k8s.mariadb.com/cordon");
  for (const odd of ["nobody", 1, [], {}, [true]]) {
    assertEquals(isCordoned({ enabled: true, cordon: odd }), true, JSON.stringify(odd));
    assertEquals(isCordoned({ enabled: odd, cordon: true }), true, JSON.stringify(odd));
  }
  for (const odd of ["cordon", true, [{ enabled: true, cordon: true }]]) {
    assertEquals(isCordoned(odd), true, JSON.stringify(odd));
  }
  for (const off of [undefined, null, {}, { cordon: true }, { enabled: false, cordon: true }]) {
    assertEquals(isCordoned(off), false, JSON.stringify(off));
  }
});

Deno.test("what is cordoned, nobody gets to", () => {
  const objects = made(server({ maintenance: { enabled: true, cordon: true } }));
  const service = objects.find(({ kind, metadata }) =>
    kind === "Service" && metadata.name === "db"
  )!;
  // Beside labels of the pods it would be taken for one that is set at run time, and lead to them.
  assertEquals(mapping(service.spec).selector, { "k8s.mariadb.com/cordon": "" });
});

Deno.test("SqlJobs that wait for each other run one after the other", async () => {
  const job = (name: string, dependsOn: string[] = [], more: object = {}) =>
    resource("SqlJob", name, {
      ...REF,
      username: "ann",
      passwordSecretKeyRef: key("ann"),
      sql: `SELECT '${name}'`,
      dependsOn: dependsOn.map((name) => ({ name })),
      ...more,
    });
  const conversion = await convert([
    server(),
    secret("ann", { password: "x" }),
    job("c", ["b", "a"]),
    job("b", ["a"]),
    job("a"),
    job("alone"),
    job("x", ["y"]),
    job("y", ["x"]),
    job("nightly", [], { schedule: { cron: "0 3 * * *" }, database: "shop" }),
    job("empty", [], { sql: "" }),
  ]);
  const services = Object.keys(conversion.project.services);
  assertEquals(services.toSorted(), [
    "alone",
    "c",
    "c-init-a",
    "c-init-b",
    "db",
    "nightly",
    "x",
    "x-init-y",
  ]);
  assertEquals(codes(conversion).filter((code) => code.startsWith("no-sql")), ["no-sql spec.sql"]);
  assertEquals(conversion.project.services.nightly.profiles, ["cron"]);
  assert(conversion.project.services.nightly.command!.includes("--database=shop"));
  assertEquals(conversion.project.services.c.environment, { MYSQL_PWD: "x" });
});

Deno.test("names and values reach the client as arguments, never as the shell's", async () => {
  const conversion = await convert([
    server({ database: "shop", username: HOSTILE.replace(/[\n\r\t]/g, "") }),
    secret("ann", { password: HOSTILE }),
    resource("SqlJob", "job", {
      ...REF,
      username: HOSTILE,
      passwordSecretKeyRef: key("ann"),
      database: HOSTILE,
      sql: "SELECT 1",
    }),
  ]);
  for (const name of ["job", "db-setup"]) {
    const [, , script] = conversion.project.services[name].entrypoint as string[];
    assert(!script.includes("a'b"), script);
  }
  const { command = [], environment = {} } = conversion.project.services.job;
  const words = command.map((word) => String(word).replaceAll("$$", "$"));
  assert(words.includes(`--user=${HOSTILE}`));
  assert(words.includes(`--database=${HOSTILE}`));
  assertEquals(environment.MYSQL_PWD.replaceAll("$$", "$"), HOSTILE);
});

Deno.test("no setting of a MariaDB becomes another line of its config", () => {
  const objects = made(server({ timeZone: "UTC\nskip-grant-tables" }));
  const map = objects.find(({ metadata }) => metadata.name === "db-config-default")!;
  assert(!JSON.stringify(map.data).includes("skip-grant"));
  assertEquals(said(server({ timeZone: "UTC\nskip-grant-tables" })), [
    "bad-server-time-zone spec.timeZone",
  ]);
});

Deno.test("what one host can't do is said", () => {
  const expected: [Manifest, string][] = [
    [server({ replicas: 3 }), "one-replica spec.replicas"],
    [server({ bootstrapFrom: { s3: { bucket: "b" } } }), "starts-empty spec.bootstrapFrom"],
    [server({ multiCluster: { enabled: true, primary: "x" } }), "starts-empty spec.multiCluster"],
    [resource("Backup", "b", REF), "no-dumps"],
    [resource("PhysicalBackup", "b", REF), "no-dumps"],
    [resource("PointInTimeRecovery", "b"), "no-dumps"],
    [resource("Restore", "r", REF), "not-restored"],
  ];
  for (const [manifest, code] of expected) assertEquals(said(manifest), [code]);
});

Deno.test("all kinds give way, whatever is in them", () => {
  const nonsense = [null, 1, "x", [], [null], [[]], {}, { name: null }, { name: [] }, [{
    name: {},
  }]];
  const fields = [
    ...["image", "port", "tls", "galera", "replication", "storage", "metrics", "connection"],
    ...[
      "services",
      "servers",
      "auth",
      "require",
      "privileges",
      "mariaDbRef",
      "maxScaleRef",
      "schedule",
    ],
    ...["dependsOn", "secretTemplate", "params", "env", "volumes", "initContainers", "affinity"],
    ...[
      "rootPasswordSecretKeyRef",
      "passwordSecretKeyRef",
      "passwordPlugin",
      "database",
      "username",
    ],
    ...[
      "bootstrapFrom",
      "multiCluster",
      "maintenance",
      "service",
      "servicePorts",
      "myCnf",
      "timeZone",
    ],
    ...["replicas", "inheritMetadata", "podMetadata", "readinessProbe", "maxScale", "sql", "host"],
  ];
  for (const value of nonsense) {
    for (
      const deep of [value, { enabled: true, name: value, key: value, listener: value, s3: value }]
    ) {
      const spec = Object.fromEntries(fields.map((field) => [field, deep]));
      const manifests = KINDS.flatMap((kind) => {
        const [group, name] = kind.split("/");
        return [
          object(`${group}/v1alpha1`, name, "a", { spec }),
          object(`${group}/v1alpha1`, name, "b", { spec: { ...spec, mariaDbRef: { name: "a" } } }),
          object(`${group}/v1alpha1`, name, "c", { spec: deep }),
        ];
      });
      const left = controller(manifests, testContext([]));
      assertEquals(left.size, manifests.length);
    }
  }
});
