/**
 * A PerconaServerMongoDB as it is read.
 *
 * @see https://docs.percona.com/percona-operator-for-mongodb/operator.html
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { SETTINGS } from "../settings.ts";
import { type ServerConfig, serverConfigOf } from "./server_config.ts";

/** A cluster: replica sets, and what shards them. */
export interface Percona {
  /** The resource. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its name. */
  name: string;
  /** What its Services' names end with: the namespace, and the cluster's domain. */
  domain: string;
  /** Image of the servers. */
  image: string;
  /** Its replica sets. */
  sets: ReplicaSet[];
  /** The replica set with the config of the shards, and what leads to them; none where it is not sharded. */
  sharding?: { config: ReplicaSet; mongos: Mongos };
  /** The names of its Secrets. */
  secrets: {
    users: string;
    ssl: string;
    sslInternal: string;
    key: string;
    encryption: string;
  };
  /** How it takes TLS. */
  tlsMode: string;
  /** Whether it shall not run. */
  isPaused: boolean;
}

/** A replica set. */
export interface ReplicaSet {
  /** What the resource calls it. */
  name: string;
  /** What it says of it. */
  spec: Mapping;
  /** Where that stands. */
  path: string;
  /** What the servers call it. */
  set: string;
  /** The name of its StatefulSet and its Service. */
  service: string;
  /** Where it listens. */
  port: number;
  /** The name and port that clients know its member by. */
  host: string;
  /** What it is to the shards. */
  role: "" | "shardsvr" | "configsvr";
  /** The user's config. */
  config: ServerConfig;
}

/** What leads to the shards. */
export interface Mongos {
  /** What the resource says of it. */
  spec: Mapping;
  /** The name of its StatefulSet and its Service. */
  service: string;
  /** Where it listens. */
  port: number;
  /** The user's config. */
  config: ServerConfig;
}

/** What reads a config that the user has put into an object. */
type ConfigSource = Parameters<typeof serverConfigOf>[3];

/** Reads a PerconaServerMongoDB; nothing where nobody can tell how it takes TLS, which is said. */
export function readPercona(
  cr: Manifest,
  objects: ConfigSource,
  ctx: ControllerContext,
): Percona | undefined {
  const spec = mapping(cr.spec);
  const { tls } = spec;
  if (!isNothing(tls) && !(isMapping(tls) && hasKnownMode(tls))) {
    ctx.report(cr, "spec.tls").error(
      "unclear-tls",
      `mode is to be one of ${
        MODES.join(", ")
      }, and something else is there, so the servers are left out. Correct it`,
    );
    return undefined;
  }
  const { name } = cr.metadata;
  const namespace = namespaceOf(cr);
  const secrets = mapping(spec.secrets);
  const named = (field: string, otherwise: string) => text(secrets[field]) || otherwise;
  const suffix = text(spec.clusterServiceDNSSuffix);
  const domain = namespace === ""
    ? ""
    : `.${namespace}.${/^[a-z0-9][a-z0-9.-]*$/.test(suffix) ? suffix : "svc.cluster.local"}`;
  const sharding = mapping(spec.sharding);
  const isSharded = sharding.enabled === true;
  const read = (
    declared: Mapping,
    path: string,
    own: string,
    role: ReplicaSet["role"],
  ): ReplicaSet => {
    const service = `${name}-${own}`;
    const config = serverConfigOf(
      cr,
      text(declared.configuration),
      {
        path: `${path}.configuration`,
        name: `${service}-mongod`,
        file: "mongod.conf",
      },
      objects,
      ctx,
    );
    const port = config.port ?? 27017;
    return {
      name: own,
      spec: declared,
      path,
      set: config.set || own,
      service,
      port,
      host: `${service}-0.${service}${domain}:${port}`,
      role,
      config,
    };
  };
  const declared = mappings(spec.replsets);
  const sets = (declared.length > 0 ? declared : [{}]).map((set, place) =>
    read(
      set,
      `spec.replsets[${place}]`,
      text(set.name) || `rs${place}`,
      isSharded ? "shardsvr" : "",
    )
  );
  const isUnsafe = spec.allowUnsafeConfigurations === true;
  return {
    cr,
    spec,
    name,
    domain,
    image: text(spec.image) || readSettings("mongodb", SETTINGS, ctx).percona_image,
    sets: distinct(sets, cr, ctx),
    ...(isSharded
      ? {
        sharding: {
          config: read(
            mapping(sharding.configsvrReplSet),
            "spec.sharding.configsvrReplSet",
            "cfg",
            "configsvr",
          ),
          mongos: readMongos(mapping(sharding.mongos)),
        },
      }
      : {}),
    secrets: {
      users: named("users", "percona-server-mongodb-users"),
      ssl: named("ssl", `${name}-ssl`),
      sslInternal: named("sslInternal", `${name}-ssl-internal`),
      key: named("keyFile", `${name}-mongodb-keyfile`),
      encryption: named("encryptionKey", `${name}-mongodb-encryption-key`),
    },
    tlsMode: isUnsafe
      ? "disabled"
      : ownMode(text(mapping(tls).mode), mapping(spec.unsafeFlags).tls === true),
    isPaused: spec.pause === true,
  };

  function readMongos(declared: Mapping): Mongos {
    const service = `${name}-mongos`;
    const config = serverConfigOf(
      cr,
      text(declared.configuration),
      {
        path: "spec.sharding.mongos.configuration",
        name: service,
        file: "mongos.conf",
      },
      objects,
      ctx,
    );
    const own = declared.port;
    const port = config.port ?? (typeof own === "number" && Number.isInteger(own) ? own : 27017);
    return { spec: declared, service, port, config };
  }
}

const MODES = ["disabled", "allowTLS", "preferTLS", "requireTLS"];

function hasKnownMode({ mode }: Mapping): boolean {
  return isNothing(mode) || mode === "" || typeof mode === "string" && MODES.includes(mode);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Without TLS there is none only where the resource says twice that it wants none. */
function ownMode(mode: string, mayBeOff: boolean): string {
  if (mode === "disabled" && mayBeOff) return mode;
  return ["allowTLS", "requireTLS"].includes(mode) ? mode : "preferTLS";
}

function distinct(sets: ReplicaSet[], cr: Manifest, ctx: ControllerContext): ReplicaSet[] {
  const known = new Set(["cfg", "mongos"]);
  return sets.filter(({ name, path }) => {
    if (!known.has(name)) return known.add(name);
    ctx.report(cr, `${path}.name`).error(
      "taken-name",
      `another replica set is called "${name}" already, so this one is left out. Call it something else`,
    );
    return false;
  });
}

/** All replica sets, that of the config among them. */
export function allSets({ sets, sharding }: Percona): ReplicaSet[] {
  return sharding ? [...sets, sharding.config] : sets;
}

/** The labels of all that belongs to a cluster. */
export function clusterLabels({ name }: Pick<Percona, "name">): Record<string, string> {
  return {
    "app.kubernetes.io/name": "percona-server-mongodb",
    "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
    "app.kubernetes.io/part-of": "percona-server-mongodb",
    "app.kubernetes.io/instance": name,
  };
}

/** The labels by which a replica set's Service knows its pod. */
export function setLabels(
  cluster: Pick<Percona, "name">,
  { name }: Pick<ReplicaSet, "name">,
): Record<string, string> {
  return { ...clusterLabels(cluster), "app.kubernetes.io/replset": name };
}

/** The labels by which the Service of what leads to the shards knows its pod. */
export function mongosLabels(cluster: Pick<Percona, "name">): Record<string, string> {
  return { ...clusterLabels(cluster), "app.kubernetes.io/component": "mongos" };
}
