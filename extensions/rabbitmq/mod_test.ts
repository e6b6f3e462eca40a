import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { codes, convert, declared, fileOf, namesOf, object, resource } from "./_testing.ts";

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

Deno.test("a RabbitmqCluster has the names, Secrets and keys that the operator promises", async () => {
  const keys = [
    "username",
    "password",
    "default_user.conf",
    "provider",
    "type",
    "host",
    "port",
    "connection_string",
    "mqtt-port",
    "stream-port",
  ];
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {
      rabbitmq: { additionalPlugins: ["rabbitmq_mqtt", "rabbitmq_stream"] },
    }),
    client({
      ...Object.fromEntries(keys.map((key) => [key, ["mq-default-user", key]])),
      cookie: ["mq-erlang-cookie", ".erlang.cookie"],
    }),
  ]);
  assertEquals(namesOf(conversion, "mq-server"), ["mq", "mq-nodes", "mq-server-0.mq-nodes"]);
  const { web, "mq-server": server } = conversion.project.services;
  const { username, password, ...rest } = web.environment!;
  assertMatch(username, /^default_user_\w{19}$/);
  assertMatch(password, /^\w{32}$/);
  assertMatch(rest.cookie, /^\w{32}$/);
  assertEquals({ ...rest, cookie: "" }, {
    "default_user.conf": `default_user = ${username}\ndefault_pass = ${password}\n`,
    provider: "rabbitmq",
    type: "rabbitmq",
    host: "mq.shop.svc",
    port: "5672",
    connection_string: `amqp://${username}:${password}@mq.shop.svc:5672/`,
    "mqtt-port": "1883",
    "stream-port": "5552",
    cookie: "",
  });
  assertEquals(server.environment?.RABBITMQ_NODENAME, "rabbit@mq-server-0.mq-nodes.shop");
  assertStringIncludes(
    JSON.stringify(server.volumes),
    "./data/persistence-mq-server:/var/lib/rabbitmq/mnesia/",
  );
  assertEquals(
    fileOf(conversion, "configmaps/mq-plugins-conf/enabled_plugins"),
    "[rabbitmq_prometheus,rabbitmq_management,rabbitmq_mqtt,rabbitmq_stream].",
  );
  assertEquals(codes(conversion), []);
  assertEquals(conversion.account!.counts["not-understood"], 0);
});

Deno.test("what is made up is the same in the next run, and a Secret of the manifests stays", async () => {
  const manifests = [
    resource("RabbitmqCluster", "mq", {}),
    declared("User", "app", {}),
    client({ boss: ["mq-default-user", "password"], app: ["app-user-credentials", "password"] }),
  ];
  const first = await convert(manifests);
  assertEquals((await convert(manifests, { previous: first })).project, first.project);
  const given = await convert([
    ...manifests,
    object("Secret", "mq-default-user", {
      stringData: {
        username: "u",
        password: "p",
        "default_user.conf": "default_user = u\ndefault_pass = p\n",
      },
    }),
    object("Secret", "app-user-credentials", { stringData: { username: "a", password: "b" } }),
  ]);
  assertEquals(given.project.services.web.environment, { boss: "p", app: "b" });
});

Deno.test("default_user and default_pass of the config are those of the Secret", async () => {
  const { project } = await convert([
    resource("RabbitmqCluster", "mq", {
      rabbitmq: { additionalConfig: "default_user = guest\n default_pass=s3cret # no\n" },
    }),
    client({ name: ["mq-default-user", "username"], word: ["mq-default-user", "password"] }),
  ]);
  assertEquals(project.services.web.environment, { name: "guest", word: "s3cret" });
});

Deno.test("TLS alone is what clients find, and their certificates are held against the authority", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {
      tls: { secretName: "tls", caSecretName: "ca", disableNonTLSListeners: "true" },
      rabbitmq: { additionalConfig: "ssl_options.verify = verify_none\n" },
    }),
    object("Secret", "tls", { stringData: { "tls.crt": "c", "tls.key": "k" } }),
    object("Secret", "ca", { stringData: { "ca.crt": "a" } }),
    client({ port: ["mq-default-user", "port"], url: ["mq-default-user", "connection_string"] }),
  ]);
  const config = fileOf(
    conversion,
    "secrets/mq-server_rabbitmq-confd/userDefinedConfiguration.conf",
  );
  for (
    const line of [
      "listeners.tcp = none",
      "ssl_options.certfile = /etc/rabbitmq-tls/tls.crt",
      "ssl_options.cacertfile = /etc/rabbitmq-tls/ca.crt",
      "management.ssl.port = 15671",
      // The user's line is the one.
      "ssl_options.verify = verify_none",
    ]
  ) assertStringIncludes(config, `${line}\n`);
  assert(!config.includes("verify_peer"));
  const { web, "mq-server": server } = conversion.project.services;
  assertEquals(web.environment?.port, "5671");
  assertMatch(web.environment!.url, /^amqps:/);
  assertStringIncludes(JSON.stringify(server.healthcheck), "5671");
});

Deno.test("overrides change the StatefulSet and the Service, but for what the operator refuses", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {
      override: {
        service: { spec: { type: "NodePort", ports: [{ port: 5672, name: "amqp" }] } },
        statefulSet: {
          spec: {
            template: {
              spec: {
                hostNetwork: true,
                containers: [
                  {
                    name: "rabbitmq",
                    env: [{ name: "MORE", value: "1" }],
                    command: ["bash", "-c"],
                    args: ["x"],
                  },
                  { name: "side", image: "side", securityContext: { privileged: true } },
                ],
                initContainers: [{ name: "setup-container", resources: {} }],
                volumes: [{ name: "host", hostPath: { path: "/etc" } }],
              },
            },
          },
        },
      },
    }),
  ]);
  const { services } = conversion.project;
  const server = services["mq-server"];
  assertEquals(server.environment?.MORE, "1");
  assertEquals(server.command, ["bash", "-c", "x"]);
  assertEquals(server.entrypoint, ["sh", "/start/start.sh"]);
  assertEquals(services["mq-server-sidecar-side"].privileged, undefined);
  assert(!Object.keys(services).some((name) => name.includes("setup-container")));
  const path = "spec.override.statefulSet.spec.template.spec";
  assertEquals(codes(conversion).filter((code) => code.startsWith("refused")).toSorted(), [
    `refused-override ${path}.containers[side].securityContext.privileged`,
    `refused-override ${path}.hostNetwork`,
    `refused-override ${path}.volumes[host].hostPath`,
  ]);
});

Deno.test("envConfig that runs commands is left out, as the operator refuses it", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", { rabbitmq: { envConfig: "A=$(id)\n" } }),
  ]);
  assertEquals(codes(conversion), ["refused-config spec.rabbitmq.envConfig"]);
});

Deno.test("an object that is declared in no broker of the manifests is said", async () => {
  const said = async (spec: object, metadata: object = {}, annotations: object = {}) => {
    const conversion = await convert([
      resource("RabbitmqCluster", "mq", {}, { annotations }),
      resource("Queue", "q", { name: "q", ...spec }, metadata),
    ]);
    return codes(conversion);
  };
  const path = "spec.rabbitmqClusterReference";
  assertEquals(await said({ rabbitmqClusterReference: { name: "gone" } }), [
    `missing-broker ${path}`,
  ]);
  assertEquals(
    await said({ rabbitmqClusterReference: { connectionSecret: { name: "far" } } }),
    [`outside-broker ${path}.connectionSecret`],
  );
  const elsewhere = { rabbitmqClusterReference: { name: "mq", namespace: "shop" } };
  assertEquals(await said(elsewhere, { namespace: "other" }), [
    `refused-namespace ${path}.namespace`,
  ]);
  assertEquals(
    await said(elsewhere, { namespace: "other" }, {
      "rabbitmq.com/topology-allowed-namespaces": "web, other",
    }),
    [],
  );
});

Deno.test("what a broker would not start with is said, and not declared", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {}),
    declared("Queue", "q", { name: "q", vhost: "gone" }),
    declared("Permission", "p", { vhost: "/", user: "nobody", permissions: {} }),
    declared("Permission", "r", { vhost: "/", userReference: { name: "no" }, permissions: {} }),
    declared("Federation", "f", { name: "f", uriSecret: { name: "u" } }),
    declared("Shovel", "s", { name: "s", uriSecret: { name: "u" } }),
    declared("Queue", "nameless", { vhost: "/" }),
    declared("Policy", "all", { name: "all" }),
    declared("Exchange", "late", { name: "late", type: "x-delayed-message" }),
    declared("SchemaReplication", "sr", { secretBackend: { vault: { secretPath: "x" } } }),
  ]);
  assertEquals(codes(conversion).toSorted(), [
    "incomplete-declaration spec.name",
    "incomplete-declaration spec.pattern",
    "missing-plugin",
    "missing-plugin",
    "missing-plugin spec.type",
    "missing-user spec.user",
    "missing-user spec.userReference",
    "missing-vhost spec.vhost",
    "no-upstream spec.secretBackend",
  ]);
  const template = fileOf(conversion, "configmaps/mq_start/definitions.template");
  assertStringIncludes(template, '{"name":"gone"}');
  assert(!template.includes("nobody"));
});

Deno.test("definitions of the user's own are all that there are, and that is said", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {
      rabbitmq: { additionalConfig: "load_definitions = /mine.json\n" },
    }),
    declared("Queue", "q", { name: "q" }),
  ]);
  assertEquals(codes(conversion), ["own-definitions"]);
});

Deno.test("a User of another namespace has its password in the broker as well", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", {}, {
      annotations: { "rabbitmq.com/topology-allowed-namespaces": "*" },
    }),
    resource(
      "User",
      "app",
      { rabbitmqClusterReference: { name: "mq", namespace: "shop" } },
      { namespace: "other" },
    ),
  ]);
  assertEquals(codes(conversion), []);
  const variables = Object.keys(conversion.project.services["mq-server"].environment!)
    .filter((name) => name.startsWith("DEFINITIONS_"));
  assertEquals(variables.length, 4);
});

Deno.test("an imported password has the copy that earlier operators make", async () => {
  const { project } = await convert([
    resource("RabbitmqCluster", "mq", {}),
    declared("User", "app", { importCredentialsSecret: { name: "mine" } }),
    object("Secret", "mine", { stringData: { username: "me", password: "pw" } }),
    client({ password: ["app-user-credentials", "password"] }),
  ]);
  assertEquals(project.services.web.environment, { password: "pw" });
});

Deno.test("resources whose templates were empty do no harm", async () => {
  const kinds = ["Queue", "Exchange", "Binding", "User", "Vhost", "Permission", "TopicPermission"];
  const others = [
    "Policy",
    "OperatorPolicy",
    "Federation",
    "Shovel",
    "SchemaReplication",
    "SuperStream",
  ];
  for (const spec of [null, {}, { rabbitmq: null, tls: null, override: { statefulSet: null } }]) {
    const { project } = await convert([
      resource("RabbitmqCluster", "mq", spec),
      ...[...kinds, ...others].flatMap((kind) => [
        resource(kind, "none", null),
        declared(kind, "empty", {}),
      ]),
    ]);
    assertEquals(Object.keys(project.services), ["mq-server"]);
  }
});

Deno.test("a field that the kinds do not have is said", async () => {
  const conversion = await convert([
    resource("RabbitmqCluster", "mq", { rabbitmq: { additionalPlugin: ["x"] } }),
    declared("Queue", "q", { name: "q", durabel: true }),
  ]);
  assertEquals(codes(conversion).toSorted(), [
    "unknown-field spec.durabel",
    "unknown-field spec.rabbitmq.additionalPlugin",
  ]);
});

Deno.test("a security context that says nothing takes the operator's away", async () => {
  const spec = { containers: [{ name: "rabbitmq", securityContext: {} }], securityContext: {} };
  const { project } = await convert([
    resource("RabbitmqCluster", "mq", {
      override: { statefulSet: { spec: { template: { spec } } } },
    }),
  ]);
  const { user, read_only } = project.services["mq-server"];
  assertEquals([user, read_only], [undefined, undefined]);
});

Deno.test("a RabbitmqCluster's annotations are its Service's, but for Kubernetes' own", async () => {
  const published = async (annotations: object, service: object = {}) => {
    const conversion = await convert([
      resource("RabbitmqCluster", "mq", { service: { type: "LoadBalancer", ...service } }, {
        annotations,
      }),
    ]);
    return [
      (conversion.project.services["mq-server"].ports ?? []).length > 0,
      ...codes(conversion),
    ];
  };
  const gke = "networking.gke.io/load-balancer-type";
  const cilium = "service.cilium.io/type";
  const ranges = "service.beta.kubernetes.io/load-balancer-source-ranges";
  assertEquals(await published({}), [true]);
  assertEquals(await published({ [gke]: "Internal" }), [true, "internal-load-balancer"]);
  const closed = [false, `restricted-port metadata.annotations[${cilium}]`];
  assertEquals(await published({ [cilium]: "ClusterIP" }), closed);
  // What is said of the Service itself has the last word.
  const own = { annotations: { [cilium]: "LoadBalancer" } };
  assertEquals(await published({ [cilium]: "ClusterIP" }, own), [true]);
  // The operator keeps these to itself.
  assertEquals(await published({ [ranges]: "10.0.0.0/8" }), [true]);
  assertEquals(await published({}, { annotations: { [ranges]: "10.0.0.0/8" } }), [
    false,
    `restricted-port metadata.annotations[${ranges}]`,
  ]);
});
