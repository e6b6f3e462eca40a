/**
 * How the servers of OT-Container-Kit's operator are configured: as its agent does it, but each alone.
 *
 * @module
 */

import { mapping, text, texts } from "@dekube/engine/pacts";
import { parseQuantity, wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { directive, settingLines } from "./config.ts";
import { passwordOf, type ServerSpec, type Tls, tlsOf } from "./opstree_spec.ts";
import { nodesFile, type Start } from "./start.ts";

/** The folder of the config, which the server may write. */
export const CONFIG_FOLDER = "/redis";

/** Where the files of the user's ConfigMap are. */
export const EXTERNAL_FOLDER = "/etc/redis/external.conf.d";

/** What a Redis is started with. `host` is the name of the one member of a cluster. */
export function redisStart(server: ServerSpec, persistent: boolean, host: string): Start {
  const { spec, role, port } = server;
  const target = `${CONFIG_FOLDER}/redis.conf`;
  const isCluster = role === "cluster";
  const memory = maxMemory(server);
  return {
    target,
    config: [
      directive("tcp-keepalive", 60),
      directive("protected-mode", "no"),
      directive("dir", "/data"),
      ...listening(port, tlsOf(server)),
      ...(persistent ? PERSISTENCE : []),
      ...(isCluster
        ? [
          directive("cluster-enabled", "yes"),
          directive("cluster-require-full-coverage", "no"),
          directive("cluster-config-file", nodesFile(target)),
          ...(tlsOf(server)?.authority ? [directive("tls-cluster", "yes")] : []),
        ]
        : []),
      ...(spec.acl !== undefined && spec.acl !== null
        ? [directive("aclfile", aclFile(server))]
        : []),
      ...(memory === undefined ? [] : [directive("maxmemory", memory)]),
    ],
    passwords: ownPassword(server),
    include: `${EXTERNAL_FOLDER}/redis-additional.conf`,
    last: texts(mapping(spec.redisConfig).dynamicConfig).flatMap(settingLines),
    ...(isCluster ? { cluster: { host, port } } : {}),
  };
}

const PERSISTENCE = [
  "save 900 1",
  "save 300 10",
  "save 60 10000",
  "appendonly yes",
  // A live cluster's data has it so.
  'appendfilename "Appendonly.aof"',
];

/** What a sentinel watches. */
export interface Watched {
  /** The name that clients ask for. */
  group: string;
  /** Where the master is. */
  host: string;
  /** The port there. */
  port: number;
  /** Where its password stands, where it has one. */
  password?: string;
  /** The sentinel's options. */
  options: Readonly<Record<string, string>>;
}

/** What a sentinel is started with; it watches nothing where it has no master. */
export function sentinelStart(server: ServerSpec, watched: Watched | undefined): Start {
  return {
    target: `${CONFIG_FOLDER}/sentinel.conf`,
    config: [
      directive("dir", CONFIG_FOLDER),
      directive("protected-mode", "no"),
      ...listening(server.port, tlsOf(server)),
      "sentinel deny-scripts-reconfig yes",
      ...Object.entries(watched?.options ?? {}).map(([option, value]) =>
        directive("sentinel", option, watched!.group, value)
      ),
    ],
    passwords: [
      ...ownPassword(server),
      ...(watched?.password === undefined ? [] : [{
        variable: "MASTER_PASSWORD",
        source: watched.password,
        lines: [`sentinel auth-pass ${watched.group} %s`],
      }]),
    ],
    include: `${EXTERNAL_FOLDER}/sentinel-additional.conf`,
    ...(watched ? { monitor: watched } : {}),
  };
}

/** Without an authority nobody's certificate can be checked, and Redis refuses to be told to. */
function listening(port: number, tls: Tls | undefined): string[] {
  if (!tls) return [directive("port", port)];
  return [
    directive("port", 0),
    directive("tls-port", port),
    directive("tls-cert-file", tls.certificate),
    directive("tls-key-file", tls.key),
    ...(tls.authority
      ? [
        directive("tls-ca-cert-file", tls.authority),
        directive("tls-auth-clients", "optional"),
        directive("tls-replication", "yes"),
      ]
      : [directive("tls-auth-clients", "no")]),
  ];
}

function ownPassword(server: ServerSpec): Start["passwords"] {
  const secret = passwordOf(server);
  if (!secret) return [];
  return [{
    variable: "REDIS_PASSWORD",
    source: `the key "${secret.key}" of the Secret "${secret.name}"`,
    lines: ["masterauth %s", "requirepass %s"],
  }];
}

/** Where the file with the users is. */
export function aclFile({ spec }: ServerSpec): string {
  return text(mapping(spec.acl).persistentVolumeClaim) === ""
    ? "/etc/redis/user.acl"
    : "/data/redis/user.acl";
}

/** The share of the container's memory that the keys may take. */
export function maxMemory({ spec, kubernetes }: ServerSpec): number | undefined {
  const percent = wholeNumber(mapping(spec.redisConfig).maxMemoryPercentOfLimit);
  const limit = parseQuantity(mapping(mapping(kubernetes.resources).limits).memory);
  if (percent === undefined || percent <= 0 || limit === undefined) return undefined;
  return Math.trunc(limit * percent / 100);
}
