/**
 * The settings of the server.
 *
 * @module
 */

import { type ControllerContext, entries, mapping, text, texts } from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, nodeHost } from "./cluster.ts";
import { advertised, type Listener, protocolOf } from "./listeners.ts";
import { jaasQuote } from "./properties.ts";
import type { Storage } from "./storage.ts";

/** The name of who sets the server up; a KafkaUser that is called so is refused, for it has an underscore. */
export const ADMIN = "_dekube";

/** The port of who sets the server up, which asks for a password. */
export const ADMIN_PORT = 9091;

/** Where files are in the container. */
export const FOLDERS = {
  config: "/opt/dekube/config",
  certificates: "/opt/dekube/certificates",
  /** What the start script joins for the server, which wants key and certificate in one file. */
  keystores: "/tmp/dekube",
} as const;

const CONTROLLER = "CONTROLPLANE-9090";
const INNER = "REPLICATION-9091";

/** What the operator does not let a Kafka set. */
const FORBIDDEN =
  /^(?:listeners|listener\.|advertised\.|broker\.|host\.name|port$|inter\.broker\.listener\.name|sasl\.|ssl\.|security\.|password\.|log\.dir|zookeeper\.|authorizer\.|super\.user|node\.id|process\.roles|controller\.|metadata\.log\.dir)/;

/** What the operator lets it set all the same. */
const ALLOWED =
  /^(?:ssl\.(?:cipher\.suites|protocol|enabled\.protocols|secure\.random\.implementation|principal\.mapping\.rules)|controller\.quorum\.(?:election|fetch|request|append)\..*|broker\.session\.timeout\.ms|broker\.heartbeat\.interval\.ms|sasl\.server\.max\.receive\.size)$/;

/** What one node can't have more than one of. */
const REPLICAS = /(?:^|\.)(?:replication\.factor|min\.insync\.replicas|min\.isr)$/;

/** What is more than one where nobody says otherwise. */
const DEFAULTS = [
  "default.replication.factor",
  "min.insync.replicas",
  "offsets.topic.replication.factor",
  "share.coordinator.state.topic.min.isr",
  "share.coordinator.state.topic.replication.factor",
  "transaction.state.log.min.isr",
  "transaction.state.log.replication.factor",
];

/** Properties of the server; `password` is the administrator's. */
export function serverProperties(
  cluster: Cluster,
  listeners: readonly Listener[],
  storage: Storage,
  password: string,
  ctx: ControllerContext,
): Map<string, string> {
  const inner = [
    `${CONTROLLER}://127.0.0.1:9090`,
    `${INNER}://0.0.0.0:${ADMIN_PORT}`,
  ];
  const properties = new Map(ownSettings(cluster, ctx));
  const set = (key: string, value: string) => properties.set(key, value);
  for (const name of DEFAULTS) properties.set(name, "1");
  set("node.id", "0");
  set("process.roles", "broker,controller");
  set("controller.quorum.voters", "0@127.0.0.1:9090");
  set("controller.listener.names", CONTROLLER);
  set("inter.broker.listener.name", INNER);
  set("sasl.mechanism.inter.broker.protocol", "PLAIN");
  set("sasl.mechanism.controller.protocol", "PLAIN");
  set("sasl.enabled.mechanisms", "");
  set(
    "listeners",
    [
      ...inner,
      ...listeners.map(({ id, port }) => `${id}://0.0.0.0:${port}`),
    ].join(","),
  );
  set(
    "advertised.listeners",
    [
      `${INNER}://${nodeHost(cluster)}:${ADMIN_PORT}`,
      ...listeners.map((listener) => advertised(listener, cluster)),
    ].join(","),
  );
  set(
    "listener.security.protocol.map",
    [
      `${CONTROLLER}:SASL_PLAINTEXT`,
      `${INNER}:SASL_PLAINTEXT`,
      ...listeners.map((listener) => `${listener.id}:${protocolOf(listener)}`),
    ].join(","),
  );
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required username=${
    jaasQuote(ADMIN)
  } password=${jaasQuote(password)} user_${ADMIN}=${jaasQuote(password)};`;
  for (const name of [CONTROLLER, INNER]) {
    set(`listener.name.${name.toLowerCase()}.sasl.enabled.mechanisms`, "PLAIN");
    set(`listener.name.${name.toLowerCase()}.plain.sasl.jaas.config`, login);
  }
  for (const listener of listeners) {
    for (const [key, value] of listenerSettings(listener)) {
      set(`listener.name.${listener.id.toLowerCase()}.${key}`, value);
    }
  }
  set("log.dirs", storage.logs.join(","));
  set("metadata.log.dir", storage.metadata);
  for (const [key, value] of authorization(cluster, ctx)) set(key, value);
  return properties;
}

/** `spec.kafka.config`, without what the operator refuses and what one node can't have. */
function* ownSettings({ kafka, manifest }: Cluster, ctx: ControllerContext) {
  for (const [key, value] of entries(mapping(kafka.config))) {
    const report = () => ctx.report(manifest, `spec.kafka.config["${key}"]`);
    if (FORBIDDEN.test(key) && !ALLOWED.test(key)) {
      report().warn(
        "forbidden-setting",
        `the operator sets "${key}" itself, so it is left out here as there. Say it by the field of the Kafka that is for it`,
      );
    } else if (REPLICAS.test(key) && (wholeNumber(value) ?? 0) > 1) {
      report().info("one-copy", `"${key}" is ${text(value)}, and there is one node, so it is 1`);
    } else yield [key, text(value)] as const;
  }
}

function* listenerSettings(listener: Listener): Iterable<readonly [string, string]> {
  const { tls, authentication, configuration, fields, name } = listener;
  if (tls) {
    yield ["ssl.keystore.type", "PEM"];
    yield ["ssl.keystore.location", `${FOLDERS.keystores}/${name}.pem`];
  }
  if (authentication === "tls") {
    yield ["ssl.client.auth", "required"];
    yield ["ssl.truststore.type", "PEM"];
    yield ["ssl.truststore.location", `${FOLDERS.certificates}/clients-ca.crt`];
  }
  if (authentication === "scram-sha-512") {
    yield ["sasl.enabled.mechanisms", "SCRAM-SHA-512"];
    yield [
      "scram-sha-512.sasl.jaas.config",
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    ];
  }
  if (authentication === "custom") {
    for (const [key, value] of entries(mapping(fields.listenerConfig))) yield [key, text(value)];
  }
  const limits = [["maxConnections", "max.connections"], [
    "maxConnectionCreationRate",
    "max.connection.creation.rate",
  ]];
  for (const [field, key] of limits) {
    if (text(configuration[field]) !== "") yield [key, text(configuration[field])];
  }
}

/** Who may do what. Where that can't be kept, nobody may anything. */
function* authorization(
  { kafka, manifest }: Cluster,
  ctx: ControllerContext,
): Iterable<readonly [string, string]> {
  if (kafka.authorization === undefined || kafka.authorization === null) return;
  const { type, superUsers, authorizerClass } = mapping(kafka.authorization);
  const supers = [ADMIN, ...texts(superUsers)].map((user) => `User:${user}`).join(";");
  const sort = text(type);
  if (sort === "custom" && text(authorizerClass) !== "") {
    yield ["authorizer.class.name", text(authorizerClass)];
    yield ["super.users", supers];
    return;
  }
  if (sort !== "simple") {
    ctx.report(manifest, "spec.kafka.authorization").error(
      "unsupported-authorization",
      `who may do what is asked of "${sort}", which can't be kept here, so nobody but the superUsers may do anything. Use "type: simple" with acls of KafkaUsers`,
    );
  }
  yield ["authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"];
  yield ["super.users", supers];
}
