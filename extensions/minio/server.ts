/**
 * The StatefulSet of the one server.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  withoutEnd,
} from "@dekube/engine/pacts";
import { certificateFiles } from "./certificates.ts";
import { type Environment, environmentName } from "./environment.ts";
import { API_PORT, consolePort, hasSftp, SFTP_PORT } from "./services.ts";
import type { Tenant } from "./tenant.ts";

/** Where the certificates are. */
const CERTIFICATES = "/tmp/certs";

/** The pod's identity, where the pool says nothing of it. */
const IDENTITY = { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true };

/** What runs the server. */
export function serverOf(tenant: Tenant, { env }: Environment): Manifest {
  const { spec, pool, name, namespace, labels } = tenant;
  const more = mapping(spec.poolsMetadata);
  const podLabels = {
    ...mapping(more.labels),
    ...mapping(pool.spec.labels),
    ...labels,
    "v1.min.io/console": `${name}-console`,
    "v1.min.io/pool": pool.name,
  };
  const annotations = { ...mapping(more.annotations), ...mapping(pool.spec.annotations) };
  const sidecars = mapping(spec.sideCars);
  const additional = additionalMounts(spec);
  const withMounts = (container: Mapping): Mapping =>
    additional.mounts.length === 0 ? container : {
      ...container,
      volumeMounts: [...mappings(container.volumeMounts), ...additional.mounts],
    };
  const sources = certificateFiles(tenant);
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      name: `${name}-${pool.name}`,
      ...(namespace === "" ? {} : { namespace }),
      labels: { ...mapping(more.labels), ...mapping(pool.spec.labels), ...labels } as Record<
        string,
        string
      >,
      annotations: annotations as Record<string, string>,
    },
    spec: {
      replicas: 1,
      serviceName: `${name}-hl`,
      podManagementPolicy: text(spec.podManagementPolicy) || "Parallel",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: podLabels, annotations },
        spec: {
          ...podFields(tenant),
          initContainers: mappings(spec.initContainers).map(withMounts),
          containers: [container(tenant, env, sources), ...mappings(sidecars.containers)]
            .map(withMounts),
          volumes: [
            ...sources.length > 0 ? [{ name: "certs", projected: { sources } }] : [],
            ...mappings(sidecars.volumes),
            ...additional.volumes,
          ],
        },
      },
      volumeClaimTemplates: [...claims(tenant), ...mappings(sidecars.volumeClaimTemplates)],
    },
  };
}

/** Fields of the pool and the Tenant that are the pod's. */
function podFields({ spec, pool, manifest, name }: Tenant): Mapping {
  const pull = mapping(spec.imagePullSecret);
  const fields: Mapping = {
    affinity: pool.spec.affinity,
    nodeSelector: pool.spec.nodeSelector,
    tolerations: pool.spec.tolerations,
    topologySpreadConstraints: pool.spec.topologySpreadConstraints,
    runtimeClassName: pool.spec.runtimeClassName,
    terminationGracePeriodSeconds: pool.spec.terminationGracePeriodSeconds,
    securityContext: pool.spec.securityContext ?? { ...IDENTITY, fsGroup: 1000 },
    serviceAccountName: text(spec.serviceAccountName) || `${name}-sa`,
    priorityClassName: spec.priorityClassName,
    schedulerName: mapping((manifest as Mapping).scheduler).name,
    imagePullSecrets: text(pull.name) === "" ? undefined : [pull],
  };
  return defined(fields);
}

function container(tenant: Tenant, env: readonly Mapping[], sources: readonly Mapping[]): Mapping {
  const { spec, pool, image } = tenant;
  const port = consolePort(tenant);
  const logging = mapping(spec.logging);
  const sftp = hasSftp(tenant);
  return defined({
    name: "minio",
    image,
    imagePullPolicy: spec.imagePullPolicy,
    args: [
      "server",
      ...["--certs-dir", CERTIFICATES, "--console-address", `:${port}`],
      ...sftp ? ["--sftp", `address=:${SFTP_PORT}`] : [],
      ...sftp ? ["--sftp", `ssh-private-key=${CERTIFICATES}/private.key`] : [],
      ...["json", "anonymous", "quiet"].flatMap((flag) =>
        logging[flag] === true ? [`--${flag}`] : []
      ),
      drivesOf(tenant),
    ],
    ports: [
      { name: "api", containerPort: API_PORT },
      { name: "console-port", containerPort: port },
      ...sftp ? [{ name: "sftp-port", containerPort: SFTP_PORT }] : [],
    ],
    envFrom: [{ secretRef: { name: environmentName(tenant) } }],
    env,
    resources: pool.spec.resources,
    livenessProbe: spec.liveness,
    readinessProbe: spec.readiness ?? {
      httpGet: {
        path: "/minio/health/ready",
        port: API_PORT,
        scheme: tenant.scheme.toUpperCase(),
      },
      periodSeconds: 5,
    },
    startupProbe: spec.startup,
    lifecycle: spec.lifecycle,
    securityContext: pool.spec.containerSecurityContext ??
      { ...IDENTITY, ...identityIn(mapping(pool.spec.securityContext)) },
    volumeMounts: [
      ...mounts(tenant),
      ...sources.length > 0 ? [{ name: "certs", mountPath: CERTIFICATES }] : [],
    ],
  });
}

/** What a pod's security context says of who its containers are. */
export function identityIn(context: Mapping): Mapping {
  const { runAsUser, runAsGroup, runAsNonRoot } = context;
  return defined({ runAsUser, runAsGroup, runAsNonRoot });
}

function claimName({ pool }: Tenant): string {
  const { volumeClaimTemplate } = pool.spec;
  return volumeClaimTemplate ? text(mapping(mapping(volumeClaimTemplate).metadata).name) : "export";
}

function claims(tenant: Tenant): Mapping[] {
  const { volumeClaimTemplate } = tenant.pool.spec;
  const template = mapping(volumeClaimTemplate);
  return numbers(tenant).map((number) => ({
    metadata: { ...mapping(template.metadata), name: `${claimName(tenant)}${number}` },
    spec: template.spec ?? { accessModes: ["ReadWriteOnce"] },
  }));
}

function mounts(tenant: Tenant): Mapping[] {
  const path = mountPath(tenant);
  return numbers(tenant).map((number) => ({
    name: `${claimName(tenant)}${number}`,
    mountPath: tenant.pool.drives === 1 ? path : `${path}${number}`,
  }));
}

/** What the server is told of its drives: one path, or the operator's pattern of several. */
function drivesOf(tenant: Tenant): string {
  const { spec, pool } = tenant;
  const path = mountPath(tenant) + (pool.drives === 1 ? "" : `{0...${pool.drives - 1}}`);
  const below = withoutEnd(text(spec.subPath).replace(/^\/+/, ""), "/");
  return below === "" ? path : `${path}/${below}`;
}

function mountPath({ spec }: Tenant): string {
  return `/${(text(spec.mountPath) || "/export").replace(/^\/+/, "")}`;
}

function numbers({ pool }: Tenant): number[] {
  return Array.from({ length: pool.drives }, (_, number) => number);
}

/** Volumes and mounts of the user's; the operator takes them where there are as many of one as of the other. */
export function additionalMounts(spec: Mapping): { volumes: Mapping[]; mounts: Mapping[] } {
  const volumes = mappings(spec.additionalVolumes);
  const mounts = mappings(spec.additionalVolumeMounts);
  return mounts.length === volumes.length ? { volumes, mounts } : { volumes: [], mounts: [] };
}

function defined(fields: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) =>
      value !== undefined && value !== null && value !== ""
    ),
  );
}
