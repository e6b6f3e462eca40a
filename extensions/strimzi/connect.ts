/**
 * KafkaConnects, and the Job that gives them their connectors.
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
  namespaceOf,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { shellQuote, wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type ClientAccess, clientAccess } from "./clients.ts";
import { clusterOf, hostOf } from "./cluster.ts";
import { imageOf } from "./images.ts";
import { CONNECTOR, KAFKA } from "./kinds.ts";
import { propertiesFile } from "./properties.ts";
import { javaVariables, podFields } from "./server.ts";
import { FOLDERS } from "./server_properties.ts";

const PORT = 8083;

/** Clients that a worker has, each with settings of its own. */
const PREFIXES = ["", "producer.", "consumer.", "admin."];

/** Settings where a KafkaConnect says nothing: the operator's. */
const DEFAULTS = {
  "group.id": "connect-cluster",
  "offset.storage.topic": "connect-cluster-offsets",
  "config.storage.topic": "connect-cluster-configs",
  "status.storage.topic": "connect-cluster-status",
  "key.converter": "org.apache.kafka.connect.json.JsonConverter",
  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
};

/** What takes the place of a KafkaConnect. */
export function connectOf(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const spec = mapping(manifest.spec);
  const labels = {
    "strimzi.io/cluster": name,
    "strimzi.io/kind": "KafkaConnect",
    "strimzi.io/name": `${name}-connect`,
  };
  const metadata = (own: string) => ({
    name: own,
    ...(namespace === "" ? {} : { namespace }),
    labels,
  });
  const access = clientAccess(manifest, spec, PREFIXES, ctx);
  const config = `${name}-connect_config`;
  const service = (own: string, more: Mapping): Manifest => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(own),
    spec: { selector: labels, ports: [{ name: "rest-api", port: PORT }], ...more },
  });
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata(config),
      stringData: {
        "connect.properties": propertiesFile(
          workerProperties(manifest, access, objects, ctx),
        ),
        "start.sh": startScript(access),
      },
    },
    workerOf(manifest, { labels, metadata: metadata(`${name}-connect`), config, access }, ctx),
    service(`${name}-connect-api`, {}),
    service(`${name}-connect`, { clusterIP: "None" }),
    ...connectorsOf(manifest, metadata, objects, ctx),
  ];
}

function startScript({ script }: ClientAccess): string {
  return `#!/bin/bash
set -eu
properties=/tmp/connect.properties
cat ${FOLDERS.config}/connect.properties > "$properties"
${script}
exec "\${KAFKA_HOME:-/opt/kafka}"/bin/connect-distributed.sh "$properties"
`;
}

/** Settings of the worker. */
function workerProperties(
  manifest: Manifest,
  access: ClientAccess,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Map<string, string> {
  const spec = mapping(manifest.spec);
  const properties = new Map<string, string>(Object.entries(DEFAULTS));
  for (const [key, value] of entries(mapping(spec.config))) {
    const isCopies = key.endsWith("storage.replication.factor") && (wholeNumber(value) ?? 0) > 1;
    if (isCopies && objects.of(KAFKA).length > 0) {
      ctx.report(manifest, `spec.config["${key}"]`).info(
        "one-copy",
        `"${key}" is ${text(value)}, and there is one node, so it is 1`,
      );
      properties.set(key, "1");
    } else properties.set(key, text(value));
  }
  const fields = {
    "group.id": spec.groupId,
    "offset.storage.topic": spec.offsetStorageTopic,
    "config.storage.topic": spec.configStorageTopic,
    "status.storage.topic": spec.statusStorageTopic,
    "bootstrap.servers": spec.bootstrapServers,
  };
  for (const [key, value] of Object.entries(fields)) {
    if (text(value) !== "") properties.set(key, text(value));
  }
  properties.set("listeners", `http://0.0.0.0:${PORT}`);
  properties.set("plugin.path", "/opt/kafka/plugins");
  for (const [key, value] of access.properties) properties.set(key, value);
  return properties;
}

function workerOf(
  manifest: Manifest,
  { labels, metadata, config, access }: {
    labels: Record<string, string>;
    metadata: Manifest["metadata"];
    config: string;
    access: ClientAccess;
  },
  ctx: ControllerContext,
): Manifest {
  const spec = mapping(manifest.spec);
  const template = mapping(spec.template);
  const pod = mapping(template.pod);
  const container = mapping(template.connectContainer);
  const external = mapping(spec.externalConfiguration);
  const built = text(mapping(mapping(spec.build).output).image);
  if (built !== "" && text(spec.image) === "") {
    ctx.report(manifest, "spec.build").warn(
      "no-build",
      `nothing builds the image with the plugins here, so "${built}" has to be there. Build and push it, or set "image" to one that has them`,
    );
  }
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: spec.replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, ...mapping(mapping(pod.metadata).labels) },
          annotations: mapping(mapping(pod.metadata).annotations),
        },
        spec: {
          ...podFields(pod),
          containers: [{
            name: "connect",
            image: text(spec.image) || built ||
              imageOf(manifest, spec, "spec.version", ctx),
            command: ["/bin/bash", `${FOLDERS.config}/start.sh`],
            ports: [{ name: "rest-api", containerPort: PORT }],
            env: [
              ...javaVariables(mapping(spec.jvmOptions)),
              ...access.env,
              ...mappings(external.env),
              ...mappings(container.env),
            ],
            resources: spec.resources,
            securityContext: container.securityContext,
            readinessProbe: {
              httpGet: { path: "/", port: PORT },
              initialDelaySeconds: 60,
              timeoutSeconds: 5,
              ...mapping(spec.readinessProbe),
            },
            volumeMounts: [
              { name: "dekube-config", mountPath: FOLDERS.config, readOnly: true },
              ...access.mounts,
              ...mappings(external.volumes).map(({ name }) => ({
                name,
                mountPath: `/opt/kafka/external-configuration/${text(name)}`,
              })),
              ...mappings(container.volumeMounts),
            ],
          }],
          volumes: [
            { name: "dekube-config", secret: { secretName: config } },
            ...access.volumes,
            ...mappings(external.volumes),
            ...mappings(pod.volumes),
          ],
        },
      },
    },
  };
}

/** Waits for the worker, and then gives it each connector as it is to be. */
const SCRIPT = `set -eu
attempt=1
until curl -fsS "$CONNECT/" >/dev/null 2>&1; do
  if [ "$attempt" -ge 60 ]; then curl -fsS "$CONNECT/"; exit 1; fi
  attempt=$((attempt + 1))
  sleep 2
done
connector() {
  curl -fsS -X PUT -H 'Content-Type: application/json' --data @${FOLDERS.config}/"$1".json "$CONNECT/connectors/$1/config"
  curl -fsS -X PUT "$CONNECT/connectors/$1/$2"
}
`;

/** What the operator asks of the worker for each state. */
const STATES: Readonly<Record<string, string>> = { paused: "pause", stopped: "stop" };

function connectorsOf(
  manifest: Manifest,
  metadata: (name: string) => Manifest["metadata"],
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { name, annotations } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const connectors = objects.of(CONNECTOR).filter((object) =>
    namespaceOf(object) === namespace && clusterOf(object) === name
  );
  if (connectors.length === 0) return [];
  if (text(mapping(annotations)["strimzi.io/use-connector-resources"]) !== "true") {
    for (const connector of connectors) {
      ctx.report(connector, "spec").warn(
        "unused-connector",
        `the KafkaConnect "${name}" takes its connectors by its API alone, so nothing comes of this one. Annotate it with strimzi.io/use-connector-resources: "true"`,
      );
    }
    return [];
  }
  const files = connectors.map((connector) => {
    const { class: kind, tasksMax, config } = mapping(connector.spec);
    const settings = entries(mapping(config)).map(([key, value]) => [key, text(value)]);
    return [
      `${connector.metadata.name}.json`,
      JSON.stringify({
        ...Object.fromEntries(settings),
        "connector.class": text(kind),
        ...(text(tasksMax) === "" ? {} : { "tasks.max": text(tasksMax) }),
        name: connector.metadata.name,
      }),
    ];
  });
  const lines = connectors.map(({ metadata, spec }) => {
    const { state, pause } = mapping(spec);
    const asked = STATES[text(state)] ?? (pause === true ? "pause" : "resume");
    return `connector ${shellQuote(metadata.name)} ${asked}`;
  });
  const secretName = `${name}-connect_connectors`;
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata(secretName),
      stringData: {
        ...Object.fromEntries(files),
        "connectors.sh": `${SCRIPT}${lines.join("\n")}\n`,
      },
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: metadata(`${name}-connectors`),
      spec: {
        template: {
          spec: {
            restartPolicy: "OnFailure",
            containers: [{
              name: "connectors",
              image: imageOf(manifest, mapping(manifest.spec), "spec.version", ctx),
              command: ["/bin/bash", `${FOLDERS.config}/connectors.sh`],
              env: [{
                name: "CONNECT",
                value: `http://${hostOf({ namespace }, `${name}-connect-api`)}:${PORT}`,
              }],
              volumeMounts: [{ name: "connectors", mountPath: FOLDERS.config, readOnly: true }],
            }],
            volumes: [{ name: "connectors", secret: { secretName } }],
          },
        },
      },
    },
  ];
}
