/**
 * Applications that stream through a Kafka of Strimzi's, over TLS, each as a user that it makes.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { browse } from "../_chart.ts";
import { applicationTest, NAMESPACE, resource, restart } from "./_application.ts";

const API = "kafka.strimzi.io/v1";

const OF_CLUSTER = { "strimzi.io/cluster": "events" };

/** A cluster with a listener that lets in who authenticates in a way, a topic, and a user with its rules. */
function cluster(type: "tls" | "scram-sha-512", acls: Record<string, unknown>[]) {
  return [
    resource(API, "KafkaNodePool", "pool", {
      replicas: 3,
      roles: ["controller", "broker"],
      jvmOptions: { "-Xmx": "384m" },
      storage: { type: "persistent-claim", size: "1Gi" },
    }, OF_CLUSTER),
    resource(API, "Kafka", "events", {
      kafka: {
        listeners: [
          { name: "secure", port: 9093, type: "internal", tls: true, authentication: { type } },
        ],
        authorization: { type: "simple" },
      },
      entityOperator: { topicOperator: {}, userOperator: {} },
    }),
    resource(API, "KafkaTopic", "orders", { partitions: 1, replicas: 3 }, OF_CLUSTER),
    resource(API, "KafkaUser", "kitchen", {
      authentication: { type },
      authorization: {
        type: "simple",
        acls: [
          {
            resource: { type: "topic", name: "orders" },
            operations: ["Read", "Write", "Describe"],
          },
          ...acls,
        ],
      },
    }, OF_CLUSTER),
  ];
}

const KAFKA = {
  bootstrapServers: `events-kafka-bootstrap.${NAMESPACE}.svc:9093`,
  user: "kitchen",
  caSecret: "events-cluster-ca-cert",
};

const IMAGE = { "quay.io/strimzi/kafka:1.2.0-kafka-4.3.1": "strimzi-kafka" } as const;

applicationTest({
  operator: "strimzi",
  application: "faust",
  does: "counts what it is told as a user with a password, and counts on after down and up",
  values: {
    kafka: KAFKA,
    app: `import os
import ssl
import faust

def credentials(password=os.environ["KAFKA_PASSWORD"]):
    return faust.SASLCredentials(
        username=os.environ["KAFKA_USER"],
        password=password,
        mechanism="SCRAM-SHA-512",
        ssl_context=ssl.create_default_context(cafile="/etc/ca/ca.crt"),
    )

app = faust.App(
    "shop",
    broker="kafka://" + os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    broker_credentials=credentials(),
    store="memory://",
    topic_partitions=1,
    topic_replication_factor=1,
)
orders = app.topic("orders", value_serializer="raw")
counts = app.Table("counts", default=int, partitions=1)

@app.agent(orders)
async def count(stream):
    async for kind in stream:
        counts[kind.decode()] += 1

@app.page("/orders/{kind}")
class Orders(faust.web.View):
    async def post(self, request, kind):
        await orders.send(value=kind.encode())
        return self.json({"sent": kind})

    async def get(self, request, kind):
        return self.json({"count": counts[kind]})
`,
  },
  resources: cluster("scram-sha-512", [
    { resource: { type: "topic", name: "shop-", patternType: "prefix" }, operations: ["All"] },
    { resource: { type: "group", name: "shop", patternType: "prefix" }, operations: ["All"] },
  ]),
  images: { ...IMAGE, "faust:0.15.3": "faust" },
  async check(stack) {
    const url = "orders.example.test/orders/assam";
    const counted = (count: number) =>
      stack.eventually(
        () => browse(stack, url),
        ({ status, body }) => status === 200 && new RegExp(`"count": ?${count}\\b`).test(body),
        180_000,
      );
    const order = () => browse(stack, url, "--request", "POST");
    await counted(0);
    assertEquals((await order()).status, 200);
    assertEquals((await order()).status, 200);
    await counted(2);
    await restart(stack);
    // It has it of the log of its changes alone.
    await counted(2);
    assertEquals((await order()).status, 200);
    await counted(3);

    const guessing = `import asyncio, shop
from aiokafka import AIOKafkaProducer
async def main():
    guessed = shop.credentials("guessed")
    producer = AIOKafkaProducer(
        bootstrap_servers=shop.os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=guessed.username,
        sasl_plain_password=guessed.password,
        ssl_context=guessed.ssl_context,
    )
    await producer.start()
asyncio.run(main())`;
    const { code, stderr } = await stack.docker([
      ...["exec", "-T", "faust", "python3.11", "-c", guessing],
    ], { anyCode: true });
    assertEquals(code, 1);
    assert(/Authentication failed|KafkaConnectionError/.test(stderr), stderr);
  },
});

applicationTest({
  operator: "strimzi",
  application: "faststream",
  does: "takes orders as a user with a certificate, and those that waited over down and up",
  values: {
    kafka: KAFKA,
    app: `import os
from faststream import FastStream
from faststream.confluent import KafkaBroker

SERVERS = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
STRANGER = {"security.protocol": "ssl", "ssl.ca.location": "/etc/ca/ca.crt"}
KITCHEN = {
    **STRANGER,
    "ssl.certificate.location": "/etc/user/user.crt",
    "ssl.key.location": "/etc/user/user.key",
}

broker = KafkaBroker(SERVERS, config=KITCHEN)
app = FastStream(broker)

@broker.subscriber("orders", group_id="kitchen", auto_offset_reset="earliest")
async def serve(kind: str):
    with open("/data/served", "a") as file:
        file.write(kind + "\\n")
`,
  },
  resources: cluster("tls", [
    { resource: { type: "group", name: "kitchen" }, operations: ["Read"] },
  ]),
  images: { ...IMAGE, "faststream:0.7.8": "faststream" },
  async check(stack) {
    const send = (who: string, topic: string, kind: string) => {
      const script = `import shop, sys
from confluent_kafka import Producer
faults = []
producer = Producer({"bootstrap.servers": shop.SERVERS, "message.timeout.ms": 20000, **shop.${who}})
producer.produce("${topic}", b"${kind}", on_delivery=lambda fault, _: faults.append(fault))
producer.flush(25)
sys.exit(0 if faults == [None] else str(faults))`;
      return stack.docker(["exec", "-T", "faststream", "python3.11", "-c", script], {
        anyCode: true,
      });
    };
    const isSent = ({ code }: { code: number }) => code === 0;
    const served = (wanted: string) =>
      stack.eventually(
        () => stack.sh("faststream", "cat /data/served"),
        (text) => text === wanted,
        180_000,
      );
    await stack.eventually(() => send("KITCHEN", "orders", "Assam"), isSent, 180_000);
    await served("Assam");
    assertEquals((await send("STRANGER", "orders", "Lapsang")).code, 1);
    assertEquals((await send("KITCHEN", "invoices", "Lapsang")).code, 1);
    await restart(stack);
    await stack.eventually(() => send("KITCHEN", "orders", "Darjeeling"), isSent, 180_000);
    // What an emptyDir holds stays as long as the project's volumes do.
    await served("Assam\nDarjeeling");
  },
});
