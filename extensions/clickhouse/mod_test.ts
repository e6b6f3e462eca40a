import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import type { Conversion } from "../../mod.ts";
import {
  codes,
  convert,
  fileOf,
  inside,
  installation,
  namesOf,
  object,
  resource,
  textsOf,
  usersOf,
} from "./_testing.ts";
import { extension } from "./mod.ts";
import { sha256 } from "./sha256.ts";

/** A workload that has values of Secrets in its environment. */
function client(values: Record<string, [secret: string, key: string]>): Manifest {
  const env = Object.entries(values).map(([name, [secret, key]]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  }));
  return object("Deployment", "web", {
    apiVersion: "apps/v1",
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", image: "web", env }] },
      },
    },
  });
}

const SERVER = "chi-db-main-0-0";

/** What the file of users says of one. */
function networks(conversion: Conversion, user: string): Record<string, string[]> {
  const found = inside(usersOf(conversion), user, "networks");
  return Object.fromEntries(
    ["ip", "host", "host_regexp"].map((name) => [name, textsOf(found, name)] as const)
      .filter(([, texts]) => texts.length > 0),
  );
}

const OWN_PODS = "(chi-db-[^.]+\\d+-\\d+|clickhouse\\-db)\\.shop\\.svc\\.cluster\\.local$";

Deno.test("an installation has the names that the operator promises, and one server of a cluster answers to them", async () => {
  const conversion = await convert([
    installation({
      clusters: [{ name: "main", layout: { shardsCount: 2, replicasCount: 2 } }],
      zookeeper: { nodes: [{ host: "zookeeper" }], root: "/<x>", identity: "a:b&c" },
    }),
  ]);
  assertEquals(namesOf(conversion, SERVER), [
    "chi-db-main-0-0",
    "chi-db-main-0-0-0.chi-db-main-0-0",
    "chi-db-main-0-1",
    "chi-db-main-1-0",
    "chi-db-main-1-1",
    "clickhouse-db",
  ]);
  assertEquals(codes(conversion), ["one-replica spec.configuration.clusters[0].layout"]);
  assertEquals(conversion.account!.counts["not-understood"], 0);
  const { image, extra_hosts } = conversion.project.services[SERVER];
  assertEquals(image, "clickhouse/clickhouse-server:25.8");
  assertEquals(
    (extra_hosts as string[]).toSorted(),
    ["0-0", "0-1", "1-0", "1-1"].map((place) => `chi-db-main-${place}:127.0.0.1`),
  );
  const keeper = fileOf(
    conversion,
    "chi-db-deploy-confd-main-0-0",
    "chop-generated-zookeeper.xml",
  );
  assertStringIncludes(keeper, "<host>zookeeper</host>");
  assertStringIncludes(keeper, "<port>2181</port>");
  assertStringIncludes(keeper, "<root>/&lt;x&gt;</root>");
  assertStringIncludes(keeper, "<identity>a:b&amp;c</identity>");
  assertStringIncludes(keeper, "<path>/clickhouse/db/task_queue/ddl</path>");
  const clusters = fileOf(conversion, "chi-db-common-configd", "chop-generated-remote_servers.xml");
  for (const name of ["main", "all-replicated", "all-sharded", "all-clusters"]) {
    assertEquals(textsOf(inside(clusters, name), "host"), [SERVER]);
  }
  assertEquals(textsOf(inside(clusters, "main"), "internal_replication"), ["true"]);
});

Deno.test("the user default connects from the server itself alone, as in a cluster, and others from where they may", async () => {
  const conversion = await convert([
    installation({
      users: {
        "pods/networks/ip": ["10.0.0.0/8"],
        "everybody/networks/ip": "::/0",
        "one/networks/ip": ["10.1.2.3"],
        "itself/networks/ip": ["127.0.0.1/32"],
        "named/networks/host_regexp": "^web\\.example\\.com$",
      },
      clusters: [{ name: "main" }],
    }),
  ]);
  const own = ["::1", "127.0.0.1"];
  const quiet = { ip: own, host_regexp: [OWN_PODS] };
  assertEquals(networks(conversion, "default"), quiet);
  assertEquals(networks(conversion, "pods"), {
    ip: [...own, "10.0.0.0/8"],
    host_regexp: [OWN_PODS, "^[^.]+\\.shop_(default|ns-[^.]+)$"],
  });
  assertEquals(networks(conversion, "everybody"), { ...quiet, ip: [...own, "::/0"] });
  assertEquals(networks(conversion, "one"), { ...quiet, ip: [...own, "10.1.2.3"] });
  assertEquals(networks(conversion, "itself"), { ...quiet, ip: [...own, "127.0.0.1/32"] });
  assertEquals(networks(conversion, "named"), { ip: own, host_regexp: ["^web\\.example\\.com$"] });
  assertEquals(networks(conversion, "clickhouse_operator"), { ip: ["127.0.0.1"] });
  assertEquals(codes(conversion), [
    "no-client-network spec.configuration.users.one/networks/ip",
    "no-client-network spec.configuration.users.named/networks/host_regexp",
  ]);
});

Deno.test("Services whose pods a pattern of names lets in lead to the containers that are let in", async () => {
  const service = (name: string, namespace = "shop") =>
    object("Service", name, { spec: { ports: [{ port: 80 }] } }, namespace);
  const conversion = await convert([
    installation({
      users: {
        "web/networks/host_regexp": "\\.web-[0-9]\\.shop\\.svc\\.cluster\\.local$",
        "broken/networks/host_regexp": "(",
      },
    }),
    service("web-1"),
    service("web-2", "other"),
    service("xweb-1"),
  ]);
  assertEquals(networks(conversion, "web").host, ["web-1.shop.svc.cluster.local"]);
  assertEquals(networks(conversion, "broken").host, undefined);
});

Deno.test("containers are let in by the names of the network that the project joins", async () => {
  const conversion = await convert(
    [installation({ users: { "pods/networks/ip": ["172.16.0.0/12"] } })],
    { config: { network: "a.b" } },
  );
  assertEquals(networks(conversion, "pods").host_regexp.at(-1), "^.+\\.a\\.b$");
});

Deno.test("servers of several clusters let each other in", async () => {
  const conversion = await convert([
    installation({ clusters: [{ name: "one" }, { name: "two" }] }),
  ]);
  assertEquals(networks(conversion, "default").host, ["chi-db-one-0-0", "chi-db-two-0-0"]);
  assertEquals(namesOf(conversion, "chi-db-two-0-0").includes("clickhouse-db"), true);
});

Deno.test("users sign in as the resource says, by the one password that counts", async () => {
  const hash = "a".repeat(64);
  const conversion = await convert([
    installation({
      users: {
        "plain/password": "p<&",
        "hashed/password_sha256_hex": hash,
        "hashed/password": "ignored",
        "double/password_double_sha1_hex": "b".repeat(40),
        "double/password_sha256_hex": hash,
        "read/k8s_secret_password": "login/word",
        "odd/k8s_secret_env_password": "login/odd",
        "variable/k8s_secret_env_password": "shop/login/word",
        "from/password": { valueFrom: { secretKeyRef: { name: "login", key: "word" } } },
        "late/k8s_secret_password": "later/word",
        "gone/k8s_secret_password": "elsewhere/later/word",
        "none/profile": "default",
        "default/password": "x",
      },
      clusters: [{ name: "main" }],
    }),
    object("Secret", "login", { stringData: { word: "s3cret", odd: "a<b>&" } }),
    object("Secret", "later", { stringData: { other: "x" } }),
  ]);
  const users = usersOf(conversion);
  const of = (user: string, way: string) => textsOf(inside(users, user), way);
  assertEquals(of("plain", "password_sha256_hex"), [await sha256("p<&")]);
  assertEquals(of("hashed", "password_sha256_hex"), [hash]);
  assertEquals(of("hashed", "password"), []);
  assertEquals(of("double", "password_sha256_hex"), []);
  assertEquals(of("read", "password_sha256_hex"), [await sha256("s3cret")]);
  assertEquals(of("odd", "password_sha256_hex"), [await sha256("a<b>&")]);
  // As the operator: without a password of its own a user has the usual one, which is no secret.
  assertEquals(of("none", "password_sha256_hex"), [await sha256("default")]);
  assertEquals(of("default", "password_sha256_hex"), [await sha256("x")]);
  assertStringIncludes(inside(users, "default"), '<password remove="1"></password>');
  for (const [user, value] of [["variable", "s3cret"], ["from", "s3cret"]]) {
    const variable = `CONFIGURATION_USERS_${user.toUpperCase()}_PASSWORD`;
    assertStringIncludes(inside(users, user), `<password from_env="${variable}"></password>`);
    assertEquals(conversion.project.services[SERVER].environment?.[variable], value);
  }
  // Nobody signs in by a Secret of another namespace.
  assertMatch(of("gone", "password_sha256_hex")[0], /^[0-9a-f]{64}$/);
  assertEquals(of("gone", "password_sha256_hex")[0] === await sha256("default"), false);
  assertStringIncludes(inside(users, "late"), "from_env=");
  assertStringIncludes(
    codes(conversion).join(),
    "foreign-password spec.configuration.users.gone/k8s_secret_password",
  );
});

Deno.test("nobody signs in by an empty password where a Secret is not there", async () => {
  const conversion = await convert([
    installation({
      users: {
        "a/k8s_secret_env_password": "gone/word",
        "b/password_sha256_hex": { valueFrom: { secretKeyRef: { name: "gone", key: "word" } } },
        "c/k8s_secret_password": "there/other",
        "d/k8s_secret_env_password": "late/word",
      },
      clusters: [{ name: "main" }],
    }),
    object("Secret", "there", { stringData: { word: "x" } }),
  ]);
  const environment = conversion.project.services[SERVER].environment!;
  const of = (user: string) => {
    const [, variable] = /from_env="(\w+)"/.exec(inside(usersOf(conversion), user))!;
    return environment[variable];
  };
  for (const user of "acd") assertMatch(of(user), /^[0-9a-f]{40}$/);
  assertMatch(of("b"), /^[0-9a-f]{64}$/);
  const official = await convert(cluster().slice(0, 2));
  assertMatch(
    official.project.services[OFFICIAL].environment!.CLICKHOUSE_DEFAULT_USER_PASSWORD,
    /^[0-9a-f]{64}$/,
  );
});

Deno.test("no value of another namespace's Secret, and none that is no hash, is written into the config", async () => {
  const hash = "a".repeat(64);
  const conversion = await convert([
    installation({
      users: {
        "a/k8s_secret_password_sha256_hex": "victim/keys/token",
        "b/k8s_secret_password": "victim/keys/token",
        "c/k8s_secret_env_password": "victim/keys/token",
        "d/k8s_secret_password_double_sha1_hex": "victim/keys/token",
        "e/k8s_secret_password_sha256_hex": "own/token",
        "f/password_double_sha1_hex": "OWNTOKEN",
        "g/password_sha256_hex": { valueFrom: { secretKeyRef: { name: "own", key: "token" } } },
        "h/k8s_secret_env_password_sha256_hex": "own/token",
        "i/password_sha256_hex": "_remove_",
        "j/password_sha256_hex": await sha256(""),
        "k/k8s_secret_password_sha256_hex": "own/hash",
      },
      clusters: [{ name: "main" }],
    }),
    object("Secret", "keys", { stringData: { token: "VICTIMTOKEN" } }, "victim"),
    object("Secret", "own", { stringData: { token: "OWNTOKEN", hash: `${hash}\n` } }),
  ]);
  const users = usersOf(conversion);
  assertEquals(users.includes("TOKEN"), false);
  assertEquals(users.includes(await sha256("VICTIMTOKEN")), false);
  for (const user of "abceghij") {
    assertMatch(textsOf(inside(users, user), "password_sha256_hex")[0], /^[0-9a-f]{64}$/);
  }
  for (const user of "df") {
    assertMatch(textsOf(inside(users, user), "password_double_sha1_hex")[0], /^[0-9a-f]{40}$/);
  }
  assertEquals(textsOf(inside(users, "k"), "password_sha256_hex"), [hash]);
  assertEquals(
    codes(conversion).map((code) => code.replace(" spec.configuration.users.", " ")).toSorted(),
    [
      "bad-password-hash e/k8s_secret_password_sha256_hex",
      "bad-password-hash f/password_double_sha1_hex",
      "bad-password-hash g/password_sha256_hex",
      "bad-password-hash h/k8s_secret_env_password_sha256_hex",
      "bad-password-hash j/password_sha256_hex",
      "foreign-password a/k8s_secret_password_sha256_hex",
      "foreign-password b/k8s_secret_password",
      "foreign-password c/k8s_secret_env_password",
      "foreign-password d/k8s_secret_password_double_sha1_hex",
      "missing-password i/password_sha256_hex",
    ],
  );
});

Deno.test("an empty password of a Secret is one that nobody knows, and stays the same", async () => {
  const manifests = [
    installation({
      users: {
        "a/k8s_secret_password": "keys/empty",
        "b/k8s_secret_password": "keys/line",
        "c/password": { valueFrom: { secretKeyRef: { name: "keys", key: "empty" } } },
        "d/k8s_secret_env_password": "keys/line",
        "e/k8s_secret_password_sha256_hex": "keys/empty",
        "f/password": "\n",
        "g/k8s_secret_password": "keys",
      },
      clusters: [{ name: "main" }],
    }),
    object("Secret", "keys", { stringData: { empty: "", line: "\n" } }),
  ];
  const conversion = await convert(manifests);
  const users = usersOf(conversion);
  const known = await Promise.all(["", "\n", "default"].map(sha256));
  for (const user of "abcdefg") {
    const [hash] = textsOf(inside(users, user), "password_sha256_hex");
    assertMatch(hash, /^[0-9a-f]{64}$/);
    assertEquals(known.includes(hash), false);
  }
  assertEquals(
    codes(conversion).map((code) => code.split(" ")[0]),
    Array(7).fill("missing-password"),
  );
  assertEquals(usersOf(await convert(manifests, { previous: conversion })), users);
});

Deno.test("variables of two users never become one", async () => {
  const conversion = await convert([
    installation({
      users: {
        "a-b/k8s_secret_env_password": "login/one",
        "a_b/k8s_secret_env_password": "login/two",
      },
      clusters: [{ name: "main" }],
    }),
    object("Secret", "login", { stringData: { one: "first", two: "second" } }),
  ]);
  const { environment } = conversion.project.services[SERVER];
  const users = usersOf(conversion);
  for (const [user, password] of [["a-b", "first"], ["a_b", "second"]]) {
    const [, variable] = /from_env="(\w+)"/.exec(inside(users, user))!;
    assertEquals(environment?.[variable], password);
  }
});

Deno.test("no name and no value breaks out of the config", async () => {
  const conversion = await convert([
    installation({
      users: {
        'x"><networks><ip>::/0</ip></networks><y/networks/ip': "::/0",
        "app/@replace": "1",
        'app/profile replace="1"': "x",
        "app/..": "x",
        "app/quota": "</quota><networks><ip>::/0</ip></networks><quota>",
        "__proto__/password": "x",
      },
      profiles: { "default/max_threads": "</max_threads><readonly>0</readonly>", "a b/x": 1 },
      settings: { "a/b": "x&amp;y & <z>\u0000", "constructor/x": 1, nested: { a: 1 } },
      files: {
        "config.d/../../x.xml": "<x/>",
        "config.d/..": "<x/>",
        "users.d/a b": "<x/>",
        "elsewhere/x.xml": "<x/>",
        "conf.d/ok.xml": "<clickhouse/>",
      },
      clusters: [{ name: "main" }],
    }),
  ]);
  const users = usersOf(conversion);
  assertEquals(users.includes("::/0</ip>"), false);
  assertEquals(textsOf(inside(users, "app"), "quota"), [
    "&lt;/quota&gt;&lt;networks&gt;&lt;ip&gt;::/0&lt;/ip&gt;&lt;/networks&gt;&lt;quota&gt;",
  ]);
  assertStringIncludes(users, "<__proto__>");
  const settings = fileOf(conversion, "chi-db-common-configd", "chop-generated-settings.xml");
  assertStringIncludes(settings, "<b>x&amp;y &amp; &lt;z&gt;</b>");
  assertStringIncludes(settings, "<constructor>");
  assertEquals(fileOf(conversion, "chi-db-deploy-confd-main-0-0", "ok.xml"), "<clickhouse/>");
  const paths = [...conversion.files.entries()].map(([path]) => path);
  assertEquals(paths.filter((path) => path.includes("..") || path.endsWith("/a b")), []);
  assertEquals(codes(conversion).map((code) => code.split(" ")[0]).toSorted(), [
    ...Array.from({ length: 3 }, () => "bad-config-file"),
    ...Array.from({ length: 5 }, () => "bad-option-name"),
    "unread-option",
  ]);
});

Deno.test("templates give the pod, the Services and the claims their shape", async () => {
  const conversion = await convert([
    installation({ clusters: [{ name: "main", templates: { podTemplate: "pod" } }] }, {
      defaults: {
        templates: {
          dataVolumeClaimTemplate: "data",
          serviceTemplates: ["all", "also"],
          replicaServiceTemplate: "one",
          clusterServiceTemplate: "cluster",
          shardServiceTemplate: "shard",
        },
      },
      templates: {
        podTemplates: [{
          name: "pod",
          generateName: "pod-{chi}-{cluster}-{host}",
          metadata: { labels: { tier: "{cluster}" } },
          spec: {
            containers: [
              { name: "other", image: "other:1" },
              {
                name: "clickhouse",
                image: "clickhouse/clickhouse-server:24.8",
                env: [{ name: "A", value: "b" }],
              },
            ],
          },
        }],
        volumeClaimTemplates: [{ name: "data", spec: { accessModes: ["ReadWriteOnce"] } }],
        serviceTemplates: [
          {
            name: "all",
            generateName: "{chi}-http",
            spec: { ports: [{ name: "http", port: 80, targetPort: 8123 }] },
          },
          {
            name: "also",
            generateName: "Not A Name/..",
            spec: { ports: [{ name: "tcp", port: 9000 }] },
          },
          {
            name: "one",
            generateName: "{chi}-{replica}-of-{shard}",
            spec: { ports: [{ name: "tcp", port: 9000 }] },
          },
          { name: "cluster", spec: { ports: [{ name: "tcp", port: 9000 }] } },
          { name: "shard", spec: { ports: [{ name: "tcp", port: 9000 }] } },
        ],
      },
    }),
  ]);
  const { services } = conversion.project;
  assertEquals(namesOf(conversion, "pod-db-main-0-0-pod"), [
    "clickhouse-db",
    "cluster-db-main",
    "db-0-of-0",
    "db-http",
    "pod-db-main-0-0-0.db-0-of-0",
    "shard-db-main-0",
  ]);
  const server = Object.values(services).find(({ environment }) => environment?.A === "b")!;
  assertEquals(server.image, "clickhouse/clickhouse-server:24.8");
  assertStringIncludes(
    JSON.stringify(server.volumes),
    "./data/data-pod-db-main-0-0:/var/lib/clickhouse",
  );
  assertEquals(codes(conversion).filter((code) => code.startsWith("bad-name")), [
    "bad-name spec.templates",
  ]);
});

Deno.test("an installation has what its templates have, those that are named and those for all", async () => {
  const template = (name: string, spec: object, namespace?: string) =>
    resource(
      "ClickHouseInstallationTemplate",
      name,
      spec,
      namespace === undefined ? {} : { namespace },
    );
  const conversion = await convert([
    template("limits", { configuration: { profiles: { "default/max_threads": 2 } } }),
    template("all", {
      templating: { policy: "Auto" },
      configuration: { settings: { "keep_alive_timeout": 9 } },
    }),
    template("others", {
      templating: { policy: "auto", chiSelector: { team: "other" } },
      configuration: { settings: { "max_connections": 9 } },
    }),
    installation({
      profiles: { "default/max_threads": 8, "default/readonly": 1 },
      clusters: [{ name: "main" }],
    }, { useTemplates: [{ name: "limits" }, { name: "gone" }] }),
  ]);
  const profiles = fileOf(conversion, "chi-db-common-usersd", "chop-generated-profiles.xml");
  // The operator leaves what a template set.
  assertEquals(textsOf(profiles, "max_threads"), ["2"]);
  assertEquals(textsOf(profiles, "readonly"), ["1"]);
  const settings = fileOf(conversion, "chi-db-common-configd", "chop-generated-settings.xml");
  assertEquals(textsOf(settings, "keep_alive_timeout"), ["9"]);
  assertEquals(textsOf(settings, "max_connections"), []);
  assertEquals(codes(conversion), ["missing-installation-template spec.useTemplates[1]"]);
});

Deno.test("a template for all of another namespace counts only where the operator sees to both", async () => {
  const template = resource("ClickHouseInstallationTemplate", "all", {
    templating: { policy: "auto" },
    configuration: { users: { "spy/password": "x", "spy/networks/ip": "::/0" } },
  }, { namespace: "elsewhere" });
  const main = installation({ clusters: [{ name: "main" }] });
  const alone = await convert([template, main]);
  assertEquals(inside(usersOf(alone), "spy"), "");
  assertEquals(codes(alone), ["foreign-template"]);
  const other = installation({ clusters: [{ name: "main" }] });
  other.metadata = { ...other.metadata, namespace: "elsewhere" };
  assert(inside(usersOf(await convert([template, other])), "spy") !== "");
  const known = await convert([template, main, ...operatorObjects(), ...operatorRights()]);
  assert(inside(usersOf(known), "spy") !== "");
  const strange = await convert([template, main, ...operatorObjects()]);
  assertEquals(inside(usersOf(strange), "spy"), "");
});

Deno.test("an installation that is stopped has no server, and a troubled one waits when it ends", async () => {
  const stopped = await convert([
    installation({ clusters: [{ name: "main" }] }, { stop: "Yes" }),
    client({}),
  ]);
  assertEquals(Object.keys(stopped.project.services), ["web"]);
  const troubled = await convert([
    installation({ clusters: [{ name: "main" }] }, { troubleshoot: "on" }),
  ]);
  const { entrypoint, healthcheck } = troubled.project.services[SERVER];
  assertEquals(entrypoint, ["/bin/sh", "-c", "/entrypoint.sh || sleep 1800"]);
  assertEquals(healthcheck, undefined);
});

Deno.test("servers know each other by the secret that the cluster names, or by one that is made up once", async () => {
  const manifests = [
    installation({ clusters: [{ name: "main", secret: { auto: "true" } }] }),
    client({ secret: ["db-main-auto-secret", "secret"] }),
  ];
  const first = await convert(manifests);
  const second = await convert(manifests, { previous: first });
  const { web, [SERVER]: server } = first.project.services;
  assertMatch(web.environment!.secret, /^\w{20}$/);
  assertEquals(server.environment?.CLICKHOUSE_INTERNODE_CLUSTER_SECRET, web.environment!.secret);
  assertEquals(second.project, first.project);
  const named = await convert([
    installation({
      clusters: [
        { name: "main", secret: { valueFrom: { secretKeyRef: { name: "own", key: "k" } } } },
        { name: "plain", secret: { value: "<&" } },
      ],
    }),
    object("Secret", "own", { stringData: { k: "v" } }),
  ]);
  const { environment } = named.project.services[SERVER];
  assertEquals(environment?.CLICKHOUSE_INTERNODE_CLUSTER_SECRET, "v");
  const file = fileOf(named, "chi-db-common-configd", "chop-generated-remote_servers.xml");
  assertStringIncludes(inside(file, "plain"), "<secret>&lt;&amp;</secret>");
});

/** The operator in the namespace `ops`, with what it is set up with. */
function operatorObjects(): Manifest[] {
  const mount = (name: string, mountPath: string) => ({ name, mountPath });
  const volume = (name: string) => ({ name, configMap: { name } });
  const operator = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "clickhouse-operator", namespace: "ops" },
    spec: {
      template: {
        spec: {
          serviceAccountName: "operator",
          containers: [{
            name: "operator",
            image: "altinity/clickhouse-operator:0.25.6",
            volumeMounts: [
              mount("files", "/etc/clickhouse-operator"),
              mount("common", "/etc/clickhouse-operator/chi/config.d"),
              mount("users", "/etc/clickhouse-operator/chi/users.d"),
            ],
          }],
          volumes: ["files", "common", "users"].map(volume),
        },
      },
    },
  };
  const config = {
    clickhouse: {
      configuration: {
        file: { path: { common: "chi/config.d", host: "chi/conf.d", user: "chi/users.d" } },
        user: { default: { profile: "p", quota: "q", networksIP: ["127.0.0.1"], password: "w" } },
        network: { hostRegexpTemplate: "{chi}-{namespace}$" },
      },
      access: { secret: { name: "operator" } },
    },
  };
  return [
    operator,
    object("ConfigMap", "files", { data: { "config.yaml": JSON.stringify(config) } }, "ops"),
    object("ConfigMap", "common", { data: { "01.xml": "<clickhouse/>", README: "x" } }, "ops"),
    object("ConfigMap", "users", { data: { "02.xml": "<clickhouse/>" } }, "ops"),
    object("Secret", "operator", { stringData: { username: "chop", password: "secret" } }, "ops"),
  ];
}

/** What gives the operator its rights in all namespaces. */
function operatorRights(rule: object = {}, subject: object = {}): Manifest[] {
  const of = (kind: string, content: object) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "chop" },
    ...content,
  });
  return [
    of("ClusterRole", {
      rules: [{
        apiGroups: ["clickhouse.altinity.com"],
        resources: ["clickhouseinstallations"],
        verbs: ["get", "list", "watch", "patch", "update"],
        ...rule,
      }],
    }),
    of("ClusterRoleBinding", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "chop" },
      subjects: [{ kind: "ServiceAccount", name: "operator", namespace: "ops", ...subject }],
    }),
  ];
}

Deno.test("the server has what its operator's own manifests give", async () => {
  const conversion = await convert([
    installation({ users: { "app/profile": "x" }, clusters: [{ name: "main" }] }),
    ...operatorObjects(),
    ...operatorRights(),
    client({}),
  ]);
  assertEquals(fileOf(conversion, "chi-db-common-configd", "01.xml"), "<clickhouse/>");
  assertEquals(fileOf(conversion, "chi-db-common-usersd", "02.xml"), "<clickhouse/>");
  const users = usersOf(conversion);
  assertEquals(textsOf(inside(users, "chop"), "password_sha256_hex"), [await sha256("secret")]);
  assertEquals(textsOf(inside(users, "app"), "quota"), ["q"]);
  assertEquals(textsOf(inside(users, "app"), "password_sha256_hex"), [await sha256("w")]);
  assertEquals(networks(conversion, "app"), { ip: ["127.0.0.1"], host_regexp: ["db-shop$"] });
  assert(!("clickhouse-operator" in conversion.project.services));
});

Deno.test("what runs in another namespace without an operator's rights gives the server nothing", async () => {
  const foreign = [
    [],
    operatorRights({ verbs: ["get"] }),
    operatorRights({ resourceNames: ["other"] }),
    operatorRights({ apiGroups: [""] }),
    operatorRights({}, { namespace: "elsewhere" }),
    operatorRights({}, { name: "default" }),
    operatorRights().map((one) => ({ ...one, kind: one.kind.replace("Cluster", "") })),
  ];
  const main = installation({ users: { "app/profile": "x" }, clusters: [{ name: "main" }] });
  for (const rights of foreign) {
    const conversion = await convert([main, ...operatorObjects(), ...rights]);
    assertThrows(() => fileOf(conversion, "chi-db-common-configd", "01.xml"));
    assertEquals(inside(usersOf(conversion), "chop"), "");
    assertEquals(networks(conversion, "app").ip, ["::1", "127.0.0.1"]);
    assertEquals(codes(conversion).filter((code) => code !== "auto-excluded"), [
      "strange-operator",
    ]);
  }
  const near = await convert([
    main,
    ...operatorObjects().map((one) => ({
      ...one,
      metadata: { ...one.metadata, namespace: "shop" },
    })),
  ]);
  assertEquals(networks(near, "app").ip, ["127.0.0.1"]);
});

Deno.test("an operator of one namespace does not read its password from another", async () => {
  const [operator, , ...rest] = operatorObjects();
  const config = { clickhouse: { access: { secret: { namespace: "victim", name: "keys" } } } };
  const conversion = await convert([
    installation({ clusters: [{ name: "main" }] }),
    ...[
      operator,
      object("ConfigMap", "files", { data: { "config.yaml": JSON.stringify(config) } }),
      ...rest,
    ].map((one) => ({ ...one, metadata: { ...one.metadata, namespace: "shop" } })),
    object("Secret", "keys", { stringData: { username: "STOLEN" } }, "victim"),
  ]);
  assertEquals(usersOf(conversion).includes("STOLEN"), false);
});

Deno.test("a Keeper of Altinity's is one member that its names lead to", async () => {
  const conversion = await convert([
    resource("ClickHouseKeeperInstallation", "coord", {
      configuration: {
        clusters: [{ name: "c", layout: { replicasCount: 3 } }],
        settings: { "keeper_server/tcp_port": "2182", "prometheus/port": 7000 },
      },
      defaults: { templates: { dataVolumeClaimTemplate: "data" } },
      templates: { volumeClaimTemplates: [{ name: "data", spec: {} }] },
    }),
  ]);
  const name = "chk-coord-c-0-0";
  assertEquals(namesOf(conversion, name), [
    "chk-coord-c-0-0",
    "chk-coord-c-0-0-0.chk-coord-c-0-0",
    "chk-coord-c-0-1",
    "chk-coord-c-0-2",
    "keeper-coord",
  ]);
  const { image, volumes } = conversion.project.services[name];
  assertEquals(image, "clickhouse/clickhouse-keeper:25.8");
  assertStringIncludes(JSON.stringify(volumes), `./data/data-${name}:/var/lib/clickhouse-keeper`);
  const raft = fileOf(conversion, "chk-coord-common-configd", "chop-generated-raft.xml");
  assertEquals(textsOf(raft, "hostname"), [name]);
  assertEquals(textsOf(raft, "port"), ["9444"]);
  assertEquals(codes(conversion), ["one-replica spec.configuration.clusters[0].layout"]);
  assertEquals(conversion.account!.counts["not-understood"], 0);
});

Deno.test("each place of a server has the Service that its own template names", async () => {
  const template = (name: string) => ({
    name,
    generateName: name,
    spec: { ports: [{ name: "zk", port: 2181 }] },
  });
  const conversion = await convert([
    resource("ClickHouseKeeperInstallation", "coord", {
      configuration: {
        clusters: [{
          name: "c",
          layout: {
            replicas: ["one", "two"].map((name) => ({
              name,
              templates: { replicaServiceTemplate: name },
            })),
          },
        }],
      },
      templates: { serviceTemplates: [template("one"), template("two")] },
    }),
  ]);
  const [name] = Object.keys(conversion.project.services);
  assertEquals(namesOf(conversion, name), [
    "chk-coord-c-0-one-0.one",
    "keeper-coord",
    "one",
    "two",
  ]);
});

Deno.test("an account says of other places than the first that nothing but their names counts", async () => {
  const { account } = await convert([
    installation({
      clusters: [{
        name: "main",
        layout: {
          shards: ["a", "b"].map((name) => ({ name, settings: { "max_connections": 9 } })),
        },
      }],
    }),
  ]);
  const [{ fields }] = account!.objects;
  const verdicts = fields.filter(({ path }) => path.includes("shards["))
    .map(({ path, verdict }) => `${path.replace(/.*shards/, "")} ${verdict}`);
  assertEquals(verdicts, [
    "[0].name converted",
    "[0].settings.max_connections converted",
    "[1].name converted",
    "[1].settings.max_connections meaningless",
  ]);
});

Deno.test("an installation asks the Keeper that it names by the name of its resource", async () => {
  const hosts = async (keeper: object) => {
    const conversion = await convert([
      installation({ clusters: [{ name: "main" }], zookeeper: { keeper } }),
      resource("ClickHouseKeeperInstallation", "coord", {
        configuration: {
          clusters: [{ name: "c" }],
          settings: { "keeper_server/tcp_port": "2182" },
        },
      }),
    ]);
    const file = fileOf(
      conversion,
      "chi-db-deploy-confd-main-0-0",
      "chop-generated-zookeeper.xml",
    );
    return [...textsOf(file, "host"), ...textsOf(file, "port")];
  };
  assertEquals(await hosts({ name: "coord" }), ["chk-coord-c-0-0", "2182"]);
  assertEquals(await hosts({ name: "far", namespace: "b" }), ["keeper-far.b", "2181"]);
});

/** A ClickHouseCluster with its Keeper. */
function cluster(settings: object = {}, more: object = {}): Manifest[] {
  return [
    resource("KeeperCluster", "orders", { replicas: 3, dataVolumeClaimSpec: {} }),
    resource("ClickHouseCluster", "orders", {
      replicas: 1,
      keeperClusterRef: { name: "orders" },
      dataVolumeClaimSpec: {},
      settings: {
        defaultUserPassword: { secret: { name: "login", key: "word" } },
        ...settings,
      },
      ...more,
    }),
    object("Secret", "login", { stringData: { word: "s3cret" } }),
  ];
}

const OFFICIAL = "orders-clickhouse-0-0";

/** A file of the config of the ClickHouseCluster. */
function yaml(conversion: Conversion, name: string): Record<string, unknown> {
  return JSON.parse(fileOf(conversion, OFFICIAL, name));
}

Deno.test("a ClickHouseCluster and its Keeper have the names, Secrets and keys that the operator makes", async () => {
  const keys = ["interserver-password", "management-password", "keeper-identity", "cluster-secret"];
  const manifests = [
    ...cluster(),
    client(Object.fromEntries(keys.map((key) => [key, ["orders-clickhouse", key]]))),
  ];
  const conversion = await convert(manifests);
  assertEquals(namesOf(conversion, OFFICIAL), [
    "orders-clickhouse-0-0-0.orders-clickhouse-headless",
    "orders-clickhouse-headless",
  ]);
  assertEquals(namesOf(conversion, "orders-keeper-0"), [
    "orders-keeper-0-0.orders-keeper-headless",
    "orders-keeper-headless",
  ]);
  const { web, [OFFICIAL]: server } = conversion.project.services;
  assertMatch(web.environment!["keeper-identity"], /^clickhouse:\w{32}$/);
  assertEquals(server.environment?.CLICKHOUSE_DEFAULT_USER_PASSWORD, "s3cret");
  assertEquals(
    server.environment?.CLICKHOUSE_INTERSERVER_PASSWORD,
    web.environment!["interserver-password"],
  );
  assertEquals(yaml(conversion, "users.yaml").users, {
    default: {
      profile: "default",
      quota: "default",
      password: [{ "@from_env": "CLICKHOUSE_DEFAULT_USER_PASSWORD" }],
      grants: [{ query: "GRANT ALL ON *.*" }],
    },
    operator: {
      profile: "default",
      quota: "default",
      password_sha256_hex: await sha256(web.environment!["management-password"]),
      grants: [{ query: "GRANT ALL ON *.*" }],
    },
  });
  assertEquals(yaml(conversion, "config.yaml").zookeeper, {
    nodes: [{
      host: "orders-keeper-0-0.orders-keeper-headless.shop.svc.cluster.local",
      port: 2181,
    }],
    identity: { "@from_env": "CLICKHOUSE_KEEPER_IDENTITY" },
  });
  assertEquals(codes(conversion), ["one-replica spec.replicas"]);
  assertEquals(conversion.account!.counts["not-understood"], 0);
  const again = await convert(manifests, { previous: conversion });
  assertEquals(again.project, conversion.project);
  // A Secret of a live cluster's is taken as it is, and what it lacks is added.
  const taken = await convert([
    ...manifests,
    object("Secret", "orders-clickhouse", { stringData: { "cluster-secret": "own" } }),
  ]);
  assertEquals(taken.project.services.web.environment!["cluster-secret"], "own");
});

Deno.test("a ClickHouseCluster whose password can't be had is not made, and an odd one is written as its hash", async () => {
  const open = await convert(cluster({ defaultUserPassword: null }));
  assertEquals(codes(open).includes("open-default-user spec.settings.defaultUserPassword"), true);
  for (
    const bad of [{}, { secret: { name: "login" } }, {
      passwordType: "no_password",
      secret: { name: "login", key: "word" },
    }, {
      secret: { name: "login", key: "word" },
      configMap: { name: "a", key: "b" },
    }]
  ) {
    const conversion = await convert(cluster({ defaultUserPassword: bad }));
    assertEquals(Object.keys(conversion.project.services), ["orders-keeper-0"]);
    assertStringIncludes(codes(conversion).join(), "bad-default-password");
  }
  const odd = await convert([
    ...cluster().slice(0, 2),
    object("Secret", "login", { stringData: { word: "a<b>&c" } }),
  ]);
  const { default: user } = yaml(odd, "users.yaml").users as Record<
    string,
    Record<string, unknown>
  >;
  assertEquals(user.password_sha256_hex, await sha256("a<b>&c"));
  assertEquals(user.password, undefined);
});

Deno.test("an empty password of a ClickHouseCluster, or what is no hash, is one that nobody knows", async () => {
  const empty = await sha256("");
  const cases: [string, object, string][] = [
    ["missing-password", { secret: { name: "bad", key: "empty" } }, ""],
    ["missing-password", { secret: { name: "bad", key: "line" } }, ""],
    ["missing-password", { configMap: { name: "bad", key: "empty" } }, ""],
    ["bad-password-hash", {
      passwordType: "password_sha256_hex",
      secret: { name: "bad", key: "plain" },
    }, "PLAIN"],
    ["bad-password-hash", {
      passwordType: "password_sha256_hex",
      secret: { name: "bad", key: "hash" },
    }, empty],
  ];
  for (const [code, defaultUserPassword, value] of cases) {
    const manifests = [
      ...cluster({ defaultUserPassword }),
      object("Secret", "bad", {
        stringData: { empty: "", line: "\n", plain: "PLAIN", hash: empty },
      }),
      object("ConfigMap", "bad", { data: { empty: "" } }),
    ];
    const conversion = await convert(manifests);
    const { default: user } = yaml(conversion, "users.yaml").users as Record<
      string,
      Record<string, string>
    >;
    assertMatch(user.password_sha256_hex, /^[0-9a-f]{64}$/);
    assertEquals([empty, await sha256(value)].includes(user.password_sha256_hex), false);
    assertEquals(user.password, undefined);
    const { environment = {} } = conversion.project.services[OFFICIAL];
    assertEquals(environment.CLICKHOUSE_DEFAULT_USER_PASSWORD, undefined);
    assertStringIncludes(codes(conversion).join(), `${code} spec.settings.defaultUserPassword`);
    const again = await convert(manifests, { previous: conversion });
    assertEquals(yaml(again, "users.yaml"), yaml(conversion, "users.yaml"));
  }
});

Deno.test("an empty value of a ClickHouseCluster's own Secret is made up", async () => {
  const conversion = await convert([
    ...cluster(),
    object("Secret", "orders-clickhouse", {
      stringData: { "management-password": "", "interserver-password": "\n" },
    }),
  ]);
  const { operator } = yaml(conversion, "users.yaml").users as Record<
    string,
    Record<string, string>
  >;
  assertEquals(operator.password_sha256_hex === await sha256(""), false);
  const { environment } = conversion.project.services[OFFICIAL];
  assertMatch(environment!.CLICKHOUSE_INTERSERVER_PASSWORD, /^\w{32}$/);
  assertEquals(codes(conversion).includes("missing-password"), true);
});

Deno.test("TLS of a ClickHouseCluster keeps what is not encrypted out", async () => {
  const tls = { enabled: true, required: true, serverCertSecret: { name: "cert" } };
  const certificate = object("Secret", "cert", {
    stringData: { "ca.crt": "a", "tls.crt": "b", "tls.key": "c" },
  });
  const [keeper, ...rest] = cluster({ tls });
  const conversion = await convert([
    resource("KeeperCluster", "orders", { replicas: 1, settings: { tls } }),
    ...rest,
    certificate,
  ]);
  const config = fileOf(conversion, "orders-keeper-0-configmap-v1", "00-config.yaml");
  assertEquals(JSON.parse(config).keeper_server.tcp_port, undefined);
  assertEquals(JSON.parse(config).keeper_server.tcp_port_secure, 2281);
  const { zookeeper, openSSL } = yaml(conversion, "config.yaml") as Record<
    string,
    Record<string, unknown>
  >;
  assertEquals((zookeeper.nodes as object[])[0], {
    host: "orders-keeper-0-0.orders-keeper-headless.shop.svc.cluster.local",
    port: 2281,
    secure: 1,
  });
  assertEquals(Object.keys(openSSL), ["server", "client"]);
  const network = yaml(conversion, "00-network.yaml");
  assertEquals(network.protocols, {
    http: { type: "http" },
    "http-secure": { type: "tls", impl: "http", port: 8443 },
    prometheus: { type: "prometheus", port: 9363 },
    tcp: { type: "tcp" },
    "tcp-secure": { type: "tls", impl: "tcp", port: 9440 },
  });
  // Without a certificate nothing listens.
  const without = await convert([keeper, ...cluster({ tls: { enabled: true } }).slice(1)]);
  assertEquals(Object.keys(without.project.services), ["orders-keeper-0"]);
  assertStringIncludes(codes(without).join(), "no-certificate spec.settings.tls");
});

Deno.test("TLS that is asked for in quotes closes what is not encrypted, and what can't be read has no server", async () => {
  const serverCertSecret = { name: "cert" };
  const certificate = object("Secret", "cert", {
    stringData: { "ca.crt": "a", "tls.crt": "b", "tls.key": "c" },
  });
  const quoted = await convert([
    ...cluster({ tls: { enabled: "true", required: "True", serverCertSecret } }),
    certificate,
  ]);
  const { protocols } = yaml(quoted, "00-network.yaml") as Record<string, Record<string, object>>;
  assertEquals(protocols.http, { type: "http" });
  assertEquals(protocols.tcp, { type: "tcp" });
  assertEquals(protocols["tcp-secure"], { type: "tls", impl: "tcp", port: 9440 });
  for (
    const tls of [
      "true",
      true,
      [],
      { enabled: "true" },
      { required: "true", serverCertSecret },
      { enabled: "maybe", serverCertSecret },
      { enabled: true, required: ["true"], serverCertSecret },
      { enabled: 1, serverCertSecret },
    ]
  ) {
    const conversion = await convert([...cluster({ tls }), certificate]);
    assertEquals(Object.keys(conversion.project.services), ["orders-keeper-0"]);
    const said = conversion.diagnostics.find(({ code }) => code === "no-certificate");
    assertEquals([said?.severity, said?.path], ["error", "spec.settings.tls"]);
  }
  for (const tls of [null, {}, { enabled: false }, { enabled: "false", required: "no" }]) {
    const { protocols } = yaml(await convert(cluster({ tls })), "00-network.yaml") as Record<
      string,
      Record<string, object>
    >;
    assertEquals(protocols.tcp, { type: "tcp", port: 9000 });
  }
  // A Keeper likewise.
  const [, ...rest] = cluster();
  const keeper = await convert([
    resource("KeeperCluster", "orders", { settings: { tls: { enabled: "true" } } }),
    ...rest,
  ]);
  assertEquals(keeper.project.services, {});
});

Deno.test("further config of a ClickHouseCluster is handed on, and one without its Keeper is not made", async () => {
  const conversion = await convert(cluster({
    extraConfig: { listen_host: "127.0.0.1", "a<b": { "@remove": "1" } },
    extraUsersConfig: { users: { reader: { password: "x\ny: z" } } },
  }));
  assertEquals(yaml(conversion, "99-extra-config.yaml"), {
    listen_host: "127.0.0.1",
    "a<b": { "@remove": "1" },
  });
  assertEquals(yaml(conversion, "99-extra-users-config.yaml"), {
    users: { reader: { password: "x\ny: z" } },
  });
  assertEquals(yaml(conversion, "00-network.yaml").listen_host, "::");
  const alone = await convert([...cluster().slice(1), client({})]);
  assertEquals(Object.keys(alone.project.services), ["web"]);
  assertEquals(codes(alone), ["missing-keeper spec.keeperClusterRef"]);
});

Deno.test("nonsense at any depth of a resource ends no conversion", async () => {
  const kinds = [
    "ClickHouseInstallation",
    "ClickHouseInstallationTemplate",
    "ClickHouseKeeperInstallation",
    "ClickHouseCluster",
    "KeeperCluster",
  ];
  const full = {
    stop: "no",
    replicas: 2,
    shards: 2,
    keeperClusterRef: { name: "x" },
    useTemplates: [{ name: "x" }],
    templating: { policy: "auto", chiSelector: { a: "b" } },
    dataVolumeClaimSpec: { resources: { requests: { storage: "1Gi" } } },
    podTemplate: { volumes: [{ name: "v", emptyDir: {} }] },
    containerTemplate: { image: { tag: "1" }, env: [{ name: "A", value: "b" }] },
    settings: {
      logger: { level: "trace", count: 3 },
      tls: { enabled: true, serverCertSecret: { name: "c" }, caBundle: { name: "d", key: "e" } },
      defaultUserPassword: { passwordType: "password", secret: { name: "a", key: "b" } },
      extraConfig: { a: 1 },
      extraUsersConfig: { b: 1 },
    },
    configuration: {
      users: {
        "a/password": "b",
        "a/networks/ip": ["10.0.0.0/8"],
        "b/k8s_secret_password": "x/y/z",
      },
      profiles: { "a/b": 1 },
      quotas: { "a/b": 1 },
      settings: { "a/b": 1, c: { valueFrom: { secretKeyRef: { name: "a", key: "b" } } } },
      files: {
        "config.d/a.xml": "x",
        "s.xml": { valueFrom: { secretKeyRef: { name: "a", key: "b" } } },
      },
      zookeeper: { nodes: [{ host: "z", port: 1, secure: "yes" }] },
      clusters: [{
        name: "c",
        secret: { auto: true },
        layout: {
          shardsCount: 2,
          shards: [{ name: "s", weight: 1, replicas: [{ name: "h", tcpPort: 9001 }] }],
          replicas: [{ name: "r", shards: [{ settings: { "x/y": 1 } }] }],
        },
      }],
    },
    defaults: {
      templates: {
        podTemplate: "p",
        serviceTemplates: ["s"],
        hostTemplate: "h",
        dataVolumeClaimTemplate: "v",
      },
    },
    templates: {
      hostTemplates: [{ name: "h", spec: { httpPort: 8124 } }],
      podTemplates: [{ name: "p", spec: { containers: [{ name: "clickhouse", image: "i" }] } }],
      volumeClaimTemplates: [{ name: "v", spec: {} }],
      serviceTemplates: [{ name: "s", generateName: "{chi}", spec: { ports: [{ port: 1 }] } }],
    },
  };
  for (const nonsense of [null, 1e9, "x", [], [[null]], { a: null }]) {
    for (const spec of replacedAnywhere(full, nonsense)) {
      const manifests = kinds.map((kind) => resource(kind, "x", spec));
      await extension.controller!(manifests, testContext(manifests));
    }
    await convert(kinds.map((kind) => resource(kind, "x", nonsense)));
  }
});

/** A value with something else in each place, one at a time. */
function* replacedAnywhere(value: unknown, other: unknown): Iterable<unknown> {
  yield other;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    for (const replaced of replacedAnywhere(item, other)) {
      yield Array.isArray(value)
        ? value.with(Number(key), replaced)
        : { ...value, [key]: replaced };
    }
  }
}
