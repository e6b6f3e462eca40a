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
import { type ClientAccess, clientAccess, loginScript, prefixed } from "./clients.ts";
import { clusterOf, hostOf, sayNoMetrics } from "./cluster.ts";
import { imageOf } from "./images.ts";
import { CONNECTOR, KAFKA } from "./kinds.ts";
import { podLabels, selecting } from "./labels.ts";
import { propertiesFile } from "./properties.ts";
import { javaVariables, podFields } from "./server.ts";
import { FOLDERS } from "./server_properties.ts";

const PORT = 8083;

/** Clients that a worker has, each with settings of its own. */
const PREFIXES = ["", "producer.", "consumer.", "admin."];

/** Settings where nothing is said: the operator's. `name` begins those of topics. */
function defaults(name: string): Record<string, string> {
  return {
    "group.id": name,
    "offset.storage.topic": `${name}-offsets`,
    "config.storage.topic": `${name}-configs`,
    "status.storage.topic": `${name}-status`,
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
  };
}

/** What takes the place of a KafkaConnect. */
export function connectOf(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const spec = mapping(manifest.spec);
  const access = clientAccess(manifest, spec, { name: "own", path: "spec" }, ctx);
  const connectors = connectorsOf(manifest, objects, ctx);
  const properties = workerProperties(
    manifest,
    { spec, path: "spec", name: "connect-cluster" },
    access,
    objects,
    ctx,
  );
  return worker(manifest, { suffix: "connect", access, properties, connectors }, ctx);
}

/** What the operator calls workers, by what is behind their names. */
const TYPES: Readonly<Record<Worker["suffix"], string>> = {
  connect: "kafka-connect",
  mirrormaker2: "kafka-mirror-maker-2",
};

/** A worker, which KafkaConnects and KafkaMirrorMaker2s become. */
export interface Worker {
  /** What is behind its name in the names of what belongs to it. */
  suffix: "connect" | "mirrormaker2";
  /** How it reaches its cluster. */
  access: ClientAccess;
  /** How its connectors reach others. */
  others?: readonly ClientAccess[];
  /** Its settings. */
  properties: ReadonlyMap<string, string>;
  /** What it runs. */
  connectors: readonly Connector[];
}

/** What a worker runs. */
export interface Connector {
  /** Its name. */
  name: string;
  /** What it is told. */
  config: Readonly<Record<string, string>>;
  /** What the worker is asked for: `resume`, `pause` or `stop`. */
  state: string;
}

/** The objects of a worker. */
export function worker(
  manifest: Manifest,
  own: Worker,
  ctx: ControllerContext,
): Manifest[] {
  const { suffix, properties } = own;
  sayNoMetrics(manifest, mapping(manifest.spec), "spec", ctx);
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const labels = selecting({
    kind: manifest.kind,
    cluster: name,
    component: `${name}-${suffix}`,
  });
  const metadata = (own: string) => ({
    name: own,
    ...(namespace === "" ? {} : { namespace }),
    labels,
  });
  const config = `${name}-${suffix}_config`;
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
        "connect.properties": propertiesFile(properties),
        "start.sh": startScript(own),
      },
    },
    workerOf(manifest, own, { labels, metadata: metadata(`${name}-${suffix}`), config }, ctx),
    service(`${name}-${suffix}-api`, {}),
    service(`${name}-${suffix}`, { clusterIP: "None" }),
    ...jobOf(manifest, own, metadata, ctx),
  ];
}

function startScript({ access, others = [] }: Worker): string {
  const lines = [access, ...others].flatMap(({ script }) => script);
  return `#!/bin/bash
set -eu
umask 077
mkdir -p /tmp/dekube
properties=/tmp/connect.properties
cat ${FOLDERS.config}/connect.properties > "$properties"
${
    [...lines, ...loginScript(access, PREFIXES)].map((line) => `${line}\n`).join("")
  }exec "\${KAFKA_HOME:-/opt/kafka}"/bin/connect-distributed.sh "$properties"
`;
}

/** Settings of the worker. */
export function workerProperties(
  manifest: Manifest,
  { spec, path, name }: { spec: Mapping; path: string; name: string },
  access: ClientAccess,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Map<string, string> {
  const properties = new Map<string, string>(Object.entries(defaults(name)));
  for (const [key, value] of entries(mapping(spec.config))) {
    const isCopies = key.endsWith("storage.replication.factor") && (wholeNumber(value) ?? 0) > 1;
    if (isCopies && objects.of(KAFKA).length > 0) {
      ctx.report(manifest, `${path}.config["${key}"]`).info(
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
  for (const [key, value] of prefixed(access, PREFIXES)) properties.set(key, value);
  return properties;
}

function workerOf(
  manifest: Manifest,
  { suffix, access, others = [] }: Worker,
  { labels, metadata, config }: {
    labels: Record<string, string>;
    metadata: Manifest["metadata"];
    config: string;
  },
  ctx: ControllerContext,
): Manifest {
  const spec = mapping(manifest.spec);
  const template = mapping(spec.template);
  const pod = mapping(template.pod);
  const container = mapping(template.connectContainer);
  const external = mapping(spec.externalConfiguration);
  const all = [access, ...others];
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
          labels: podLabels({
            origin: manifest,
            kind: manifest.kind,
            cluster: manifest.metadata.name,
            component: metadata.name,
            type: TYPES[suffix],
            set: metadata.name,
            template: pod,
          }),
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
              ...all.flatMap(({ env }) => env),
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
              ...all.flatMap(({ mounts }) => mounts),
              ...mappings(external.volumes).map(({ name }) => ({
                name,
                mountPath: `/opt/kafka/external-configuration/${text(name)}`,
              })),
              ...mappings(container.volumeMounts),
            ],
          }],
          volumes: [
            { name: "dekube-config", secret: { secretName: config } },
            ...all.flatMap(({ volumes }) => volumes),
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
  curl -fsS -X PUT -H 'Content-Type: application/json' --data @${FOLDERS.config}/"$1" "$CONNECT/connectors/$2/config"
  curl -fsS -X PUT "$CONNECT/connectors/$2/$3"
}
`;

/** What the operator asks of the worker for each state. */
const STATES: ReadonlyMap<string, string> = new Map([["paused", "pause"], ["stopped", "stop"]]);

function connectorsOf(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Connector[] {
  const { name, annotations } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const connectors = objects.of(CONNECTOR).filter((object) =>
    namespaceOf(object) === namespace && clusterOf(object) === name
  );
  if (text(mapping(annotations)["strimzi.io/use-connector-resources"]) !== "true") {
    for (const connector of connectors) {
      ctx.report(connector, "spec").warn(
        "unused-connector",
        `the KafkaConnect "${name}" takes its connectors by its API alone, so nothing comes of this one. Annotate it with strimzi.io/use-connector-resources: "true"`,
      );
    }
    return [];
  }
  return connectors.map(({ metadata, spec }) => {
    const { class: sort } = mapping(spec);
    return connectorOf(metadata.name, text(sort), mapping(spec));
  });
}

/** A connector by the fields that are those of KafkaConnectors and of KafkaMirrorMaker2s alike. */
export function connectorOf(
  name: string,
  sort: string,
  { tasksMax, config, state, pause }: Mapping,
): Connector {
  const settings = entries(mapping(config)).map(([key, value]) => [key, text(value)]);
  return {
    name,
    config: {
      ...Object.fromEntries(settings),
      "connector.class": sort,
      ...(text(tasksMax) === "" ? {} : { "tasks.max": text(tasksMax) }),
      name,
    },
    state: STATES.get(text(state)) ?? (pause === true ? "pause" : "resume"),
  };
}

function jobOf(
  manifest: Manifest,
  { suffix, connectors }: Worker,
  metadata: (name: string) => Manifest["metadata"],
  ctx: ControllerContext,
): Manifest[] {
  if (connectors.length === 0) return [];
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const secretName = `${name}-${suffix}_connectors`;
  const lines = connectors.map(({ name, state }, index) =>
    `connector ${index}.json ${shellQuote(encodeURIComponent(name))} ${state}`
  );
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata(secretName),
      stringData: {
        ...Object.fromEntries(
          connectors.map(({ config }, index) => [`${index}.json`, JSON.stringify(config)]),
        ),
        "connectors.sh": `${SCRIPT}${lines.join("\n")}\n`,
      },
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: metadata(
        suffix === "connect" ? `${name}-connectors` : `${name}-${suffix}-connectors`,
      ),
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
                value: `http://${hostOf({ namespace }, `${name}-${suffix}-api`)}:${PORT}`,
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
