/**
 * The StatefulSet of a server.
 *
 * @module
 */

import {
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  picked,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { CERTIFICATES, serverFiles, type Tls } from "./certificates.ts";
import { IDENTITY, MYSQL } from "./client.ts";
import { rootVariable } from "./root.ts";
import { metadataOf, type Server } from "./server.ts";

const CONTAINER = "command args envFrom lifecycle resources securityContext imagePullPolicy";
const POD =
  "affinity nodeSelector tolerations topologySpreadConstraints priorityClassName imagePullSecrets enableServiceLinks terminationGracePeriodSeconds serviceAccountName";
const SIDECAR = "image imagePullPolicy command args resources securityContext";

/** The claim's name, as the operator has it: `storage-<name>-0`. */
const STORAGE = "storage";

/** What runs the server; `sources` are those of its config. */
export function serverSet(
  server: Server,
  tls: Tls | undefined,
  sources: readonly Mapping[],
): Manifest {
  const { cr, spec, name, selector, inherited } = server;
  const pod = metadataOf(spec.podMetadata);
  const mounts = mountsOf(server, tls);
  const env = environmentOf(server, tls);
  const beside = (container: Mapping, otherwise: string): Mapping => ({
    ...picked(container, SIDECAR),
    name: text(container.name) || otherwise,
    env: [...env, ...mappings(container.env)],
    volumeMounts: [...mounts, ...mappings(container.volumeMounts)],
  });
  const isEphemeral = mapping(spec.storage).ephemeral === true;
  const replicas = wholeNumber(spec.replicas) ?? 1;
  return objectBeside(cr, "StatefulSet", name, {
    spec: {
      replicas: Math.min(replicas, 1),
      serviceName: `${name}-internal`,
      podManagementPolicy: "Parallel",
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: {
          labels: { ...inherited.labels, ...pod.labels, ...selector },
          annotations: { ...inherited.annotations, ...pod.annotations },
        },
        spec: {
          ...picked(spec, POD),
          ...affinityOf(spec.affinity),
          securityContext: spec.podSecurityContext ?? { ...IDENTITY, fsGroup: MYSQL },
          initContainers: mappings(spec.initContainers)
            .map((container, index) => beside(container, `init-${index}`)),
          containers: [
            {
              name: "mariadb",
              image: server.image,
              ...picked(spec, CONTAINER),
              ports: [{ name: "mariadb", containerPort: server.port }],
              env,
              volumeMounts: mounts,
              startupProbe: spec.startupProbe && probe(server, spec.startupProbe),
              livenessProbe: spec.livenessProbe && probe(server, spec.livenessProbe),
              readinessProbe: probe(server, spec.readinessProbe),
            },
            ...mappings(spec.sidecarContainers)
              .map((container, index) => beside(container, `sidecar-${index}`)),
          ],
          volumes: [
            { name: "config", projected: { sources: [...sources] } },
            ...tls ? [{ name: "pki", projected: { sources: serverFiles(tls) } }] : [],
            ...isEphemeral ? [{ name: STORAGE, emptyDir: {} }] : [],
            ...mappings(spec.volumes),
          ],
        },
      },
      ...isEphemeral ? {} : { volumeClaimTemplates: [claimOf(spec)] },
    },
  }, {
    apiVersion: "apps/v1",
    labels: { ...inherited.labels, ...selector },
    annotations: inherited.annotations,
  });
}

/** The operator's own switch is no field of a pod. */
function affinityOf(value: unknown): Mapping {
  if (!isMapping(value)) return {};
  const { antiAffinityEnabled: _, ...affinity } = value;
  return { affinity };
}

function environmentOf(server: Server, tls: Tls | undefined): Mapping[] {
  const { spec, port, name } = server;
  const field = (own: string, fieldPath: string) => ({
    name: own,
    valueFrom: { fieldRef: { fieldPath } },
  });
  const own: Mapping[] = [
    { name: "MYSQL_TCP_PORT", value: String(port) },
    { name: "MARIADB_ROOT_HOST", value: "%" },
    { name: "CLUSTER_NAME", value: "cluster.local" },
    field("POD_NAME", "metadata.name"),
    field("POD_NAMESPACE", "metadata.namespace"),
    { name: "MARIADB_NAME", value: name },
    ...tls
      ? [
        { name: "TLS_ENABLED", value: "true" },
        ...["CA_CERT=ca.crt", "SERVER_CERT=server.crt", "SERVER_KEY=server.key"]
          .concat("CLIENT_CERT=client.crt", "CLIENT_KEY=client.key")
          .map((pair) => pair.split("="))
          .map(([what, file]) => ({ name: `TLS_${what}_PATH`, value: `${CERTIFICATES}/${file}` })),
      ]
      : [],
    rootVariable(server),
    ...text(spec.timeZone) === "" ? [{ name: "MYSQL_INITDB_SKIP_TZINFO", value: "1" }] : [],
  ];
  const given = mappings(spec.env);
  const named = new Set(given.map((variable) => variable.name));
  return [...own.filter((variable) => !named.has(variable.name)), ...given];
}

function mountsOf({ spec }: Server, tls: Tls | undefined): Mapping[] {
  const galera = mapping(spec.galera);
  const isShared = galera.enabled === true && mapping(galera.config).reuseStorageVolume === true;
  return [
    { name: "config", mountPath: "/etc/mysql/mariadb.conf.d" },
    ...tls ? [{ name: "pki", mountPath: CERTIFICATES }] : [],
    {
      name: STORAGE,
      mountPath: "/var/lib/mysql",
      ...isShared ? { subPath: STORAGE } : {},
    },
    ...mappings(spec.volumeMounts),
  ];
}

function claimOf(spec: Mapping): Mapping {
  const storage = mapping(spec.storage);
  // The first versions had the claim where they have more about the storage today.
  const { metadata, ...claim } = mapping(storage.volumeClaimTemplate ?? spec.volumeClaimTemplate);
  return {
    metadata: { ...picked(mapping(metadata), "labels annotations"), name: STORAGE },
    spec: { accessModes: ["ReadWriteOnce"], ...claim },
  };
}

/** The server that sets up new data takes no connections from outside, and is none to wait for. */
const ANSWERS =
  'MYSQL_PWD="${MARIADB_ROOT_PASSWORD:-}" "$(command -v mariadb || command -v mysql)" --user=root --batch --skip-column-names --execute="SELECT @@skip_networking" | grep -q 0';

/** A probe; who says only how often has the operator's own. */
function probe(server: Server, value: unknown): Mapping {
  const given = mapping(value);
  const isWhole = ["exec", "httpGet", "tcpSocket", "grpc"].some((way) => isMapping(given[way]));
  // The operator's agent answers in a cluster, and there is none.
  const asksAgent = server.isCluster && isMapping(given.httpGet);
  if (isWhole && !asksAgent) return given;
  const { httpGet: _, ...times } = given;
  return {
    exec: { command: ["/bin/sh", "-c", ANSWERS] },
    timeoutSeconds: 5,
    periodSeconds: 10,
    ...times,
  };
}
