import { assert, assertEquals } from "@std/assert";
import { mapping, mappings } from "@dekube/engine/pacts";
import { needsTool } from "../../tools/needs_tool.ts";
import { type RunningBroker, withBroker } from "../../tools/running_rabbitmq.ts";
import { convert, declared, object, resource } from "./_testing.ts";

const HOSTILE = `p"a\\s's $(id) \`id\` #@text`;

Deno.test({
  ...needsTool(
    "RabbitMQ has all that is declared in it, and the users of its Secrets",
    "/usr/lib/rabbitmq/bin/rabbitmq-defaults",
    "Debian's rabbitmq-server",
  ),
  async fn() {
    const conversion = await convert([
      resource("RabbitmqCluster", "mq", {
        replicas: 3,
        rabbitmq: {
          additionalPlugins: [
            "rabbitmq_shovel",
            "rabbitmq_federation",
            "rabbitmq_stream",
          ],
          additionalConfig: "channel_max = 1050\n",
          advancedConfig: "[{rabbit, [{frame_max, 65536}]}].\n",
          envConfig: "RABBITMQ_LOG_LEVEL=info\n",
        },
      }),
      object("Secret", "mq-default-user", {
        stringData: { username: "boss", password: HOSTILE },
      }),
      object("Secret", "buyer", { stringData: { username: "buyer", password: HOSTILE } }),
      object("Secret", "links", {
        stringData: {
          uri: "amqp://a:b@one,amqp://c:d@two",
          srcUri: "amqp://",
          destUri: "amqp://e:f@three",
        },
      }),
      declared("Vhost", "orders", {
        name: "orders",
        limits: { connections: 10, queues: 20 },
        tags: ["a"],
      }),
      declared("User", "app", { tags: ["management"], limits: { connections: 5 } }),
      declared("User", "buyer", {
        tags: ["policymaker", "monitoring"],
        importCredentialsSecret: { name: "buyer" },
      }),
      declared("User", "gone", { importCredentialsSecret: { name: "gone" } }),
      declared("Permission", "gone", {
        vhost: "orders",
        userReference: { name: "gone" },
        permissions: { read: ".*" },
      }),
      object("Secret", "open", { stringData: { username: "open", passwordHash: "" } }),
      declared("User", "open", { importCredentialsSecret: { name: "open" } }),
      object("Secret", "named", { stringData: { username: "named" } }),
      declared("User", "named", { importCredentialsSecret: { name: "named" } }),
      object("Secret", "hashed", {
        stringData: { username: "hashed", passwordHash: await hashOf("s3cret") },
      }),
      declared("User", "hashed", {
        tags: ["management"],
        importCredentialsSecret: { name: "hashed" },
      }),
      declared("Permission", "app", {
        vhost: "orders",
        userReference: { name: "app" },
        permissions: { configure: "^app", read: ".*" },
      }),
      declared("Permission", "buyer", {
        vhost: "orders",
        user: "buyer",
        permissions: { read: ".*" },
      }),
      declared("TopicPermission", "buyer", {
        vhost: "orders",
        user: "buyer",
        permissions: { exchange: "events", write: "^a", read: "^b" },
      }),
      declared("Exchange", "events", {
        name: "events",
        vhost: "orders",
        type: "topic",
        durable: true,
      }),
      declared("Queue", "q", {
        name: 'q "1"',
        vhost: "orders",
        type: "quorum",
        durable: true,
        arguments: { "x-max-length": 5 },
      }),
      declared("Binding", "b", {
        vhost: "orders",
        source: "events",
        destination: 'q "1"',
        destinationType: "queue",
        routingKey: "a.#",
        arguments: { x: "y" },
      }),
      declared("Policy", "p", {
        name: "ttl",
        vhost: "orders",
        pattern: "^q",
        applyTo: "queues",
        definition: { "message-ttl": 1000 },
      }),
      declared("OperatorPolicy", "op", {
        name: "max",
        vhost: "orders",
        pattern: ".*",
        priority: 2,
        definition: { "max-length": 9 },
      }),
      declared("Federation", "f", {
        name: "up",
        vhost: "orders",
        uriSecret: { name: "links" },
        ackMode: "on-confirm",
        "prefetch-count": 7,
      }),
      declared("Shovel", "s", {
        name: "move",
        vhost: "orders",
        uriSecret: { name: "links" },
        srcQueue: 'q "1"',
        destQueue: "there",
        srcDeleteAfter: "never",
      }),
      declared("SchemaReplication", "sr", {
        endpoints: "a:5672,b:5672",
        upstreamSecret: { name: "buyer" },
      }),
      declared("SuperStream", "ss", { name: "ss", partitions: 2, vhost: "orders" }),
    ]);
    await withBroker(conversion, "mq-server", check);
  },
});

/** A password as RabbitMQ keeps it: four bytes of salt, and the hash of both. */
async function hashOf(password: string): Promise<string> {
  const salt = new Uint8Array([1, 2, 3, 4]);
  const salted = new Uint8Array([...salt, ...new TextEncoder().encode(password)]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", salted));
  return new Uint8Array([...salt, ...hash]).toBase64();
}

async function check({ ask }: RunningBroker): Promise<void> {
  const boss = ["boss", HOSTILE] as const;
  const [status, found] = await ask("definitions", boss);
  assertEquals(status, 200);
  const definitions = mapping(found);
  const of = (section: string, ...keys: string[]) =>
    mappings(definitions[section]).map((item) => keys.map((key) => item[key]));

  const users = mappings(definitions.users);
  assertEquals(
    users.map(({ name }) => String(name)).filter((name) => name.length < 32).toSorted(),
    ["boss", "buyer", "hashed", "named", "open"],
  );
  assertEquals(
    users.map(({ name, tags }) => `${name} ${tags}`).filter((user) => /^b/.test(user)).toSorted(),
    ["boss administrator", "buyer policymaker,monitoring"],
  );
  assert(
    users.some(({ tags, limits }) =>
      JSON.stringify([tags, limits]) === '[["management"],{"max-connections":5}]'
    ),
  );
  // The password works as it stands in the Secret.
  assertEquals((await ask("whoami", ["buyer", HOSTILE]))[0], 200);
  assertEquals((await ask("whoami", ["hashed", "s3cret"]))[0], 200);
  for (const [name, word] of [["guest", "guest"], ["open", ""], ["named", ""]] as const) {
    assertEquals((await ask("whoami", [name, word]))[0], 401);
  }

  assertEquals(of("vhosts", "name").flat().toSorted(), ["/", "orders"]);
  assertEquals(
    mappings(definitions.permissions).map(({ vhost, configure, write, read }) =>
      [vhost, configure, write, read].join(" ")
    ).toSorted(),
    ["/ .* .* .*", "orders   .*", "orders ^app  .*"],
  );
  assertEquals(of("topic_permissions", "user", "vhost", "exchange", "write", "read"), [
    ["buyer", "orders", "events", "^a", "^b"],
  ]);
  assertEquals(of("queues", "name", "arguments").map((queue) => JSON.stringify(queue)).toSorted(), [
    '["q \\"1\\"",{"x-max-length":5,"x-queue-type":"quorum"}]',
    '["ss-0",{"x-queue-type":"stream"}]',
    '["ss-1",{"x-queue-type":"stream"}]',
  ]);
  assertEquals(of("exchanges", "name", "type").map(String).toSorted(), [
    "events,topic",
    "ss,direct",
  ]);
  assertEquals(of("bindings", "source", "destination", "routing_key").map(String).toSorted(), [
    'events,q "1",a.#',
    "ss,ss-0,0",
    "ss,ss-1,1",
  ]);
  assertEquals(of("policies", "name", "definition"), [["ttl", { "message-ttl": 1000 }]]);
  const parameters = Object.fromEntries(
    mappings(definitions.parameters).map(({ component, value }) => [component, value]),
  );
  assertEquals(parameters["vhost-limits"], { "max-connections": 10, "max-queues": 20 });
  assertEquals(mapping(parameters.operator_policy).priority, 2);
  assertEquals(mapping(parameters["federation-upstream"])["prefetch-count"], 7);
  assertEquals(mapping(parameters["federation-upstream"])["ack-mode"], "on-confirm");
  assertEquals(mapping(parameters.shovel)["src-queue"], 'q "1"');
  assertEquals(
    mappings(definitions.global_parameters).filter(({ name }) =>
      name === "schema_definition_sync_upstream"
    ).map(({ value }) => mapping(value).endpoints),
    [["a:5672", "b:5672"]],
  );
}
