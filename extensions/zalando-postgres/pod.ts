/**
 * The StatefulSet of the one server, with what else is in its pod.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  picked,
  textMap,
  texts,
  word,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import type { Tls } from "./certificates.ts";
import { type Cluster, PORT } from "./cluster.ts";
import { SETUP_SCRIPT } from "./setup.ts";

/** Folders in the container. */
export const FOLDERS = {
  /** Settings, access rules and the start script. */
  config: "/etc/zalando-postgres",
  /** What the first start runs. */
  setup: "/etc/zalando-postgres-setup",
  /** Where Spilo has its volume, which sidecars share. */
  volume: "/home/postgres/pgdata",
  /** Where Spilo has its data. */
  data: "/home/postgres/pgdata/pgroot/data",
} as const;

/** Name of the start script. */
export const START_SCRIPT = "start.sh";

/** The server's container, as the operator calls it. */
const SERVER = "postgres";

/** What the pod is made from, beside the cluster. */
export interface PodParts {
  /** ConfigMap with the settings. */
  config: string;
  /** Secret with what the first start runs. */
  setup: string;
  /** Options of initdb. */
  initdbArguments: string;
  /** Secret with the superuser's password. */
  superuserSecret: string;
  /** Its certificates, if it has any. */
  tls: Tls | undefined;
}

/** The StatefulSet. */
export function serverSet(cluster: Cluster, parts: PodParts, ctx: ControllerContext): Manifest {
  const { manifest, name, spec, labels, selector, options } = cluster;
  const podLabels = { ...labels, ...selector };
  return objectBeside(manifest, "StatefulSet", name, {
    spec: {
      serviceName: name,
      replicas: wholeNumber(spec.numberOfInstances) === 0 ? 0 : 1,
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: {
          labels: podLabels,
          annotations: {
            ...options.map("custom_pod_annotations"),
            ...textMap(spec.podAnnotations),
          },
        },
        spec: podOf(cluster, parts, ctx),
      },
      volumeClaimTemplates: [claimTemplate(cluster)],
    },
  }, { apiVersion: "apps/v1", labels });
}

function claimTemplate({ spec, labels }: Cluster): Mapping {
  const { size, storageClass, selector } = mapping(spec.volume);
  return {
    metadata: { name: "pgdata", labels: { ...labels } },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: word(size) || "1Gi" } },
      ...(word(storageClass) === "" ? {} : { storageClassName: word(storageClass) }),
      ...(selector ? { selector } : {}),
    },
  };
}

function podOf(cluster: Cluster, parts: PodParts, ctx: ControllerContext): Mapping {
  const { spec, options } = cluster;
  const { volumes, mountsFor } = additionalVolumes(cluster, ctx);
  const isShared = options.flag("share_pgsocket_with_sidecars", false);
  const socket = isShared ? [{ name: "postgresql-run", mountPath: "/var/run/postgresql" }] : [];
  const withVolumes = (container: Mapping): Mapping => ({
    ...container,
    volumeMounts: [
      ...mappings(container.volumeMounts),
      ...socket,
      ...mountsFor(word(container.name)),
    ],
  });
  const hasShm = typeof spec.enableShmVolume === "boolean"
    ? spec.enableShmVolume
    : options.flag("enable_shm_volume", true);
  return {
    terminationGracePeriodSeconds: 300,
    initContainers: mappings(spec.initContainers),
    containers: [serverOf(cluster, parts, hasShm, ctx), ...sidecarsOf(cluster, parts)]
      .map(withVolumes),
    volumes: [
      { name: "config", configMap: { name: parts.config } },
      { name: "setup", secret: { secretName: parts.setup } },
      ...(parts.tls?.secrets ?? []).map(({ volume, secretName }) => ({
        name: volume,
        secret: { secretName },
      })),
      // Docker's own 64 MB are too few for parallel queries.
      ...(hasShm ? [{ name: "dshm", emptyDir: { medium: "Memory" } }] : []),
      ...(isShared ? [{ name: "postgresql-run", emptyDir: { medium: "Memory" } }] : []),
      ...volumes,
    ],
  };
}

function dataMount({ spec }: Cluster): Mapping {
  const { subPath, isSubPathExpr } = mapping(spec.volume);
  const path = word(subPath);
  return {
    name: "pgdata",
    mountPath: FOLDERS.volume,
    ...(path === "" ? {} : { [isSubPathExpr === true ? "subPathExpr" : "subPath"]: path }),
  };
}

function serverOf(
  cluster: Cluster,
  parts: PodParts,
  hasShm: boolean,
  ctx: ControllerContext,
): Mapping {
  const { spec, image, superuser } = cluster;
  return {
    name: SERVER,
    image: image.reference,
    args: ["sh", `${FOLDERS.config}/${START_SCRIPT}`],
    envFrom: mappings(spec.envFrom),
    env: [
      ...identity(),
      ...ownVariables(cluster, ctx),
      // What the start depends on comes last, and so goes before what the cluster says.
      ...Object.entries({
        PGDATA: FOLDERS.data,
        POSTGRES_USER: superuser,
        POSTGRES_DB: "postgres",
        // `$(…)` in a value would be taken for a variable.
        POSTGRES_INITDB_ARGS: parts.initdbArguments.replaceAll("$", "$$$$"),
      }).map(([name, value]) => ({ name, value })),
      passwordFrom(parts),
    ],
    ports: [{ name: "postgresql", containerPort: PORT }],
    ...picked(spec, "resources"),
    readinessProbe: {
      // The server of the first start, which is not ready yet, has no address.
      exec: {
        command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", superuser, "-d", "postgres"],
      },
      periodSeconds: 10,
      timeoutSeconds: 5,
    },
    startupProbe: { failureThreshold: 360 },
    volumeMounts: [
      dataMount(cluster),
      { name: "config", mountPath: FOLDERS.config, readOnly: true },
      { name: "setup", mountPath: FOLDERS.setup, readOnly: true },
      {
        name: "setup",
        mountPath: `/docker-entrypoint-initdb.d/${SETUP_SCRIPT}`,
        subPath: SETUP_SCRIPT,
        readOnly: true,
      },
      ...(parts.tls?.secrets ?? []).map(({ volume, mountPath }) => ({
        name: volume,
        mountPath,
        readOnly: true,
      })),
      ...(hasShm ? [{ name: "dshm", mountPath: "/dev/shm" }] : []),
    ],
  };
}

/** The cluster's variables are for Spilo; those that would change how the official image starts are left out. */
function ownVariables({ spec, manifest }: Cluster, ctx: ControllerContext): Mapping[] {
  return mappings(spec.env).filter(({ name }) => {
    if (!/^(PG|POSTGRES_)/.test(word(name))) return true;
    ctx.report(manifest, "spec.env").warn(
      "reserved-variable",
      `the variable "${
        word(name)
      }" would change how the server starts; it is left out. Use "spec.postgresql" and "spec.patroni"`,
    );
    return false;
  });
}

function identity(): Mapping[] {
  return [["POD_NAME", "metadata.name"], ["POD_NAMESPACE", "metadata.namespace"]]
    .map(([name, fieldPath]) => ({
      name,
      valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
    }));
}

function passwordFrom({ superuserSecret }: PodParts): Mapping {
  return {
    name: "POSTGRES_PASSWORD",
    valueFrom: { secretKeyRef: { name: superuserSecret, key: "password" } },
  };
}

/** The cluster's sidecars, and those that every cluster has. */
function sidecarsOf(cluster: Cluster, parts: PodParts): Mapping[] {
  const { spec, options, superuser } = cluster;
  const own = mappings(spec.sidecars).map((sidecar, index) => ({
    name: `sidecar-${index}`,
    ...picked(sidecar, "name image ports env command resources"),
  }));
  const images = Object.entries(options.map("sidecar_docker_images"))
    .map(([name, image]) => ({ name, image }));
  const all = new Map<string, Mapping>();
  for (const sidecar of [...own, ...mappings(options.raw("sidecars")), ...images]) {
    const name = word(sidecar.name);
    // Of two of one name the first counts.
    if (name !== SERVER && !all.has(name)) all.set(name, sidecar);
  }
  return [...all.values()].map((sidecar) => ({
    ...sidecar,
    env: [
      ...identity(),
      { name: "POSTGRES_USER", value: superuser },
      passwordFrom(parts),
      ...mappings(sidecar.env),
    ],
    volumeMounts: [...mappings(sidecar.volumeMounts), dataMount(cluster)],
  }));
}

/** `spec.additionalVolumes`, and which of them a container mounts. */
function additionalVolumes(
  { spec, manifest }: Cluster,
  ctx: ControllerContext,
): { volumes: Mapping[]; mountsFor: (container: string) => Mapping[] } {
  const paths = new Set<string>([FOLDERS.volume]);
  const volumes = new Map<string, Mapping>();
  const mounts: { targets: string[]; mount: Mapping }[] = [];
  for (const [index, additional] of mappings(spec.additionalVolumes).entries()) {
    const [name, mountPath] = [word(additional.name), word(additional.mountPath)];
    if (paths.has(mountPath)) {
      ctx.report(manifest, `spec.additionalVolumes[${index}].mountPath`).warn(
        "path-taken",
        `"${mountPath}" is where another volume is mounted, so the operator leaves "${name}" out. Give it another path`,
      );
      continue;
    }
    paths.add(mountPath);
    volumes.set(name, { name, ...mapping(additional.volumeSource) });
    const targets = texts(additional.targetContainers);
    const path = word(additional.subPath);
    mounts.push({
      targets: targets.length > 0 ? targets : [SERVER],
      mount: {
        name,
        mountPath,
        ...(path === ""
          ? {}
          : { [additional.isSubPathExpr === true ? "subPathExpr" : "subPath"]: path }),
      },
    });
  }
  return {
    volumes: [...volumes.values()],
    mountsFor: (container) =>
      mounts.filter(({ targets }) => targets.includes("all") || targets.includes(container))
        .map(({ mount }) => mount),
  };
}
