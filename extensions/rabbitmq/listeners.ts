/**
 * Where a broker listens.
 *
 * @module
 */

import type { MadePort } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";

/** A protocol, with TLS and without. */
interface Protocol {
  plain: MadePort;
  tls: MadePort;
  /** Plugins of which one makes the broker speak it; none where it always does. */
  plugins?: readonly string[];
  /** The key of the default user's Secret that has its port. */
  key?: string;
  /** Config of the listener with TLS. */
  secured?: readonly string[];
  /** Config that keeps those without TLS out. */
  closed?: readonly string[];
  /** Config of the listener without TLS beside one with it. */
  open?: readonly string[];
  /** What begins the keys of the certificates, where the listener has its own. */
  certificates?: string;
}

const PROTOCOLS: readonly Protocol[] = [
  {
    plain: { name: "amqp", port: 5672 },
    tls: { name: "amqps", port: 5671 },
    secured: ["listeners.ssl.default = 5671"],
    closed: ["listeners.tcp = none"],
    certificates: "ssl_options",
  },
  {
    plain: { name: "management", port: 15672 },
    tls: { name: "management-tls", port: 15671 },
    secured: ["management.ssl.port = 15671"],
    open: ["management.tcp.port = 15672"],
    certificates: "management.ssl",
  },
  {
    plain: { name: "prometheus", port: 15692 },
    tls: { name: "prometheus-tls", port: 15691 },
    secured: ["prometheus.ssl.port = 15691"],
    open: ["prometheus.tcp.port = 15692"],
    certificates: "prometheus.ssl",
  },
  {
    plain: { name: "mqtt", port: 1883 },
    tls: { name: "mqtts", port: 8883 },
    plugins: ["rabbitmq_mqtt"],
    key: "mqtt-port",
    secured: ["mqtt.listeners.ssl.default = 8883"],
    closed: ["mqtt.listeners.tcp = none"],
  },
  {
    plain: { name: "stomp", port: 61613 },
    tls: { name: "stomps", port: 61614 },
    plugins: ["rabbitmq_stomp"],
    key: "stomp-port",
    secured: ["stomp.listeners.ssl.1 = 61614"],
    closed: ["stomp.listeners.tcp = none"],
  },
  {
    plain: { name: "web-mqtt", port: 15675 },
    tls: { name: "web-mqtt-tls", port: 15676 },
    plugins: ["rabbitmq_web_mqtt"],
    key: "web-mqtt-port",
    secured: ["web_mqtt.ssl.port = 15676"],
    closed: ["web_mqtt.tcp.listener = none"],
    certificates: "web_mqtt.ssl",
  },
  {
    plain: { name: "web-stomp", port: 15674 },
    tls: { name: "web-stomp-tls", port: 15673 },
    plugins: ["rabbitmq_web_stomp"],
    key: "web-stomp-port",
    secured: ["web_stomp.ssl.port = 15673"],
    closed: ["web_stomp.tcp.listener = none"],
    certificates: "web_stomp.ssl",
  },
  {
    plain: { name: "web-amqp", port: 15678 },
    tls: { name: "web-amqp-tls", port: 15677 },
    plugins: ["rabbitmq_web_amqp"],
    key: "web-amqp-port",
    secured: ["web_amqp.tls.port = 15677"],
    open: ["web_amqp.tcp.port = 15678"],
    certificates: "web_amqp.tls",
  },
  {
    plain: { name: "stream", port: 5552 },
    tls: { name: "streams", port: 5551 },
    plugins: ["rabbitmq_stream", "rabbitmq_stream_management", "rabbitmq_multi_dc_replication"],
    key: "stream-port",
    secured: ["stream.listeners.ssl.default = 5551"],
    closed: ["stream.listeners.tcp = none"],
  },
];

function spoken({ plugins }: Pick<Cluster, "plugins">): Protocol[] {
  return PROTOCOLS.filter((protocol) =>
    !protocol.plugins || protocol.plugins.some((plugin) => plugins.includes(plugin))
  );
}

/** Ports of the container. */
export function containerPorts(cluster: Cluster): MadePort[] {
  return [
    { name: "epmd", port: 4369 },
    ...spoken(cluster).flatMap(({ plain, tls }) => [
      ...(cluster.tls?.isOnly ? [] : [plain]),
      ...(cluster.tls ? [tls] : []),
    ]),
  ];
}

/** Ports of the Service for clients: metrics are there once. */
export function servicePorts(cluster: Cluster): MadePort[] {
  return spoken(cluster).flatMap(({ plain, tls }) => {
    const isOpen = plain.name === "prometheus" ? !cluster.tls : !cluster.tls?.isOnly;
    return [...(isOpen ? [plain] : []), ...(cluster.tls ? [tls] : [])];
  });
}

/** Ports that the default user's Secret has, by its keys. */
export function portKeys(cluster: Cluster): Record<string, string> {
  const of = ({ plain, tls }: Protocol) => String((cluster.tls ? tls : plain).port);
  return Object.fromEntries([
    ["port", of(PROTOCOLS[0])],
    ...spoken(cluster).flatMap((protocol) =>
      protocol.key && protocol.plugins?.[0] && cluster.plugins.includes(protocol.plugins[0])
        ? [[protocol.key, of(protocol)]]
        : []
    ),
  ]);
}

/** Where the certificates are. */
export const TLS_FOLDER = "/etc/rabbitmq-tls";

/** The config of the listeners; without certificates each has its own port anyway. */
export function listenerConfig(cluster: Cluster): string[] {
  const { tls } = cluster;
  if (!tls) return [];
  return [
    ...spoken(cluster).flatMap(({ secured = [], closed = [], open = [], certificates }) => [
      ...(certificates
        ? [
          `${certificates}.certfile = ${TLS_FOLDER}/tls.crt`,
          `${certificates}.keyfile = ${TLS_FOLDER}/tls.key`,
          ...(tls.authority === "" ? [] : [`${certificates}.cacertfile = ${TLS_FOLDER}/ca.crt`]),
        ]
        : []),
      ...secured,
      ...(tls.isOnly ? closed : open),
    ]),
    ...(tls.authority === "" ? [] : ["ssl_options.verify = verify_peer"]),
  ];
}
