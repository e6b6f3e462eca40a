import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { RunningKafka } from "../../tools/running_kafka.ts";
import { app, convert, kafka, nodePool, own, PLAIN, secret } from "./_testing.ts";

function needsKafka(name: string) {
  return needsTool(name, "kafka-server-start.sh", "the bin folder of Kafka's archive");
}

const TLS = { name: "tls", port: 9093, type: "internal", tls: true };
const SCRAM = { name: "scram", port: 9094, type: "internal", tls: true };

/** What an application does: it writes a message and reads it. */
const USE = `set -eu
cd "$(mktemp -d)"
printf '%s\\n' "$SETTINGS" > client.properties
if [ -n "\${JAAS:-}" ]; then printf 'sasl.jaas.config=%s\\n' "$JAAS" >> client.properties; fi
if [ -d /my-user/ ]; then
  cat /my-user/user.key /my-user/user.crt > client.pem
  printf 'ssl.keystore.type=PEM\\nssl.keystore.location=%s\\n' "$PWD/client.pem" >> client.properties
fi
if [ -d /events-cluster-ca-cert/ ]; then
  printf 'ssl.truststore.type=PEM\\nssl.truststore.location=%s\\n' /events-cluster-ca-cert/ca.crt >> client.properties
fi
bin=$KAFKA_HOME/bin
echo hello | "$bin/kafka-console-producer.sh" --bootstrap-server "$BOOTSTRAP" --topic "$TOPIC" --producer.config client.properties --request-timeout-ms 5000 2>&1
"$bin/kafka-console-consumer.sh" --bootstrap-server "$BOOTSTRAP" --topic "$TOPIC" --group group --consumer.config client.properties --from-beginning --max-messages 1 --timeout-ms 20000 2>&1
`;

Deno.test({
  ...needsKafka("a node has the topics and users of its cluster, and keeps its listeners' guards"),
  async fn() {
    const manifests = [
      kafka({
        listeners: [
          PLAIN,
          { ...TLS, authentication: { type: "tls" } },
          { ...SCRAM, authentication: { type: "scram-sha-512" } },
        ],
        authorization: { type: "simple" },
        config: { "min.insync.replicas": 2, "offsets.topic.replication.factor": 3 },
      }),
      nodePool(),
      own("KafkaTopic", "orders", {
        partitions: 3,
        replicas: 3,
        config: { "retention.ms": 7200000 },
      }),
      own("KafkaTopic", "by-key", { config: { "cleanup.policy": "compact,delete" } }),
      own("KafkaUser", "ann", {
        authentication: { type: "scram-sha-512" },
        quotas: { producerByteRate: 1048576 },
        authorization: { type: "simple", acls: rules() },
      }),
      own("KafkaUser", "my-user", {
        authentication: { type: "tls" },
        authorization: { type: "simple", acls: rules() },
      }),
    ];
    const scram = app({
      BOOTSTRAP: "events-kafka-bootstrap.shop.svc:9094",
      TOPIC: "orders",
      JAAS: ["ann", "sasl.jaas.config"],
      SETTINGS: "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512",
    }, ["events-cluster-ca-cert"]);
    const tls = {
      ...app({
        BOOTSTRAP: "events-kafka-bootstrap.shop.svc:9093",
        TOPIC: "orders",
        SETTINGS: "security.protocol=SSL",
      }, ["events-cluster-ca-cert", "my-user"]),
      metadata: { name: "tls", namespace: "shop" },
    };
    const plain = {
      ...app({
        BOOTSTRAP: "events-kafka-bootstrap:9092",
        TOPIC: "orders",
        SETTINGS: "security.protocol=PLAINTEXT",
      }),
      metadata: { name: "plain", namespace: "shop" },
    };
    const conversion = await convert([...manifests, scram, tls, plain]);
    await using node = await RunningKafka.start(conversion, "events-dual");
    for (let time = 0; time < 2; time++) {
      const setup = await node.run("events-setup");
      assert(setup.success, setup.said);
    }
    for (const name of ["app", "tls"]) {
      const { success, said } = await node.run(name, USE);
      assert(success, said);
      assertStringIncludes(said, "hello\n");
    }
    // Nobody is anybody on the listener without authentication.
    const refused = await node.run(
      "plain",
      `"$KAFKA_HOME"/bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --describe --topic orders 2>&1`,
    );
    assertStringIncludes(refused.said, "does not exist");
    const described = await node.run(
      "events-setup",
      `"$KAFKA_HOME"/bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --command-config /opt/dekube/config/admin.properties --describe`,
    );
    assertStringIncludes(described.said, "PartitionCount: 3");
    assertStringIncludes(described.said, "retention.ms=7200000");
    assertStringIncludes(described.said, "cleanup.policy=compact,delete");
  },
});

/** What somebody needs who writes to a topic and reads it. */
function rules(): object[] {
  return [
    {
      resource: { type: "topic", name: "ord", patternType: "prefix" },
      operations: ["Read", "Write", "Describe"],
    },
    { resource: { type: "group", name: "group" }, operations: ["Read"] },
  ];
}

Deno.test({
  ...needsKafka("a cluster of the time of ZooKeeper becomes a node that serves everybody"),
  async fn() {
    const conversion = await convert([
      {
        ...kafka({ replicas: 3, storage: { type: "persistent-claim", size: "1Gi" } }, {
          zookeeper: { replicas: 3 },
          entityOperator: { topicOperator: {} },
        }),
        apiVersion: "kafka.strimzi.io/v1beta2",
      },
      own("KafkaTopic", "plain-topic", { topicName: "plain_topic", partitions: 1 }),
      app({
        BOOTSTRAP: "events-kafka-bootstrap:9092",
        TOPIC: "plain_topic",
        SETTINGS: "security.protocol=PLAINTEXT",
      }),
    ]);
    await using node = await RunningKafka.start(conversion, "events-kafka");
    const setup = await node.run("events-setup");
    assert(setup.success, setup.said);
    const { success, said } = await node.run("app", USE);
    assert(success, said);
    assertStringIncludes(said, "hello\n");
    assertEquals(conversion.project.services["events-zookeeper"], undefined);
  },
});

Deno.test({
  ...needsKafka("a worker of Connect logs in with the Secret of its user, and has its connectors"),
  async fn() {
    const connect = own("KafkaConnect", "events", {
      bootstrapServers: "events-kafka-bootstrap.shop.svc:9094",
      tls: { trustedCertificates: [{ secretName: "events-cluster-ca-cert", pattern: "*.crt" }] },
      authentication: {
        type: "scram-sha-512",
        username: "ann",
        passwordSecret: { secretName: "ann", password: "password" },
      },
      config: {
        "config.storage.replication.factor": 3,
        "offset.storage.replication.factor": -1,
        "status.storage.replication.factor": 1,
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
      },
    });
    const annotations = { "strimzi.io/use-connector-resources": "true" };
    const conversion = await convert([
      kafka({ listeners: [PLAIN, { ...SCRAM, authentication: { type: "scram-sha-512" } }] }),
      own("KafkaUser", "ann", {
        authentication: {
          type: "scram-sha-512",
          password: { valueFrom: { secretKeyRef: { name: "wanted", key: "pw" } } },
        },
      }),
      secret("wanted", { pw: `a"b\\c'$(d)` }),
      own("KafkaTopic", "lines"),
      { ...connect, metadata: { ...connect.metadata, annotations } },
      own("KafkaConnector", "source", {
        class: "org.apache.kafka.connect.file.FileStreamSourceConnector",
        tasksMax: 1,
        config: { file: "/etc/hostname", topic: "lines" },
      }),
      app({
        BOOTSTRAP: "events-kafka-bootstrap.shop.svc:9092",
      }),
    ]);
    assertEquals(conversion.diagnostics.map(({ code }) => code), ["one-copy"]);
    await using node = await RunningKafka.start(conversion, "events-kafka");
    const setup = await node.run("events-setup");
    assert(setup.success, setup.said);
    node.spawn("events-connect");
    const connectors = await node.run("events-connectors");
    assert(connectors.success, connectors.said);
    const { said } = await node.run(
      "app",
      `"$KAFKA_HOME"/bin/kafka-console-consumer.sh --bootstrap-server "$BOOTSTRAP" --topic lines --from-beginning --max-messages 1 --timeout-ms 60000 2>&1`,
    );
    assertStringIncludes(said, Deno.hostname());
  },
});
