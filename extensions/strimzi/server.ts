/**
 * The node of a cluster: a StatefulSet of one, and what it is started with.
 *
 * @module
 */

import {
  type ControllerContext,
  entries,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  texts,
} from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { nodeSecret } from "./certificates.ts";
import { type Cluster, owned } from "./cluster.ts";
import { podLabels, selecting } from "./labels.ts";
import type { Listener } from "./listeners.ts";
import { propertiesFile } from "./properties.ts";
import { ADMIN_PORT, FOLDERS } from "./server_properties.ts";
import type { Storage } from "./storage.ts";

/** Ports beside those of listeners. */
const CONTROLLER_PORT = 9090;

/** What Strimzi's image is: its user is in the group 0. */
export const IDENTITY = { runAsUser: 1001, runAsGroup: 0, fsGroup: 0 };

/** Name of the Secret with the server's settings; no object of the user's has an underscore. */
function configName({ name }: Cluster): string {
  return `${name}_server`;
}

/** What starts the server. Kafka is at the same place in Strimzi's images and in Apache's. */
function startScript(listeners: readonly Listener[], id: string): string {
  const keystores = listeners.filter(({ tls }) => tls).map(({ name, configuration }) => {
    const { key, certificate } = certificateFiles(name, mapping(configuration));
    return `join ${shellQuote(name)} ${shellQuote(key)} ${shellQuote(certificate)}`;
  });
  return `#!/bin/bash
set -eu
umask 077
kafka=\${KAFKA_HOME:-/opt/kafka}
config=${FOLDERS.config}/server.properties
mkdir -p ${FOLDERS.keystores}
# Kafka wants a key as PKCS #8, and its certificates behind it.
join() {
  { openssl pkcs8 -topk8 -nocrypt -in "$2" 2>/dev/null || cat "$2"; cat "$3"; } > ${FOLDERS.keystores}/"$1".pem
}
${
    keystores.map((line) => `${line}\n`).join("")
  }"$kafka"/bin/kafka-storage.sh format -t=${id} -c="$config" --ignore-formatted
exec "$kafka"/bin/kafka-server-start.sh "$config"
`;
}

/** Where a listener's key and certificate are. */
function certificateFiles(
  name: string,
  configuration: Mapping,
): { key: string; certificate: string } {
  const prefix = configuration.brokerCertChainAndKey ? `listener-${name}` : "broker";
  return {
    key: `${FOLDERS.certificates}/${prefix}.key`,
    certificate: `${FOLDERS.certificates}/${prefix}.crt`,
  };
}

/** The node's set, and the Secret with its settings. */
export function serverOf(
  cluster: Cluster,
  listeners: readonly Listener[],
  storage: Storage,
  properties: Iterable<readonly [string, string]>,
  ctx: ControllerContext,
): Manifest[] {
  const { manifest, name, namespace, kafka, node, pool, set, image } = cluster;
  const templates = [mapping(kafka.template), mapping(mapping(pool?.spec).template)];
  const field = (part: string) =>
    Object.assign({}, ...templates.map((template) => mapping(template[part]))) as Mapping;
  const pod = field("pod");
  const podMetadata = mapping(pod.metadata);
  const labels = {
    ...podLabels({
      ...identityOf(cluster),
      origin: pool ?? manifest,
      type: "kafka",
      set,
      template: pod,
    }),
    ...selectorOf(cluster),
    "strimzi.io/controller-role": String(texts(mapping(pool?.spec).roles).includes("controller")),
  };
  const id = ctx.generated.value(manifest, "cluster-id", newClusterId);
  const sources = certificateSources(cluster, listeners);
  const container = field("kafkaContainer");
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: owned(cluster, configName(cluster)),
      stringData: {
        "server.properties": propertiesFile(properties),
        "start.sh": startScript(listeners, id),
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: {
        name: set,
        ...(namespace === "" ? {} : { namespace }),
        labels: selectorOf(cluster),
      },
      spec: {
        replicas: 1,
        serviceName: `${name}-kafka-brokers`,
        selector: { matchLabels: selectorOf(cluster) },
        template: {
          metadata: { labels, annotations: mapping(podMetadata.annotations) },
          spec: {
            ...podFields(pod),
            serviceAccountName: `${name}-kafka`,
            containers: [{
              name: "kafka",
              image,
              command: ["/bin/bash", `${FOLDERS.config}/start.sh`],
              ports: [CONTROLLER_PORT, ADMIN_PORT, ...listeners.map(({ port }) => port)]
                .map((containerPort) => ({ containerPort })),
              env: [...javaVariables(mapping(node.jvmOptions)), ...mappings(container.env)],
              resources: node.resources,
              securityContext: container.securityContext,
              readinessProbe: {
                tcpSocket: { port: ADMIN_PORT },
                initialDelaySeconds: 15,
                timeoutSeconds: 5,
                ...mapping(kafka.readinessProbe),
              },
              volumeMounts: [
                ...storage.mounts,
                { name: "dekube-config", mountPath: FOLDERS.config, readOnly: true },
                ...sources.length > 0
                  ? [{
                    name: "dekube-certificates",
                    mountPath: FOLDERS.certificates,
                    readOnly: true,
                  }]
                  : [],
                ...mappings(container.volumeMounts),
              ],
            }],
            volumes: [
              ...storage.volumes,
              { name: "dekube-config", secret: { secretName: configName(cluster) } },
              ...sources.length > 0
                ? [{ name: "dekube-certificates", projected: { sources } }]
                : [],
              ...mappings(pod.volumes),
            ],
          },
        },
        volumeClaimTemplates: storage.claims,
      },
    },
  ];
}

/** Labels of the node, by which its Services find it. */
export function selectorOf(cluster: Cluster): Record<string, string> {
  return {
    ...selecting(identityOf(cluster)),
    "strimzi.io/broker-role": "true",
    "strimzi.io/pool-name": cluster.pool?.metadata.name ?? "kafka",
  };
}

function identityOf({ name }: Cluster) {
  return { kind: "Kafka", cluster: name, component: `${name}-kafka` };
}

/** Fields of a template that are a pod's under the same name. */
export function podFields(pod: Mapping): Mapping {
  const names = [
    ...["affinity", "tolerations", "imagePullSecrets", "priorityClassName", "schedulerName"],
    ...["topologySpreadConstraints", "hostAliases", "terminationGracePeriodSeconds"],
    ...["enableServiceLinks", "securityContext", "dnsConfig", "dnsPolicy", "hostUsers"],
  ];
  return {
    securityContext: IDENTITY,
    ...Object.fromEntries(entries(pod).filter(([name]) => names.includes(name))),
  };
}

/** What Kafka's scripts read of the virtual machine's options. */
export function javaVariables(options: Mapping): Mapping[] {
  const heap = ["-Xms", "-Xmx"].flatMap((flag) =>
    text(options[flag]) === "" ? [] : [`${flag}${text(options[flag])}`]
  );
  const tuning = entries(mapping(options["-XX"])).map(([name, value]) =>
    text(value) === "true" || text(value) === "false"
      ? `-XX:${text(value) === "true" ? "+" : "-"}${name}`
      : `-XX:${name}=${text(value)}`
  );
  const system = mappings(options.javaSystemProperties)
    .map(({ name, value }) => `-D${text(name)}=${text(value)}`);
  return [
    ...variable("KAFKA_HEAP_OPTS", heap),
    ...variable("KAFKA_JVM_PERFORMANCE_OPTS", tuning),
    ...variable("KAFKA_OPTS", system),
    // Else the scripts make a folder that the image's user can't.
    { name: "LOG_DIR", value: "/tmp/kafka-logs" },
  ];
}

function variable(name: string, words: readonly string[]): Mapping[] {
  return words.length === 0 ? [] : [{ name, value: words.join(" ") }];
}

function certificateSources(cluster: Cluster, listeners: readonly Listener[]): Mapping[] {
  const encrypted = listeners.filter(({ tls }) => tls);
  const own = encrypted.flatMap(({ name, configuration }) => {
    const { secretName, certificate, key } = mapping(configuration.brokerCertChainAndKey);
    return secretName
      ? [
        source(text(secretName), [[text(certificate), `listener-${name}.crt`], [
          text(key),
          `listener-${name}.key`,
        ]]),
      ]
      : [];
  });
  const needsNode = encrypted.length > own.length;
  const needsClients = listeners.some(({ authentication }) => authentication === "tls");
  return [
    ...needsNode
      ? [source(nodeSecret(cluster), [["tls.crt", "broker.crt"], ["tls.key", "broker.key"]])]
      : [],
    ...needsClients
      ? [source(`${cluster.name}-clients-ca-cert`, [["ca.crt", "clients-ca.crt"]])]
      : [],
    ...own,
  ];
}

function source(name: string, files: readonly (readonly [key: string, path: string])[]): Mapping {
  return { secret: { name, items: files.map(([key, path]) => ({ key, path })) } };
}

/** 128 random bits as Kafka writes them; a leading dash would look like an option. */
function newClusterId(): string {
  const id = crypto.getRandomValues(new Uint8Array(16)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  return id.startsWith("-") ? `A${id.slice(1)}` : id;
}
