/**
 * The exporter of a server's metrics.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  type ObjectIndex,
  picked,
  text,
  texts,
} from "@dekube/engine/pacts";
import { CERTIFICATES, clientFiles, type Tls } from "./certificates.ts";
import type { Declared } from "./declared.ts";
import { type SecretKey, secretKeyOf } from "./secrets.ts";
import { hostOf, mainService, metadataOf, portOf, type Server } from "./server.ts";
import { isName } from "./sql.ts";
import { variableFrom } from "./variables.ts";

/** What the exporter reads. */
const PRIVILEGES = ["SELECT", "PROCESS", "REPLICATION CLIENT", "REPLICA MONITOR", "SLAVE MONITOR"];

/** Kinds without any of which nobody asks for metrics: a ServiceMonitor alone would have a Prometheus run. */
const PROMETHEUS = ["Prometheus", "ServiceMonitor", "PodMonitor"]
  .map((kind) => `monitoring.coreos.com/${kind}`);

/** Whether the MariaDB has an exporter. */
export function hasMetrics({ spec }: Server): boolean {
  return mapping(spec.metrics).enabled === true;
}

/** The user that the exporter is. */
function userOf({ spec, name }: Server): string {
  const given = text(mapping(spec.metrics).username);
  return isName(given) ? given : `${name}-metrics`;
}

/** Where its password is. */
export function metricsKey({ spec, name }: Server): SecretKey {
  return secretKeyOf(mapping(spec.metrics).passwordSecretKeyRef) ??
    { name: `${name}-metrics-password`, key: "password" };
}

/** Declares the exporter's user. */
export function declareMetrics(server: Server, { users, grants }: Declared): void {
  const user = userOf(server);
  users.push({
    namespace: server.namespace,
    name: user,
    host: "%",
    credential: { by: "password", secret: metricsKey(server) },
    require: [],
    maxConnections: 3,
  });
  grants.push({
    privileges: PRIVILEGES,
    database: "*",
    table: "*",
    user,
    host: "%",
    grantOption: false,
  });
}

/** The exporter with its Service. */
export function exporterOf(
  server: Server,
  tls: Tls | undefined,
  otherwise: string,
  objects: ObjectIndex,
): Manifest[] {
  const { cr, spec, inherited } = server;
  const name = `${server.name}-metrics`;
  const metrics = mapping(spec.metrics);
  const exporter = mapping(metrics.exporter);
  const port = portOf(exporter.port, 9104);
  const selector = { "app.kubernetes.io/name": "exporter", "app.kubernetes.io/instance": name };
  const pod = metadataOf(exporter.podMetadata);
  const { antiAffinityEnabled: _, ...affinity } = mapping(exporter.affinity);
  const container: Mapping = {
    name: "exporter",
    image: text(exporter.image) || otherwise,
    ...picked(exporter, "imagePullPolicy resources securityContext"),
    args: [
      `--mysqld.address=${hostOf(server, mainService(server))}:${server.port}`,
      `--mysqld.username=${userOf(server)}`,
      `--web.listen-address=:${port}`,
      ...tls ? ["--config.my-cnf=/etc/config/exporter.cnf"] : [],
      ...texts(exporter.args),
    ],
    ports: [{ name: "metrics", containerPort: port }],
    env: [variableFrom("MYSQLD_EXPORTER_PASSWORD", metricsKey(server))],
    volumeMounts: tls
      ? [
        { name: "config", mountPath: "/etc/config", readOnly: true },
        { name: "pki", mountPath: CERTIFICATES, readOnly: true },
      ]
      : [],
  };
  const config = `${name}-config`;
  return [
    ...tls
      ? [objectBeside(cr, "Secret", config, {
        stringData: {
          "exporter.cnf": ["[client]", "ssl-ca=ca.crt", "ssl-cert=client.crt", "ssl-key=client.key"]
            .map((line) => `${line.replace("=", `=${CERTIFICATES}/`)}\n`).join(""),
        },
      }, inherited)]
      : [],
    objectBeside(cr, "Deployment", name, {
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: { ...inherited.labels, ...pod.labels, ...selector },
            annotations: { ...inherited.annotations, ...pod.annotations },
          },
          spec: {
            ...picked(exporter, "nodeSelector tolerations priorityClassName"),
            ...Object.keys(affinity).length > 0 ? { affinity } : {},
            imagePullSecrets: [
              ...mappings(spec.imagePullSecrets),
              ...mappings(exporter.imagePullSecrets),
            ],
            securityContext: exporter.podSecurityContext,
            containers: [container],
            volumes: tls
              ? [
                { name: "config", secret: { secretName: config } },
                { name: "pki", projected: { sources: clientFiles(tls) } },
              ]
              : [],
          },
        },
      },
    }, { apiVersion: "apps/v1", ...inherited }),
    objectBeside(cr, "Service", name, {
      spec: { selector, ports: [{ name: "metrics", port }] },
    }, { labels: { ...inherited.labels, ...selector } }),
    ...objects.of(...PROMETHEUS).length > 0 ? [monitorOf(server, name, selector)] : [],
  ];
}

function monitorOf(
  { cr, inherited, spec }: Server,
  name: string,
  selector: Record<string, string>,
): Manifest {
  const { prometheusRelease, jobLabel, interval, scrapeTimeout } = mapping(
    mapping(spec.metrics).serviceMonitor,
  );
  const release = text(prometheusRelease);
  return objectBeside(cr, "ServiceMonitor", name, {
    spec: {
      ...text(jobLabel) === "" ? {} : { jobLabel },
      selector: { matchLabels: selector },
      endpoints: [{
        port: "metrics",
        ...picked({ interval, scrapeTimeout }, "interval scrapeTimeout"),
      }],
    },
  }, {
    apiVersion: "monitoring.coreos.com/v1",
    labels: { ...inherited.labels, ...release === "" ? {} : { release } },
  });
}
