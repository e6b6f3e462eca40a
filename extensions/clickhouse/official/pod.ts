/**
 * The StatefulSet and the Service of a server, as ClickHouse's own operator makes them.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  picked,
  serviceBeside,
  text,
} from "@dekube/engine/pacts";
import { mergePatch } from "@dekube/engine/pacts/kubernetes";
import { annotationsOf, labelsOf, type Program, type Resource } from "./resource.ts";

/** What a pod is made of that the resource does not say. */
export interface PodParts {
  /** Its ports by their names. */
  ports: ReadonlyMap<string, number>;
  /** Its environment. */
  env: readonly Mapping[];
  /** Its volumes. */
  volumes: readonly Mapping[];
  /** Where they are mounted. */
  mounts: readonly Mapping[];
  /** What is run to know whether it is well. */
  probe: string;
}

const DATA = "clickhouse-storage-volume";

const RESOURCES = {
  limits: { cpu: "1", memory: "1Gi" },
  requests: { cpu: "250m", memory: "256Mi" },
};

/** The Service that leads to the server. */
export function headlessService(resource: Resource, ports: ReadonlyMap<string, number>): Manifest {
  const { cr, name } = resource;
  const given = [...ports].toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([name, port]) => ({ name, port }));
  return serviceBeside(cr, `${name}-headless`, { app: name }, given, {
    headless: true,
    labels: labelsOf(resource),
    annotations: annotationsOf(resource),
  });
}

/** The StatefulSet of the server. */
export function serverSet(resource: Resource, program: Program, parts: PodParts): Manifest {
  const { cr, spec, name, pod } = resource;
  const place: Record<string, string> = program.suffix === "keeper"
    ? { "clickhouse.com/keeper-replica-id": "0" }
    : { "clickhouse.com/shard-id": "0", "clickhouse.com/replica-id": "0" };
  const labels = labelsOf(resource, {
    ...place,
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/name": program.container,
    "clickhouse.com/role": program.container,
  });
  const template = mapping(spec.podTemplate);
  const claim = spec.dataVolumeClaimSpec;
  const annotations = annotationsOf(resource);
  return objectBeside(cr, "StatefulSet", pod, {
    spec: {
      serviceName: `${name}-headless`,
      replicas: 1,
      selector: { matchLabels: { app: name, ...place } },
      template: {
        metadata: { labels, annotations },
        spec: {
          ...picked(
            template,
            "terminationGracePeriodSeconds topologySpreadConstraints imagePullSecrets nodeSelector affinity tolerations schedulerName serviceAccountName securityContext",
          ),
          containers: [containerOf(resource, program, parts)],
          volumes: [...parts.volumes, ...mappings(template.volumes)],
        },
      },
      ...(claim
        ? { volumeClaimTemplates: [{ metadata: { name: DATA }, spec: mapping(claim) }] }
        : {}),
    },
  }, { apiVersion: "apps/v1", labels, annotations });
}

function containerOf({ spec, image }: Resource, program: Program, parts: PodParts): Mapping {
  const template = mapping(spec.containerTemplate);
  const exec = { command: ["/bin/bash", "-c", parts.probe] };
  const log = `/var/log/${program.container}`;
  const stored = spec.dataVolumeClaimSpec
    ? [
      { name: DATA, mountPath: "/var/lib/clickhouse", subPath: "var-lib-clickhouse" },
      { name: DATA, mountPath: log, subPath: "var-log-clickhouse" },
    ]
    : [];
  return {
    name: program.container,
    image,
    ...(text(template.imagePullPolicy) === "" ? {} : { imagePullPolicy: template.imagePullPolicy }),
    resources: withUsual(mapping(template.resources)),
    env: [...parts.env, ...mappings(template.env)],
    ports: [...parts.ports].map(([name, containerPort]) => ({ name, containerPort })),
    volumeMounts: [...stored, ...parts.mounts, ...mappings(template.volumeMounts)],
    livenessProbe: {
      exec,
      initialDelaySeconds: 60,
      timeoutSeconds: 10,
      periodSeconds: 5,
      failureThreshold: 10,
    },
    readinessProbe: {
      exec,
      initialDelaySeconds: 5,
      timeoutSeconds: 10,
      periodSeconds: 1,
      failureThreshold: 10,
    },
    securityContext: mergePatch(
      { capabilities: { add: ["IPC_LOCK", "PERFMON", "SYS_PTRACE"] } },
      mapping(template.securityContext),
    ),
  };
}

/** What a resource does not say of its resources. */
function withUsual({ limits, requests, ...rest }: Mapping): Mapping {
  return {
    ...rest,
    limits: { ...RESOURCES.limits, ...mapping(limits) },
    requests: { ...RESOURCES.requests, ...mapping(requests) },
  };
}

/** The folder with certificates, of what Secrets hold. */
export function certificates(
  { tls, settings }: Resource,
  program: string,
  folder: string,
): { volumes: Mapping[]; mounts: Mapping[] } {
  const { name, key } = mapping(mapping(settings.tls).caBundle);
  const sources = [
    ...(tls
      ? [{
        secret: {
          name: tls.secret,
          items: [
            { key: "ca.crt", path: "ca-bundle.crt" },
            { key: "tls.crt", path: `${program}.crt` },
            { key: "tls.key", path: `${program}.key` },
          ],
        },
      }]
      : []),
    ...(program === "clickhouse-server" && text(name) !== ""
      ? [{
        secret: {
          name: text(name),
          items: [{ key: text(key) || "ca.crt", path: "custom-ca.crt" }],
        },
      }]
      : []),
  ];
  if (sources.length === 0) return { volumes: [], mounts: [] };
  const volume = "clickhouse-server-tls-volume";
  return {
    volumes: [{ name: volume, projected: { sources, defaultMode: 0o444 } }],
    mounts: [{ name: volume, mountPath: folder, readOnly: true }],
  };
}
