/**
 * The pods of a PerconaServerMongoDB, as the operator makes them.
 *
 * @module
 */

import {
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  objectBeside,
  picked,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { parseQuantity } from "@dekube/engine/pacts/kubernetes";
import type { Passwords } from "../passwords.ts";
import {
  CERTIFICATE_FILE,
  COMMAND,
  ENCRYPTION_FILE,
  KEY_FILE,
  MEMBER_FILE,
  PASSWORD_FOLDER,
  READINESS,
  RUN_FOLDER,
  START_FOLDER,
  startScript,
} from "../start.ts";
import type { Mongos, Percona, ReplicaSet } from "./cluster.ts";
import type { ServerConfig } from "./server_config.ts";
import type { Tls } from "./tls.ts";

const DATA = "/data/db";
const SSL = "/etc/mongodb-ssl";
const SSL_INTERNAL = "/etc/mongodb-ssl-internal";
const KEY = "/etc/mongodb-secrets";
const ENCRYPTION = "/etc/mongodb-encryption";
const VAULT = "/etc/mongodb-vault";
const HOOK = "/opt/percona/hookscript";

/** What a pod gets that its part of the resource does not say. */
export interface PodParts {
  /** Its cluster. */
  cluster: Percona;
  /** The cluster's certificates. */
  tls: Tls;
  /** The files of the passwords. */
  passwords: Passwords;
  /** The script that sets the server up. */
  setup: string;
}

/** What differs between a replica set's server and what leads to the shards. */
interface Server {
  /** The name of the StatefulSet. */
  name: string;
  /** Its part of the resource. */
  part: Mapping;
  /** The program with its arguments. */
  args: readonly string[];
  /** The name of the container, which is the program's as well. */
  program: "mongod" | "mongos";
  port: number;
  config: ServerConfig;
  labels: Readonly<Record<string, string>>;
  /** Volumes and mounts of its own. */
  volumes: readonly { volume?: Mapping; mountPath: string; name: string }[];
  claims: readonly Mapping[];
  copies: Readonly<Record<string, string>>;
  variables: Readonly<Record<string, string>>;
}

/** The StatefulSet of a replica set, and what it is started with. */
export function setObjects(
  set: ReplicaSet,
  labels: Readonly<Record<string, string>>,
  parts: PodParts,
): Manifest[] {
  const { cluster } = parts;
  const { secrets, spec } = cluster;
  const isEncrypted = isEncryptedSet(set);
  const storage = dataOf(mapping(set.spec.volumeSpec));
  const vault = text(mapping(spec.secrets).vault);
  return serverObjects({
    name: set.service,
    part: set.spec,
    program: "mongod",
    args: ["mongod", ...setArguments(set, isEncrypted, parts.tls, mapping(spec.tls))],
    port: set.port,
    config: set.config,
    labels: { ...labels, "app.kubernetes.io/component": "mongod" },
    volumes: [
      { name: "mongod-data", mountPath: DATA, ...storage.volume },
      ...(isEncrypted
        ? [secretVolume("encryption-key", secrets.encryption, ENCRYPTION)]
        : set.config.usesVault && vault !== ""
        ? [secretVolume("vault", vault, VAULT)]
        : []),
    ],
    claims: storage.claims,
    copies: isEncrypted ? { [ENCRYPTION_FILE]: `${ENCRYPTION}/encryption-key` } : {},
    variables: { MONGODB_REPLSET: set.set },
  }, parts);
}

/** The StatefulSet of what leads to the shards, and what it is started with. */
export function mongosObjects(
  mongos: Mongos,
  config: ReplicaSet,
  labels: Readonly<Record<string, string>>,
  parts: PodParts,
): Manifest[] {
  const { spec } = mongos;
  const timeout = mapping(spec.setParameter).cursorTimeoutMillis;
  return serverObjects({
    name: mongos.service,
    part: spec,
    program: "mongos",
    args: [
      "mongos",
      "--bind_ip_all",
      `--port=${mongos.port}`,
      `--configdb=${config.set}/${config.host}`,
      ...commonArguments(parts.tls, mapping(parts.cluster.spec.tls)),
      ...(typeof timeout === "number" && timeout > 0
        ? ["--setParameter", `cursorTimeoutMillis=${timeout}`]
        : []),
      ...(mongos.config.volume ? [`--config=/etc/mongos-config/${mongos.config.file}`] : []),
    ],
    port: mongos.port,
    config: mongos.config,
    labels,
    volumes: [{ name: "mongod-data", mountPath: DATA, volume: { emptyDir: {} } }],
    claims: [],
    copies: {},
    variables: {},
  }, parts);
}

/** Whether data are encrypted with the operator's key, as they are unless the config says otherwise. */
export function isEncryptedSet({ spec, config }: ReplicaSet): boolean {
  return !config.isPlain && !config.usesVault &&
    text(mapping(spec.storage).engine) !== "inMemory";
}

/** By which members know each other, and how clients connect. */
function commonArguments(tls: Tls, declared: Mapping): string[] {
  return [
    "--clusterAuthMode=keyFile",
    `--keyFile=${KEY_FILE}`,
    `--tlsMode=${tls.mode}`,
    ...(tls.mode === "disabled" ? [] : [
      ...(isOn(declared.allowInvalidCertificates ?? true) ? ["--tlsAllowInvalidCertificates"] : []),
      `--tlsCertificateKeyFile=${CERTIFICATE_FILE}`,
      `--tlsCAFile=${SSL}/ca.crt`,
      ...(tls.hasInternal
        ? [`--tlsClusterFile=${MEMBER_FILE}`, `--tlsClusterCAFile=${SSL_INTERNAL}/ca.crt`]
        : []),
    ]),
  ];
}

function setArguments(
  { spec, set, port, role, config }: ReplicaSet,
  isEncrypted: boolean,
  tls: Tls,
  declared: Mapping,
): string[] {
  return [
    "--bind_ip_all",
    "--auth",
    `--dbpath=${DATA}`,
    `--port=${port}`,
    `--replSet=${set}`,
    ...commonArguments(tls, declared),
    ...(role === "" ? [] : [`--${role}`]),
    ...(isEncrypted ? ["--enableEncryption", `--encryptionKeyFile=${ENCRYPTION_FILE}`] : []),
    ...storageArguments(mapping(spec.storage), mapping(mapping(spec.resources).limits).memory),
    ...(config.volume ? [`--config=/etc/mongodb-config/${config.file}`] : []),
    ...(config.isLoud ? [] : ["--quiet"]),
  ];
}

function storageArguments(storage: Mapping, memory: unknown): string[] {
  const { engine, wiredTiger, inMemory, directoryPerDB, syncPeriodSecs } = storage;
  const limit = parseQuantity(memory) ?? 0;
  const size = (ratio: unknown, usual: number, isCache: boolean) => {
    const part = Number(ratio) > 0 ? Number(ratio) : usual;
    const bytes = Math.floor(part * (limit - (isCache ? GIGABYTE : 0)));
    return Math.max(bytes / GIGABYTE, 0.25).toFixed(2);
  };
  const common = [
    ...(directoryPerDB === true ? ["--directoryperdb"] : []),
    ...(typeof syncPeriodSecs === "number" && syncPeriodSecs > 0
      ? [`--syncdelay=${syncPeriodSecs}`]
      : []),
  ];
  if (text(engine) === "inMemory") {
    const { inMemorySizeRatio } = mapping(mapping(inMemory).engineConfig);
    return [
      "--storageEngine=inMemory",
      ...(limit > 0 ? [`--inMemorySizeGB=${size(inMemorySizeRatio, 0.9, false)}`] : []),
      ...common,
    ];
  }
  const { engineConfig, collectionConfig, indexConfig } = mapping(wiredTiger);
  const { cacheSizeRatio, journalCompressor, directoryForIndexes } = mapping(engineConfig);
  const compressor = text(mapping(collectionConfig).blockCompressor);
  const isPrefixed = indexConfig === undefined || indexConfig === null ||
    mapping(indexConfig).prefixCompression === true;
  return [
    "--storageEngine=wiredTiger",
    ...(limit > 0 ? [`--wiredTigerCacheSizeGB=${size(cacheSizeRatio, 0.5, true)}`] : []),
    ...(compressor === "" ? [] : [`--wiredTigerCollectionBlockCompressor=${compressor}`]),
    ...(text(journalCompressor) === ""
      ? []
      : [`--wiredTigerJournalCompressor=${text(journalCompressor)}`]),
    ...(directoryForIndexes === true ? ["--wiredTigerDirectoryForIndexes"] : []),
    ...(isPrefixed ? ["--wiredTigerIndexPrefixCompression=true"] : []),
    ...common,
  ];
}

const GIGABYTE = 2 ** 30;

/** Where the data lie. */
function dataOf(volumeSpec: Mapping): { volume: { volume?: Mapping }; claims: Mapping[] } {
  const { emptyDir, hostPath, persistentVolumeClaim } = volumeSpec;
  if (persistentVolumeClaim === undefined || persistentVolumeClaim === null) {
    if (hostPath) return { volume: { volume: { hostPath } }, claims: [] };
    if (emptyDir) return { volume: { volume: { emptyDir } }, claims: [] };
  }
  const { labels, annotations, ...claim } = mapping(persistentVolumeClaim);
  return {
    volume: {},
    claims: [{
      metadata: {
        name: "mongod-data",
        ...(Object.keys(textMap(labels)).length > 0 ? { labels: textMap(labels) } : {}),
        ...(Object.keys(textMap(annotations)).length > 0
          ? { annotations: textMap(annotations) }
          : {}),
      },
      spec: { ...claim, accessModes: claim.accessModes ?? ["ReadWriteOnce"] },
    }],
  };
}

function secretVolume(name: string, secretName: string, mountPath: string) {
  return { name, mountPath, volume: { secret: { secretName } } };
}

function serverObjects(server: Server, parts: PodParts): Manifest[] {
  const { name, part, labels, port, copies, claims, config } = server;
  const { cluster: { cr, isPaused }, tls, setup } = parts;
  const { script, configMapRef } = mapping(part.hookScript);
  const hookMap = text(mapping(configMapRef).name) ||
    (text(script) === "" ? "" : `${name}-hookscript`);
  const certificates = tls.mode === "disabled" ? {} : {
    [CERTIFICATE_FILE]: SSL,
    ...(tls.hasInternal ? { [MEMBER_FILE]: SSL_INTERNAL } : {}),
  };
  return [
    objectBeside(cr, "StatefulSet", name, {
      spec: {
        ...(server.program === "mongod" ? { serviceName: name } : {}),
        replicas: isPaused ? 0 : 1,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...textMap(part.labels), ...labels },
            ...(Object.keys(textMap(part.annotations)).length > 0
              ? { annotations: textMap(part.annotations) }
              : {}),
          },
          spec: podOf(server, hookMap, parts),
        },
        volumeClaimTemplates: [...claims],
      },
    }, { apiVersion: "apps/v1", labels }),
    // No object of a cluster has an underscore in its name.
    objectBeside(cr, "ConfigMap", `${name}_start`, {
      data: {
        "start.sh": startScript({
          key: `${KEY}/mongodb-key`,
          port,
          certificates,
          copies,
          clientOptions: tls.mode !== "requireTLS" ? [] : [
            "--tls",
            "--tlsCAFile",
            `${SSL}/ca.crt`,
            "--tlsCertificateKeyFile",
            CERTIFICATE_FILE,
            "--tlsAllowInvalidHostnames",
          ],
          ...(hookMap === "" ? {} : { hook: `${HOOK}/hook.sh` }),
        }),
        "setup.js": setup,
      },
    }),
    ...config.made,
    ...(text(mapping(configMapRef).name) === "" && hookMap !== ""
      ? [objectBeside(cr, "ConfigMap", hookMap, { data: { "hook.sh": text(script) } })]
      : []),
    ...sidecarClaims(part, cr),
  ];
}

/** Claims of sidecars, which the operator makes by the names that they have. */
function sidecarClaims(part: Mapping, cr: Manifest): Manifest[] {
  const namespace = namespaceOf(cr);
  return mappings(part.sidecarPVCs).flatMap((claim) => {
    const metadata = mapping(claim.metadata);
    if (text(metadata.name) === "") return [];
    return [{
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: text(metadata.name),
        ...(namespace === "" ? {} : { namespace }),
      },
      spec: claim.spec,
    }];
  });
}

function podOf(server: Server, hookMap: string, parts: PodParts): Mapping {
  const { name, part, program, args, port, config, volumes, variables } = server;
  const { cluster, tls, passwords } = parts;
  const { cr, spec, image, secrets } = cluster;
  const all: { name: string; volume?: Mapping; mountPath: string }[] = [
    ...volumes,
    secretVolume("key", secrets.key, KEY),
    { name: "dekube-run", mountPath: RUN_FOLDER, volume: { emptyDir: { medium: "Memory" } } },
    {
      name: "dekube-start",
      mountPath: START_FOLDER,
      volume: { configMap: { name: `${name}_start` } },
    },
    { mountPath: PASSWORD_FOLDER, ...volumeOf(passwords.volume("dekube-passwords")) },
    ...(tls.mode === "disabled" ? [] : [secretVolume("ssl", secrets.ssl, SSL)]),
    ...(tls.hasInternal ? [secretVolume("ssl-internal", secrets.sslInternal, SSL_INTERNAL)] : []),
    ...(config.volume
      ? [{
        name: "config",
        mountPath: program === "mongod" ? "/etc/mongodb-config" : "/etc/mongos-config",
        volume: config.volume,
      }]
      : []),
    ...(hookMap === ""
      ? []
      : [{ name: "hookscript", mountPath: HOOK, volume: { configMap: { name: hookMap } } }]),
  ];
  const identity = mapping(part.containerSecurityContext);
  const isReadOnly = identity.readOnlyRootFilesystem === true;
  const namespace = namespaceOf(cr);
  const env = { SERVICE_NAME: cr.metadata.name, NAMESPACE: namespace, MONGODB_PORT: String(port) };
  const claimed = mappings(part.sidecarPVCs).flatMap(({ metadata }) => {
    const { name } = mapping(metadata);
    return text(name) === ""
      ? []
      : [{ name: text(name), persistentVolumeClaim: { claimName: text(name) } }];
  });
  return {
    ...picked(
      part,
      "nodeSelector tolerations topologySpreadConstraints priorityClassName serviceAccountName hostAliases runtimeClassName",
    ),
    ...picked(spec, "imagePullSecrets"),
    // A server that is killed has to mend its data.
    terminationGracePeriodSeconds: part.terminationGracePeriodSeconds ?? 60,
    securityContext: part.podSecurityContext ?? { fsGroup: 1001 },
    containers: [
      {
        name: program,
        image,
        ...picked(spec, "imagePullPolicy"),
        command: [...COMMAND],
        args: [...args],
        workingDir: DATA,
        ports: [{
          name: program === "mongod" ? "mongodb" : "mongos",
          containerPort: port,
          ...(program === "mongos" ? picked(part, "hostPort") : {}),
        }],
        env: [
          ...Object.entries({ ...env, ...variables }).map(([name, value]) => ({ name, value })),
          ...mappings(part.env),
        ],
        ...picked(part, "envFrom resources"),
        readinessProbe: READINESS,
        securityContext: part.containerSecurityContext ?? { runAsNonRoot: true, runAsUser: 1001 },
        volumeMounts: [
          ...all.map(({ name, mountPath }) => ({ name, mountPath })),
          ...(isReadOnly ? [{ name: "tmp", mountPath: "/tmp" }] : []),
        ],
      },
      ...mappings(part.sidecars).filter((sidecar) => text(sidecar.name) !== program),
    ],
    volumes: [
      ...all.flatMap(({ name, volume }) => volume ? [{ name, ...volume }] : []),
      ...(isReadOnly ? [{ name: "tmp", emptyDir: {} }] : []),
      ...mappings(part.sidecarVolumes),
      ...claimed,
    ],
  };
}

function volumeOf({ name, ...volume }: Mapping): { name: string; volume: Mapping } {
  return { name: text(name), volume };
}
