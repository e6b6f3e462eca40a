/**
 * The pod that the operator would run, as a manifest: the workload extension makes a Compose service of it.
 *
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  mapping,
  mappings,
  textMap,
} from "@dekube/engine/pacts";
import type { Container } from "@dekube/engine/pacts/kubernetes";
import type { Tls } from "./certificates.ts";
import type { Cluster } from "./cluster.ts";
import { podLabels } from "./cluster_services.ts";
import { PORT } from "./connection.ts";
import { INIT_SCRIPT } from "./init.ts";
import { word } from "./read.ts";
import type { Tablespace } from "./tablespaces.ts";

/** Name of the script that the container starts with. */
export const START_SCRIPT = "start.sh";

/** Folders in the container. */
export const FOLDERS = {
  /** Settings and the start script. */
  config: "/etc/cnpg",
  /** What the first start runs. */
  init: "/etc/cnpg-init",
  /** The server's certificate, as it is mounted. */
  tls: "/etc/cnpg-tls",
  /** The authority of clients' certificates. */
  clientCa: "/etc/cnpg-client-ca",
  /** `walStorage`. */
  wal: "/var/lib/postgresql-wal",
} as const;

/** What the pod is made from, beside the Cluster. */
export interface PodInput {
  /** Its name. */
  name: string;
  /** ConfigMap with the settings. */
  config: string;
  /** Secret with what the first start runs. */
  init: string;
  /** Options of initdb. */
  initdbArguments: string;
  /** Secret with the superuser's password. */
  superuserSecret: string;
  /** Its certificates, if it has any. */
  tls?: Tls;
  /** Its tablespaces. */
  tablespaces: readonly Tablespace[];
  /** Whether it needs the start script. */
  startScript: boolean;
}

/** Folder of the data in the container (PGDATA). From 18 on the image keeps its data a folder higher. */
export function dataFolder(major: number): string {
  return `${dataMount(major)}/pgdata`;
}

function dataMount(major: number): string {
  return major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
}

interface Mounts {
  volumes: Record<string, unknown>[];
  mounts: Record<string, unknown>[];
}

/** The pod of a Cluster. */
export function podOf(cluster: Cluster, input: PodInput, ctx: ConvertContext): Manifest {
  const { spec, namespace, image } = cluster;
  const { volumes, mounts } = mountsOf(cluster, input);
  const container: Container = {
    name: "postgres",
    image: image.reference,
    ...(word(spec.imagePullPolicy)
      ? { imagePullPolicy: word(spec.imagePullPolicy) as "Always" }
      : {}),
    args: input.startScript
      ? ["sh", `${FOLDERS.config}/${START_SCRIPT}`]
      : ["postgres", "-c", `config_file=${FOLDERS.config}/postgresql.conf`],
    envFrom: mappings(spec.envFrom),
    env: [...userEnvironment(cluster, ctx), ...ownEnvironment(cluster, input)],
    ports: [{ name: "postgresql", containerPort: PORT }],
    resources: mapping(spec.resources),
    volumeMounts: mounts as Container["volumeMounts"],
    readinessProbe: {
      // The server of the first start, which is not ready yet, has no address.
      exec: {
        command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres", "-d", "postgres"],
      },
      periodSeconds: 10,
      timeoutSeconds: 5,
    },
    startupProbe: { failureThreshold: Math.ceil(positive(spec.startDelay, 3600) / 10) },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: input.name,
      ...(namespace === "" ? {} : { namespace }),
      labels: { ...textMap(mapping(spec.inheritedMetadata).labels), ...podLabels(cluster) },
      annotations: textMap(mapping(spec.inheritedMetadata).annotations),
    },
    spec: {
      containers: [container],
      volumes,
      terminationGracePeriodSeconds: positive(spec.stopDelay, 60),
    },
  };
}

function mountsOf(cluster: Cluster, input: PodInput): Mounts {
  const { name, spec, image } = cluster;
  const volumes: Record<string, unknown>[] = [];
  const mounts: Record<string, unknown>[] = [];
  claim("data", `${name}-1`, dataMount(image.major));
  if (isMapping(spec.walStorage)) claim("wal", `${name}-1-wal`, FOLDERS.wal);
  for (const tablespace of input.tablespaces) {
    claim(`tbs-${tablespace.name}`, tablespace.claim, tablespace.mountPath);
  }
  add("config", { configMap: { name: input.config } }, FOLDERS.config);
  add("init", { secret: { secretName: input.init } }, FOLDERS.init);
  mounts.push({
    name: "init",
    mountPath: `/docker-entrypoint-initdb.d/${INIT_SCRIPT}`,
    subPath: INIT_SCRIPT,
  });
  if (input.tls) {
    const { server, clientCa } = input.tls;
    add("tls", { secret: { secretName: server } }, FOLDERS.tls);
    // Its key, which may lie beside it, is none of the server's business.
    const items = [{ key: "ca.crt", path: "ca.crt" }];
    const ca = { secretName: clientCa, items, optional: true };
    add("client-ca", { secret: ca }, FOLDERS.clientCa);
  }
  if (isMapping(spec.projectedVolumeTemplate)) {
    add("projected", { projected: spec.projectedVolumeTemplate }, "/projected");
  }
  // Docker's own 64 MB are too few for parallel queries.
  const sizeLimit = word(mapping(spec.ephemeralVolumesSizeLimit).shm);
  add("shm", { emptyDir: { medium: "Memory", ...(sizeLimit ? { sizeLimit } : {}) } }, "/dev/shm");
  return { volumes, mounts };

  function claim(name: string, claimName: string, mountPath: string): void {
    add(name, { persistentVolumeClaim: { claimName } }, mountPath);
  }

  function add(name: string, source: object, mountPath: string): void {
    volumes.push({ name, ...source });
    mounts.push({
      name,
      mountPath,
      readOnly: !("persistentVolumeClaim" in source || "emptyDir" in source),
    });
  }
}

type Variables = NonNullable<Container["env"]>;

/** What the start depends on comes last, and so goes before what the Cluster says. */
function ownEnvironment(cluster: Cluster, input: PodInput): Variables {
  const plain = {
    PGDATA: dataFolder(cluster.image.major),
    POSTGRES_USER: "postgres",
    POSTGRES_DB: "postgres",
    POSTGRES_INITDB_ARGS: input.initdbArguments,
    ...(isMapping(cluster.spec.walStorage)
      ? { POSTGRES_INITDB_WALDIR: `${FOLDERS.wal}/pg_wal` }
      : {}),
  };
  return [
    // `$(…)` in a value would be taken for a variable.
    ...Object.entries(plain).map(([name, value]) => ({
      name,
      value: value.replaceAll("$", "$$$$"),
    })),
    {
      name: "POSTGRES_PASSWORD",
      valueFrom: { secretKeyRef: { name: input.superuserSecret, key: "password" } },
    },
  ];
}

function userEnvironment(cluster: Cluster, ctx: ConvertContext): Variables {
  return mappings(cluster.spec.env).filter((variable) => {
    const name = word(variable.name);
    if (!/^(PG|POSTGRES_)/.test(name)) return true;
    ctx.report(cluster.id, "spec.env").warn(
      "reserved-variable",
      `the variable "${name}" would change how the server starts; it is left out. Use "spec.postgresql" and "spec.bootstrap"`,
    );
    return false;
  }) as Variables;
}

function positive(value: unknown, fallback: number): number {
  const number = Number(word(value));
  return Number.isInteger(number) && number > 0 ? number : fallback;
}
