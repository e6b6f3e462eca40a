/**
 * KafkaBridges: HTTP in front of a cluster.
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
  readSettings,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type ClientAccess, clientAccess, loginScript, prefixed } from "./clients.ts";
import { sayNoMetrics } from "./cluster.ts";
import { podLabels, selecting } from "./labels.ts";
import { propertiesFile } from "./properties.ts";
import { javaVariables, podFields } from "./server.ts";
import { FOLDERS } from "./server_properties.ts";
import { SETTINGS } from "./settings.ts";

const PREFIXES = ["kafka."];
const CERTIFICATE = "/opt/dekube/http";

/** What takes the place of a KafkaBridge. */
export function bridgeOf(manifest: Manifest, ctx: ControllerContext): Manifest[] {
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const spec = mapping(manifest.spec);
  const http = mapping(spec.http);
  const port = wholeNumber(http.port) ?? 8080;
  sayNoMetrics(manifest, spec, "spec", ctx);
  const identity = { kind: "KafkaBridge", cluster: name, component: `${name}-bridge` };
  const labels = selecting(identity);
  const metadata = (own: string) => ({
    name: own,
    ...(namespace === "" ? {} : { namespace }),
    labels,
  });
  const access = clientAccess(manifest, spec, { name: "own", path: "spec" }, ctx);
  const template = mapping(spec.template);
  const pod = mapping(template.pod);
  const container = mapping(template.bridgeContainer);
  const certificate = mapping(mapping(http.tls).certificateAndKey);
  const hasTls = text(certificate.secretName) !== "";
  const config = `${name}-bridge_config`;
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata(config),
      stringData: {
        "bridge.properties": propertiesFile(propertiesOf(manifest, access, port, hasTls)),
        "start.sh": startScript(access),
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata(`${name}-bridge`),
      spec: {
        replicas: spec.replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: podLabels({
              ...identity,
              origin: manifest,
              type: "kafka-bridge",
              template: pod,
            }),
            annotations: mapping(mapping(pod.metadata).annotations),
          },
          spec: {
            ...podFields(pod),
            containers: [{
              name: "bridge",
              image: text(spec.image) || readSettings("strimzi", SETTINGS, ctx).bridge_image,
              command: ["/bin/bash", `${FOLDERS.config}/start.sh`],
              ports: [{ name: "rest-api", containerPort: port }],
              env: [
                ...javaVariables(mapping(spec.jvmOptions)),
                ...access.env,
                ...mappings(container.env),
              ],
              resources: spec.resources,
              securityContext: container.securityContext,
              readinessProbe: {
                httpGet: { path: "/ready", port, scheme: hasTls ? "HTTPS" : "HTTP" },
                initialDelaySeconds: 15,
                timeoutSeconds: 5,
                ...mapping(spec.readinessProbe),
              },
              volumeMounts: [
                { name: "dekube-config", mountPath: FOLDERS.config, readOnly: true },
                ...access.mounts,
                ...hasTls ? [{ name: "dekube-http", mountPath: CERTIFICATE, readOnly: true }] : [],
                ...mappings(container.volumeMounts),
              ],
            }],
            volumes: [
              { name: "dekube-config", secret: { secretName: config } },
              ...access.volumes,
              ...hasTls ? [certificateVolume(certificate)] : [],
              ...mappings(pod.volumes),
            ],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(`${name}-bridge-service`),
      spec: { selector: labels, ports: [{ name: "rest-api", port }] },
    },
  ];
}

function certificateVolume({ secretName, certificate, key }: Mapping): Mapping {
  return {
    name: "dekube-http",
    secret: {
      secretName,
      items: [{ key: certificate, path: "tls.crt" }, { key, path: "tls.key" }],
    },
  };
}

function startScript(access: ClientAccess): string {
  const lines = [...access.script, ...loginScript(access, PREFIXES)];
  return `#!/bin/bash
set -eu
umask 077
mkdir -p /tmp/dekube
properties=/tmp/bridge.properties
cat ${FOLDERS.config}/bridge.properties > "$properties"
${
    lines.map((line) => `${line}\n`).join("")
  }exec /opt/strimzi/bin/kafka_bridge_run.sh --config-file="$properties"
`;
}

function propertiesOf(
  manifest: Manifest,
  access: ClientAccess,
  port: number,
  hasTls: boolean,
): Map<string, string> {
  const spec = mapping(manifest.spec);
  const { cors } = mapping(spec.http);
  const own = new Map<string, string>([
    ["bridge.id", manifest.metadata.name],
    ["kafka.bootstrap.servers", text(spec.bootstrapServers)],
    ["kafka.security.protocol", "PLAINTEXT"],
    ...prefixed(access, PREFIXES),
    ["http.host", "0.0.0.0"],
    ["http.port", String(port)],
    ["http.cors.enabled", String(Boolean(cors))],
  ]);
  if (cors) {
    own.set("http.cors.allowedOrigins", texts(mapping(cors).allowedOrigins).join(","));
    own.set("http.cors.allowedMethods", texts(mapping(cors).allowedMethods).join(","));
  }
  if (hasTls) {
    own.set("http.ssl.enable", "true");
    own.set("http.ssl.certificate.location", `${CERTIFICATE}/tls.crt`);
    own.set("http.ssl.key.location", `${CERTIFICATE}/tls.key`);
  }
  for (
    const [field, prefix] of [["producer", "producer"], ["consumer", "consumer"], [
      "adminClient",
      "admin",
    ]]
  ) {
    const { config, enabled, timeoutSeconds } = mapping(spec[field]);
    for (const [key, value] of entries(mapping(config))) {
      own.set(`kafka.${prefix}.${key}`, text(value));
    }
    if (field === "adminClient") continue;
    if (text(enabled) !== "") own.set(`http.${prefix}.enabled`, text(enabled));
    if (field === "consumer" && text(timeoutSeconds) !== "") {
      own.set("http.timeoutSeconds", text(timeoutSeconds));
    }
  }
  return own;
}
