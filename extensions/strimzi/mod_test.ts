import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { type Manifest, mapping, mappings, textMap } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import {
  app,
  codes,
  convert,
  fileOf,
  kafka,
  nodePool,
  object,
  own,
  PLAIN,
  secret,
} from "./_testing.ts";
import { objectsOfKafka } from "./objects.ts";

const TLS = { name: "tls", port: 9093, type: "internal", tls: true };

/** The objects that a controller leaves. */
function made(...manifests: Manifest[]): Manifest[] {
  return [...objectsOfKafka(manifests, testContext([])).values()].flat();
}

/** The server's settings. */
async function properties(...manifests: Manifest[]): Promise<Record<string, string>> {
  const conversion = await convert(manifests);
  const text = fileOf(conversion, "secrets/events_server/server.properties");
  return Object.fromEntries(
    text.trim().split("\n").map((line) => [
      line.slice(0, line.indexOf("=")),
      line.slice(line.indexOf("=") + 1),
    ]),
  );
}

Deno.test("a Kafka has all objects that the operators' documentation promises", async () => {
  const manifests = [
    kafka({ listeners: [PLAIN, TLS] }),
    nodePool(),
    own("KafkaUser", "ann", { authentication: { type: "scram-sha-512" } }),
    own("KafkaUser", "bob", { authentication: { type: "tls" } }),
    own("KafkaTopic", "orders"),
  ];
  const names = made(...manifests).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  assertEquals(names.toSorted(), [
    "Certificate bob",
    "Certificate events-clients-ca",
    "Certificate events-cluster-ca",
    "Certificate events-kafka-brokers",
    "Issuer events-clients-ca",
    "Issuer events-cluster-ca",
    "Issuer events-strimzi-self-signed",
    "Job events-setup",
    "Secret ann",
    "Secret events_server",
    "Secret events_setup",
    "Service events-kafka-bootstrap",
    "Service events-kafka-brokers",
    "ServiceAccount events-kafka",
    "StatefulSet events-dual",
  ]);
  const conversion = await convert([
    ...manifests,
    app({
      PASSWORD: ["ann", "password"],
      JAAS: ["ann", "sasl.jaas.config"],
      CA: ["events-cluster-ca-cert", "ca.crt"],
      CLIENTS: ["events-clients-ca-cert", "ca.crt"],
      KEY: ["events-clients-ca", "ca.key"],
      USER_CA: ["bob", "ca.crt"],
      USER_CERT: ["bob", "user.crt"],
      USER_KEY: ["bob", "user.key"],
    }),
  ]);
  const environment = conversion.project.services.app.environment!;
  assertMatch(environment.PASSWORD, /^[A-Za-z0-9]{32}$/);
  assertEquals(
    environment.JAAS,
    `org.apache.kafka.common.security.scram.ScramLoginModule required username="ann" password="${environment.PASSWORD}";`,
  );
  assertEquals(environment.USER_CA, environment.CLIENTS);
  assert(environment.CA !== environment.CLIENTS);
  for (const name of ["CA", "USER_CERT"]) {
    assertStringIncludes(environment[name], "BEGIN CERTIFICATE");
  }
  for (const name of ["KEY", "USER_KEY"]) {
    assertStringIncludes(environment[name], "BEGIN PRIVATE KEY");
  }
  const second = await convert(manifests, { previous: conversion });
  assertEquals(second.project.services["events-dual"], conversion.project.services["events-dual"]);
  assertEquals(codes(conversion), []);
  assertEquals(conversion.account!.counts["not-understood"], 0);
});

Deno.test("the node answers to the names of bootstrap, brokers and pod", async () => {
  const { project } = await convert([kafka(), nodePool()]);
  const { networks, volumes, hostname } = project.services["events-dual"];
  const names = networks!.default!.aliases!;
  for (
    const name of [
      "events-kafka-bootstrap.shop.svc",
      "events-kafka-brokers.shop.svc",
      "events-dual-0.events-kafka-brokers.shop.svc",
    ]
  ) assert(names.includes(name), name);
  assertEquals(hostname, "events-dual-0");
  assertEquals(volumes![0], "./data/data-0-events-dual:/var/lib/kafka/data-0");
});

Deno.test("the server is one node with one copy of all, whatever is asked for", async () => {
  const manifests = [
    kafka({
      config: {
        "default.replication.factor": 3,
        "min.insync.replicas": 2,
        "transaction.state.log.min.isr": "2",
        "log.retention.hours": 24,
        "listeners": "PLAIN://:1",
        "ssl.cipher.suites": "A",
      },
    }),
    nodePool("controller", { roles: ["controller"], replicas: 3 }),
    nodePool("broker", {
      roles: ["broker"],
      replicas: 3,
      storage: {
        type: "jbod",
        volumes: [{ id: 0, type: "persistent-claim" }, {
          id: 1,
          type: "persistent-claim",
          kraftMetadata: "shared",
        }],
      },
    }),
  ];
  const found = await properties(...manifests);
  assertEquals(
    Object.entries(found).filter(([key]) => /factor|isr|insync/.test(key)).map(([, value]) =>
      value
    ),
    ["1", "1", "1", "1", "1", "1", "1"],
  );
  assertEquals(found["log.retention.hours"], "24");
  assertEquals(found["ssl.cipher.suites"], "A");
  assertEquals(found["process.roles"], "broker,controller");
  assertEquals(
    found["log.dirs"],
    "/var/lib/kafka/data-0/kafka-log0,/var/lib/kafka/data-1/kafka-log0",
  );
  assertEquals(found["metadata.log.dir"], "/var/lib/kafka/data-1/kafka-log0");
  const conversion = await convert(manifests);
  assertEquals(codes(conversion), [
    'one-copy spec.kafka.config["default.replication.factor"]',
    'one-copy spec.kafka.config["min.insync.replicas"]',
    'one-copy spec.kafka.config["transaction.state.log.min.isr"]',
    'forbidden-setting spec.kafka.config["listeners"]',
    "one-node spec.kafka",
  ]);
});

Deno.test("no setting or password ends the line that it stands in", async () => {
  const found = await properties(kafka({
    config: { "a\nsuper.users": "x\nsuper.users=User:ANONYMOUS", "b": "c\\" },
  }));
  assertEquals(Object.keys(found).filter((key) => key === "super.users"), []);
  assertEquals(found.b, "c\\\\");
});

Deno.test("listeners say how clients show who they are", async () => {
  const found = await properties(kafka({
    listeners: [
      { ...PLAIN, authentication: { type: "scram-sha-512" } },
      { ...TLS, authentication: { type: "tls" } },
      {
        ...TLS,
        name: "own",
        port: 9099,
        authentication: {
          type: "custom",
          sasl: true,
          listenerConfig: { "sasl.enabled.mechanisms": "OAUTHBEARER" },
        },
        configuration: {
          brokerCertChainAndKey: { secretName: "mine", certificate: "c.crt", key: "c.key" },
          maxConnections: 7,
        },
      },
    ],
    authorization: { type: "simple", superUsers: ["CN=boss"] },
  }));
  assertEquals(
    found["listener.security.protocol.map"],
    "CONTROLPLANE-9090:SASL_PLAINTEXT,REPLICATION-9091:SASL_PLAINTEXT,PLAIN-9092:SASL_PLAINTEXT,TLS-9093:SSL,OWN-9099:SASL_SSL",
  );
  assertEquals(found["listener.name.tls-9093.ssl.client.auth"], "required");
  assertEquals(found["listener.name.plain-9092.sasl.enabled.mechanisms"], "SCRAM-SHA-512");
  assertEquals(found["listener.name.own-9099.sasl.enabled.mechanisms"], "OAUTHBEARER");
  assertEquals(found["listener.name.own-9099.max.connections"], "7");
  assertEquals(found["super.users"], "User:_dekube;User:CN=boss");
  assertEquals(
    found["advertised.listeners"].split(",")[1],
    "PLAIN-9092://events-kafka-0.events-kafka-brokers.shop.svc:9092",
  );
});

Deno.test("a listener is left out, and nobody may do anything, when a guard can't be kept", async () => {
  const manifests = [kafka({
    listeners: [PLAIN, { ...TLS, authentication: { type: "oauth" } }],
    authorization: { type: "opa", url: "http://opa" },
  })];
  const found = await properties(...manifests);
  assert(!found.listeners.includes("9093"), found.listeners);
  assertStringIncludes(found["authorizer.class.name"], "StandardAuthorizer");
  assertEquals(found["super.users"], "User:_dekube");
  assertEquals(codes(await convert(manifests)), [
    "unsupported-authentication spec.kafka.listeners[1].authentication",
    "unsupported-authorization spec.kafka.authorization",
  ]);
  const off = await convert([kafka({ listeners: [PLAIN, TLS] })], {
    config: { extensions: { "cert-manager": { enabled: false } } },
  });
  assertEquals(codes(off), ["no-certificate spec.kafka.listeners[1].tls"]);
});

Deno.test("a listener is left out when its guards are written as nobody takes them", async () => {
  for (
    const [fields, said] of [
      [{ authentication: "scram-sha-512" }, "unsupported-authentication .authentication"],
      [
        { authentication: [{ type: "scram-sha-512" }] },
        "unsupported-authentication .authentication",
      ],
      [{ authentication: { typ: "tls" } }, "unsupported-authentication .authentication"],
      [{ authentication: {} }, "unsupported-authentication .authentication"],
      [{ tls: "true" }, "refused-listener .tls"],
      [{ tls: { enabled: true } }, "refused-listener .tls"],
    ] as const
  ) {
    const conversion = await convert([
      kafka({ listeners: [PLAIN, { ...PLAIN, name: "odd", port: 9099, ...fields }] }),
    ]);
    const [code, below] = said.split(" ");
    assertEquals(codes(conversion), [`${code} spec.kafka.listeners[1]${below}`]);
    assert(!JSON.stringify([...conversion.files.entries()]).includes("9099"));
  }
});

Deno.test("a listener is left out when it asks for what only TLS has, and has none", async () => {
  const authentication = { type: "tls" };
  const chain = { secretName: "own", certificate: "tls.crt", key: "tls.key" };
  const outside = { name: "ext", port: 9094, type: "loadbalancer", tls: false };
  const { tls: _, ...unsaid } = outside;
  for (
    const [fields, path] of [
      [[PLAIN, { ...outside, authentication }], "spec.kafka.listeners[1].authentication"],
      [[PLAIN, { ...unsaid, authentication }], "spec.kafka.listeners[1].authentication"],
      [[{ ...PLAIN, authentication }], "spec.kafka.listeners[0].authentication"],
      [
        [{ ...outside, configuration: { brokerCertChainAndKey: chain } }],
        "spec.kafka.listeners[0].configuration.brokerCertChainAndKey",
      ],
      [[{ ...outside, type: "ingress" }], "spec.kafka.listeners[0].tls"],
      [[{ ...outside, type: "route" }], "spec.kafka.listeners[0].tls"],
      [[{ ...outside, type: "door", tls: true }], "spec.kafka.listeners[0].type"],
      [
        { external: { type: "loadbalancer", tls: false, authentication } },
        "spec.kafka.listeners[0].authentication",
      ],
      [{ plain: { tls: true, authentication } }, "spec.kafka.listeners[0].authentication"],
    ] as const
  ) {
    const conversion = await convert([kafka({ listeners: fields })]);
    assertEquals(codes(conversion), [`refused-listener ${path}`]);
    const server = fileOf(conversion, "secrets/events_server/server.properties");
    assert(!server.includes("ssl.client.auth"), server);
    assertEquals(conversion.project.services["events-kafka"].ports, undefined);
  }
});

Deno.test("old listeners are encrypted where nothing else is said", async () => {
  const found = await properties(kafka({
    listeners: {
      plain: {},
      tls: {},
      external: { type: "nodeport", authentication: { type: "tls" } },
    },
  }));
  assertEquals(
    found["listener.security.protocol.map"].split(",").slice(2),
    ["PLAIN-9092:PLAINTEXT", "TLS-9093:SSL", "EXTERNAL-9094:SSL"],
  );
  assertEquals(found["listener.name.external-9094.ssl.client.auth"], "required");
});

Deno.test("a listener for clients outside has a port of the machine, and tells them of it", async () => {
  const manifests = [kafka({
    listeners: [
      PLAIN,
      {
        name: "ext",
        port: 9094,
        type: "nodeport",
        tls: false,
        configuration: { bootstrap: { nodePort: 32100 } },
      },
      {
        name: "far",
        port: 9095,
        type: "loadbalancer",
        tls: true,
        configuration: { brokers: [{ broker: 0, advertisedHost: "kafka.example" }] },
      },
    ],
  })];
  const found = await properties(...manifests);
  assertEquals(found["advertised.listeners"].split(",").slice(2), [
    "EXT-9094://localhost:32100",
    "FAR-9095://kafka.example:9095",
  ]);
  const conversion = await convert(manifests);
  const { ports, networks } = conversion.project.services["events-kafka"];
  assertEquals(ports?.map(String), ["32100:9094", "9095:9095"]);
  assertStringIncludes(JSON.stringify(networks), "events-kafka-ext-bootstrap.shop.svc");
  assertEquals(codes(conversion), [
    "outside-listener spec.kafka.listeners[1]",
    "outside-listener spec.kafka.listeners[2]",
  ]);
});

/** What is published of a cluster with such a listener for clients outside, and what is said. */
async function published(
  listener: object,
  fields: object = {},
  options: { pool?: object; config?: object } = {},
): Promise<[ports: string[], said: string[]]> {
  const ext = { name: "ext", port: 9094, type: "loadbalancer", tls: true, ...listener };
  const { pool, config } = options;
  const conversion = await convert([
    kafka({ listeners: [ext], ...fields }),
    ...pool ? [nodePool("dual", pool)] : [],
  ], config ? { config } : {});
  const [ports] = ["events-kafka", "events-dual"].flatMap((name) =>
    conversion.project.services[name] ? [conversion.project.services[name].ports ?? []] : []
  );
  return [ports.map(String), codes(conversion).map((code) => code.split(" ")[0])];
}

Deno.test("a listener is published as the load balancers of its Services are", async () => {
  const internal = { "service.beta.kubernetes.io/aws-load-balancer-internal": "true" };
  const ranges = { "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8" };
  const unknown = { "service.beta.kubernetes.io/aws-load-balancer-lets-in": "me" };
  const ofTemplate = (part: string, annotations: object) => ({
    template: { [part]: { metadata: { annotations } } },
  });
  const isClosed = [[], ["outside-listener", "restricted-port"]];
  const isPrivate = [["9094:9094"], ["outside-listener", "internal-load-balancer"]];
  for (
    const [expected, listener, fields, pool] of [
      [isPrivate, { configuration: { bootstrap: { annotations: internal } } }],
      [isPrivate, { configuration: { brokers: [{ broker: 0, annotations: internal }] } }],
      [isPrivate, { configuration: { perBrokerAnnotationsTemplate: internal } }],
      [isPrivate, { configuration: { class: "service.k8s.aws/nlb" } }],
      [isPrivate, {}, ofTemplate("externalBootstrapService", internal)],
      [isPrivate, {}, ofTemplate("perPodService", internal)],
      [isPrivate, {}, {}, ofTemplate("perPodService", internal)],
      [isClosed, { configuration: { bootstrap: { annotations: ranges } } }],
      [isClosed, { configuration: { brokers: [{ broker: 0 }, { annotations: ranges }] } }],
      [isClosed, { configuration: { bootstrap: { annotations: unknown } } }],
      [isClosed, { configuration: { loadBalancerSourceRanges: ["10.0.0.0/8"] } }],
      [isClosed, {}, ofTemplate("externalBootstrapService", ranges)],
      [isClosed, {}, ofTemplate("perPodService", ranges)],
      [isClosed, {}, {
        template: { externalBootstrapService: { loadBalancerSourceRanges: ["10.0.0.0/8"] } },
      }],
      [isClosed, {
        configuration: {
          createBootstrapService: false,
          bootstrap: { annotations: internal },
          perBrokerAnnotationsTemplate: ranges,
        },
      }],
      [isClosed, {}, {
        listeners: {
          external: { type: "loadbalancer", overrides: { bootstrap: { dnsAnnotations: ranges } } },
        },
      }],
      [[["9094:9094"], ["outside-listener"]], {
        type: "nodeport",
        configuration: { bootstrap: { annotations: internal } },
      }],
    ] as const
  ) {
    const found = await published(listener, fields, pool ? { pool } : {});
    assertEquals(found, expected, JSON.stringify([listener, fields, pool]));
  }
});

Deno.test("a listener is not published when its Ingresses or routes are for some alone", async () => {
  const allowed = { "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8" };
  const unknown = { "nginx.ingress.kubernetes.io/lets-in": "me" };
  const route = { "haproxy.router.openshift.io/ip_whitelist": "10.0.0.0/8" };
  const ofTemplate = (part: string, annotations: object) => ({
    template: { [part]: { metadata: { annotations } } },
  });
  for (
    const [listener, fields] of [
      [{ type: "ingress", configuration: { bootstrap: { annotations: allowed } } }],
      [{ type: "ingress", configuration: { brokers: [{ annotations: allowed }] } }],
      [{ type: "ingress", configuration: { bootstrap: { annotations: unknown } } }],
      [{ type: "ingress" }, ofTemplate("externalBootstrapIngress", allowed)],
      [{ type: "ingress" }, ofTemplate("perPodIngress", allowed)],
      [{ type: "route", configuration: { bootstrap: { annotations: route } } }],
      [{ type: "tlsroute" }, ofTemplate("perPodRoute", route)],
    ] as const
  ) {
    const found = await published(listener, fields);
    assertEquals(found, [[], ["restricted-listener"]], JSON.stringify([listener, fields]));
  }
  const ingress = { type: "ingress", configuration: { bootstrap: { annotations: unknown } } };
  const open = [["9094:9094"], ["outside-listener"]];
  assertEquals(await published({ type: "ingress" }), open);
  const config = { harmless: Object.keys(unknown) };
  assertEquals(await published(ingress, {}, { config }), open);
});

/** The labels of the pods of what a controller leaves. */
function labelsOf(kind: string, ...manifests: Manifest[]): Record<string, string> {
  const found = made(...manifests).find((one) => one.kind === kind);
  return textMap(mapping(mapping(mapping(found?.spec).template).metadata).labels);
}

Deno.test("pods have the labels that the operator gives them, and hand those on of what they are made of", () => {
  const given = (manifest: Manifest, labels: Record<string, string>): Manifest => ({
    ...manifest,
    metadata: { ...manifest.metadata, labels: { ...manifest.metadata.labels, ...labels } },
  });
  const mine = { team: "x", "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/tier": "y" };
  const pod = (labels: Record<string, string>) => ({ template: { pod: { metadata: { labels } } } });
  const template = pod({ tier: "z", "app.kubernetes.io/name": "no", "strimzi.io/cluster": "no" });
  const common = (type: string, name: string) => ({
    team: "x",
    tier: "z",
    "app.kubernetes.io/instance": "events",
    "app.kubernetes.io/managed-by": "strimzi-cluster-operator",
    "app.kubernetes.io/name": type,
    "app.kubernetes.io/part-of": "strimzi-events",
    "strimzi.io/cluster": "events",
    "strimzi.io/component-type": type,
    "strimzi.io/name": name,
  });
  const ofSet = (set: string) => ({
    "strimzi.io/controller": "strimzipodset",
    "strimzi.io/controller-name": set,
    "strimzi.io/pod-name": `${set}-0`,
  });
  const server = {
    ...common("kafka", "events-kafka"),
    "strimzi.io/kind": "Kafka",
    "strimzi.io/broker-role": "true",
  };
  assertEquals(labelsOf("StatefulSet", given(kafka(template), mine)), {
    ...server,
    ...ofSet("events-kafka"),
    "strimzi.io/controller-role": "false",
    "strimzi.io/pool-name": "kafka",
  });
  // What a pool says of pods takes the place of what the Kafka says.
  assertEquals(
    labelsOf("StatefulSet", given(kafka(), { team: "y" }), given(nodePool("dual", template), mine)),
    {
      ...server,
      ...ofSet("events-dual"),
      "strimzi.io/controller-role": "true",
      "strimzi.io/pool-name": "dual",
    },
  );
  for (
    const [kind, type, suffix] of [
      ["KafkaConnect", "kafka-connect", "connect"],
      ["KafkaMirrorMaker2", "kafka-mirror-maker-2", "mirrormaker2"],
      ["KafkaBridge", "kafka-bridge", "bridge"],
    ]
  ) {
    const spec = { bootstrapServers: "kafka:9092", ...template };
    assertEquals(labelsOf("Deployment", given(own(kind, "events", spec), mine)), {
      ...common(type, `events-${suffix}`),
      "strimzi.io/kind": kind,
      ...(suffix === "bridge" ? {} : ofSet(`events-${suffix}`)),
    });
  }
  const long = { ...kafka(), metadata: { name: `${"a".repeat(54)}.b` } };
  assertEquals(
    labelsOf("StatefulSet", long)["app.kubernetes.io/part-of"],
    `strimzi-${"a".repeat(54)}`,
  );
});

Deno.test("a policy closes a listener by each label of the pod", async () => {
  const listener = { name: "ext", port: 9094, type: "loadbalancer", tls: true };
  for (
    const matchLabels of [
      { "app.kubernetes.io/name": "kafka" },
      { "strimzi.io/component-type": "kafka" },
      { "strimzi.io/pod-name": "events-dual-0" },
      { "strimzi.io/controller-role": "true" },
    ]
  ) {
    const { project } = await convert([
      kafka({ listeners: [listener] }),
      nodePool(),
      object("networking.k8s.io/v1", "NetworkPolicy", "closed", {
        spec: { podSelector: { matchLabels }, policyTypes: ["Ingress"], ingress: [] },
      }),
    ]);
    assertEquals(project.services["events-dual"].ports, undefined, JSON.stringify(matchLabels));
  }
});

Deno.test("no KafkaUser is who sets the server up, and no Secret is what it is set up by", async () => {
  const simple = { authorization: { type: "simple" } };
  for (const type of ["scram-sha-512", "tls", "tls-external", ""]) {
    const acls = [{ resource: { type: "topic", name: "t" }, operations: ["All"] }];
    const user = own("KafkaUser", "_dekube", {
      authentication: { type },
      authorization: { type: "simple", acls },
      quotas: { producerByteRate: 1 },
    });
    const objects = made(kafka(simple), user);
    assertEquals(objects.filter(({ metadata }) => metadata.name === "events_setup"), []);
    assertEquals(objects.filter(({ metadata }) => metadata.name === "_dekube"), []);
    assertEquals(codes(await convert([kafka(simple), user])), ["refused-user metadata.name"]);
  }
  const conversion = await convert([
    kafka(simple),
    own("KafkaTopic", "orders"),
    secret("events_server", { "start.sh": "evil", "server.properties": "evil" }),
    secret("events_setup", { "setup.sh": "evil", "admin.properties": "evil" }),
  ]);
  for (const name of ["server/start.sh", "server/server.properties", "setup/setup.sh"]) {
    const file = fileOf(conversion, `secrets/events_${name}`);
    assert(file.length > 10 && !file.includes("evil"), name);
  }
});

Deno.test("passwords and certificates of the manifests are taken as they are", async () => {
  const conversion = await convert([
    kafka({ authorization: { type: "simple" } }),
    own("KafkaUser", "ann", { authentication: { type: "scram-sha-512" } }),
    own("KafkaUser", "bob", {
      authentication: {
        type: "scram-sha-512",
        password: { valueFrom: { secretKeyRef: { name: "wanted", key: "pw" } } },
      },
      authorization: {
        type: "simple",
        acls: [
          {
            resource: { type: "cluster" },
            operations: ["Describe"],
            type: "deny",
            host: "1.2.3.4",
          },
        ],
      },
    }),
    own("KafkaUser", "eve", { authentication: { type: "magic" } }),
    secret("ann", { password: "it's $(mine)" }),
    secret("wanted", { pw: "hunter2" }),
    app({ BOB: ["bob", "password"], ANN: ["ann", "password"] }),
  ]);
  const { environment } = conversion.project.services.app;
  assertEquals([environment!.BOB, environment!.ANN], ["hunter2", "it's $$(mine)"]);
  const script = fileOf(conversion, "secrets/events_setup/setup.sh");
  assertStringIncludes(script, `'SCRAM-SHA-512=[password=it'\\''s $(mine)]'`);
  assertMatch(
    script,
    /--deny-principal' 'User:bob' '--deny-host' '1\.2\.3\.4'|--deny-principal User:bob --deny-host 1\.2\.3\.4/,
  );
  assertEquals(codes(conversion), [
    "unsupported-authentication spec.authentication.type",
  ]);
});

Deno.test("a user is left out when one of its rules is none, since the others may allow more than all", async () => {
  const good = { resource: { type: "topic", name: "*" }, operations: ["All"] };
  for (
    const [rule, path = "[1]"] of [
      [{ resource: { type: "none" }, operations: ["Read"] }],
      [{ resource: { type: "topic", name: "y" }, operations: ["Read"], type: "Deny" }],
      [{ resource: { type: "topic", name: "y", patternType: "Prefix" }, operations: ["Read"] }],
      [{ resource: { type: "topic", name: "y" }, operations: ["Rread"], type: "deny" }],
      [{ resource: { type: "topic", name: "y" }, operations: [], type: "deny" }],
      [{ resource: { type: "group" }, operations: ["Read"], type: "deny" }],
      ["deny"],
    ] as const
  ) {
    const conversion = await convert([
      kafka({ authorization: { type: "simple" } }),
      own("KafkaTopic", "orders"),
      own("KafkaUser", "ann", {
        authentication: { type: "scram-sha-512" },
        authorization: { type: "simple", acls: [good, rule] },
      }),
    ]);
    assertEquals(codes(conversion), [`bad-rule spec.authorization.acls${path}`]);
    assert(!fileOf(conversion, "secrets/events_setup/setup.sh").includes("ann"));
  }
});

Deno.test("what a user may not do, and how much, is said before it may do anything, and before it can log in", async () => {
  const rule = { resource: { type: "topic", name: "y" }, operations: ["Read"] };
  const conversion = await convert([
    kafka({ authorization: { type: "simple" } }),
    own("KafkaUser", "ann", {
      authentication: { type: "scram-sha-512" },
      quotas: { producerByteRate: 1 },
      authorization: { type: "simple", acls: [rule, { ...rule, type: "deny" }] },
    }),
  ]);
  assertEquals(codes(conversion), []);
  const script = fileOf(conversion, "secrets/events_setup/setup.sh");
  const order = ["--deny-principal", "--allow-principal", "producer_byte_rate", "SCRAM-SHA-512"];
  const places = order.map((word) => script.indexOf(word));
  assertEquals(places, places.toSorted((one, other) => one - other));
  assert(places[0] > 0);
});

Deno.test("a user is left out when a rule that may deny something can't be kept", async () => {
  const allowed = { resource: { type: "topic", name: "*" }, operations: ["All"] };
  const denied = {
    type: "deny",
    resource: { type: "topic", name: "a" },
    operations: ["Read"],
    host: "10.0.0.1",
  };
  const convertWith = async (...acls: unknown[]) => {
    const conversion = await convert([
      kafka({ authorization: { type: "simple" } }),
      own("KafkaUser", "bob", {
        authentication: { type: "scram-sha-512" },
        authorization: { type: "simple", acls },
      }),
    ]);
    const script = fileOf(conversion, "secrets/events_setup/setup.sh");
    return { isMade: script.includes("bob"), said: codes(conversion) };
  };
  assertEquals(await convertWith(allowed, denied, null), { isMade: true, said: [] });
  const oddities: unknown[] = [
    ...["Deny", "no", true, ["deny"], {}].map((type) => ({ ...denied, type })),
    ...["a", {}, { type: "topics", name: "a" }, { type: "topic" }, { type: "topic", name: ["a"] }]
      .map((resource) => ({ ...denied, resource })),
    ...[undefined, [], ["Read", {}], "Read"].map((operations) => ({ ...denied, operations })),
    ...["", ["10.0.0.1"]].map((host) => ({ ...denied, host })),
    { ...denied, resource: { ...denied.resource, patternType: "prefixed" } },
    ...["deny", [denied], 1],
  ];
  for (const odd of oddities) {
    assertEquals(
      await convertWith(allowed, odd),
      { isMade: false, said: ["bad-rule spec.authorization.acls[1]"] },
      JSON.stringify(odd),
    );
  }
});

Deno.test("a listener is left out when nobody can tell whom it keeps out", async () => {
  for (
    const [field, odd] of [
      ...["web", {}, 1, [null], ["web"]].map((odd) => ["networkPolicyPeers", odd] as const),
      ...["10.0.0.0/8", [{ loadBalancerSourceRanges: [] }]].map((odd) =>
        ["configuration", odd] as const
      ),
    ]
  ) {
    const conversion = await convert([
      kafka({
        listeners: [PLAIN, { ...PLAIN, name: "out", port: 9094, type: "nodeport", [field]: odd }],
      }),
    ]);
    assertEquals(
      codes(conversion),
      [`refused-listener spec.kafka.listeners[1].${field}`],
      JSON.stringify(odd),
    );
    assertFalse(JSON.stringify(conversion.project).includes("9094"));
  }
});

Deno.test("only peers of a listener reach it when it names some", () => {
  const peers = [{ podSelector: { matchLabels: { app: "a" } } }];
  const policy = made(kafka({ listeners: [{ ...PLAIN, networkPolicyPeers: peers }, TLS] }))
    .find(({ kind }) => kind === "NetworkPolicy")!;
  assertEquals(mappings(mapping(policy.spec).ingress).map(({ from }) => from), [
    undefined,
    peers,
    undefined,
  ]);
});

Deno.test("images are those of the version, else said", async () => {
  for (
    const [fields, image, said] of [
      [{}, "quay.io/strimzi/kafka:1.2.0-kafka-4.3.1", false],
      [{ version: "3.9.0" }, "quay.io/strimzi/kafka:0.47.0-kafka-3.9.0", false],
      [{ version: "2.8.0" }, "quay.io/strimzi/kafka:0.47.0-kafka-3.9.1", true],
      [{ version: "4.1.1" }, "quay.io/strimzi/kafka:0.48.0-kafka-4.1.0", true],
      [{ version: "1", image: "own/kafka:1" }, "own/kafka:1", false],
    ] as const
  ) {
    const conversion = await convert([kafka(fields)]);
    assertEquals(conversion.project.services["events-kafka"].image, image);
    assertEquals(codes(conversion).includes("other-version spec.kafka.version"), said);
  }
});

Deno.test("fields of pods are the pod's", async () => {
  const { project } = await convert([
    kafka({
      resources: { limits: { memory: "2Gi" } },
      jvmOptions: {
        "-Xmx": "1g",
        "-XX": { UseG1GC: true },
        javaSystemProperties: [{ name: "a", value: "b" }],
      },
      template: {
        kafkaContainer: { env: [{ name: "X", value: "y" }] },
        pod: { securityContext: { runAsUser: 7 } },
      },
    }),
  ]);
  const { environment, user, deploy } = project.services["events-kafka"];
  assertEquals(environment, {
    KAFKA_HEAP_OPTS: "-Xmx1g",
    KAFKA_JVM_PERFORMANCE_OPTS: "-XX:+UseG1GC",
    KAFKA_OPTS: "-Da=b",
    LOG_DIR: "/tmp/kafka-logs",
    X: "y",
  });
  assertEquals(user, "7");
  assertStringIncludes(JSON.stringify(deploy), '"memory":"2');
});

Deno.test("what belongs to no Kafka is said, and empty templates do no harm", async () => {
  assertEquals(codes(await convert([own("KafkaTopic", "orders"), nodePool()])), [
    "missing-kafka metadata.labels",
    "missing-kafka metadata.labels",
  ]);
  for (
    const spec of [null, {}, { kafka: null }, { kafka: { listeners: [null], storage: "x" } }, "x"]
  ) {
    const { project } = await convert([
      { ...kafka(), spec } as Manifest,
      { ...own("KafkaUser", "ann"), spec } as Manifest,
      { ...own("KafkaTopic", "a"), spec } as Manifest,
      { ...nodePool(), spec } as Manifest,
    ]);
    assert(project.services["events-dual"]);
  }
});

Deno.test("the operator itself is left out", async () => {
  const { project } = await convert([
    object("apps/v1", "Deployment", "any", {
      spec: {
        template: {
          spec: { containers: [{ name: "o", image: "quay.io/strimzi/operator:1.2.0" }] },
        },
      },
    }),
  ]);
  assertEquals(project.services, {});
});

Deno.test("a KafkaMirrorMaker2 is a worker with the connectors of its mirrors, in either version", async () => {
  const trust = { trustedCertificates: [{ secretName: "ca", certificate: "ca.crt" }] };
  const login = {
    type: "scram-sha-512",
    username: "mm",
    passwordSecret: { secretName: "mm", password: "pw" },
  };
  const target = { alias: "b", bootstrapServers: "b:9093", tls: trust };
  const source = { alias: "a", bootstrapServers: "a:9092", authentication: login };
  const mirror = {
    sourceConnector: { tasksMax: 2, config: { "replication.factor": 3 } },
    checkpointConnector: { state: "paused" },
    topicsPattern: "orders.*",
  };
  for (
    const spec of [
      { target, mirrors: [{ ...mirror, source }] },
      {
        connectCluster: "b",
        clusters: [source, target],
        mirrors: [{ ...mirror, sourceCluster: "a", targetCluster: "b" }],
      },
    ]
  ) {
    const conversion = await convert([
      own("KafkaMirrorMaker2", "mm", spec),
      secret("ca", { "ca.crt": "x" }),
      secret("mm", { pw: "y" }),
    ]);
    assertEquals(codes(conversion), []);
    assertEquals(Object.keys(conversion.project.services), [
      "mm-mirrormaker2",
      "mm-mirrormaker2-connectors",
    ]);
    assertEquals(
      conversion.project.services["mm-mirrormaker2"].environment!.DEKUBE_PASSWORD_SOURCE_0,
      "y",
    );
    const config = JSON.parse(fileOf(conversion, "secrets/mm-mirrormaker2_connectors/0.json"));
    assertEquals(config.name, "a->b.MirrorSourceConnector");
    assertEquals(config["tasks.max"], "2");
    assertEquals(config["replication.factor"], "1");
    assertEquals(config.topics, "orders.*");
    assertEquals(config["source.cluster.security.protocol"], "SASL_PLAINTEXT");
    assertEquals(config["target.cluster.security.protocol"], "SSL");
    assertStringIncludes(
      config["source.cluster.sasl.jaas.config"],
      'password="${dekube:DEKUBE_PASSWORD_SOURCE_0}";',
    );
    const script = fileOf(conversion, "secrets/mm-mirrormaker2_connectors/connectors.sh");
    assertMatch(script, /1\.json '?a-%3Eb\.MirrorCheckpointConnector'? pause/);
    const worker = fileOf(conversion, "secrets/mm-mirrormaker2_config/connect.properties");
    assertStringIncludes(worker, "group.id=mirrormaker2-cluster\n");
    assertStringIncludes(worker, "value.converter=org.apache.kafka.connect.converters.ByteArray");
  }
});

Deno.test("connectors that no worker takes are said", async () => {
  const connector = own("KafkaConnector", "c", { class: "x.Y" });
  assertEquals(codes(await convert([connector])), ["missing-connect spec"]);
  assertEquals(
    codes(await convert([connector, own("KafkaConnect", "events", { bootstrapServers: "a:1" })])),
    ["unused-connector spec"],
  );
});

Deno.test("a KafkaBridge has its Service, and shows who it is", async () => {
  const conversion = await convert([
    own("KafkaBridge", "http", {
      bootstrapServers: "events-kafka-bootstrap:9093",
      tls: { trustedCertificates: [{ secretName: "ca", pattern: "*.crt" }] },
      authentication: {
        type: "tls",
        certificateAndKey: { secretName: "me", certificate: "user.crt", key: "user.key" },
      },
      http: {
        port: 8443,
        cors: { allowedOrigins: ["https://a"], allowedMethods: ["GET", "POST"] },
      },
      producer: { config: { acks: 1 } },
    }),
    secret("ca", { "ca.crt": "x" }),
    secret("me", { "user.crt": "c", "user.key": "k" }),
  ]);
  assertEquals(codes(conversion), []);
  assertStringIncludes(
    JSON.stringify(conversion.project.services["http-bridge"].networks),
    "http-bridge-service.shop.svc",
  );
  const text = fileOf(conversion, "secrets/http-bridge_config/bridge.properties");
  for (
    const line of [
      "http.port=8443",
      "kafka.security.protocol=SSL",
      "kafka.ssl.keystore.location=/tmp/dekube/own-own.pem",
      "kafka.producer.acks=1",
      "http.cors.allowedMethods=GET,POST",
    ]
  ) assertStringIncludes(text, `${line}\n`);
});

Deno.test("metrics that nobody has are said of each kind", async () => {
  const metricsConfig = { type: "jmxPrometheusExporter" };
  assertEquals(
    codes(
      await convert([
        kafka({ metricsConfig }),
        own("KafkaConnect", "c", { bootstrapServers: "a:1", metricsConfig }),
        own("KafkaBridge", "b", { bootstrapServers: "a:1", metricsConfig }),
      ]),
    ),
    [
      "no-metrics spec.kafka.metricsConfig",
      "no-metrics spec.metricsConfig",
      "no-metrics spec.metricsConfig",
    ],
  );
});
