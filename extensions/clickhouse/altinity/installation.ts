/**
 * A resource of Altinity's operator as it is read: its clusters, each with the one server that is made of it.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { sayServers } from "../replicas.ts";
import { bool } from "./bool.ts";
import { expanded, isObjectName, type Macros, objectName, part } from "./names.ts";
import { mergedOptions, readOptions, valuesOf } from "./options.ts";
import type { Program } from "./program.ts";

/** A resource. */
export interface Installation {
  /** The resource. */
  cr: Manifest;
  /** Its `spec`, with those of templates. */
  spec: Mapping;
  /** What runs. */
  program: Program;
  /** Its name. */
  name: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** What stands for what in names. */
  macros: Macros;
  /** Its clusters. */
  clusters: readonly Cluster[];
  /** Its templates by their names, by the lists that they stand in. */
  templates: ReadonlyMap<TemplateList, ReadonlyMap<string, Mapping>>;
  /** Names of the templates that are used where nothing else is said. */
  defaults: Mapping;
}

/** A list of templates. */
export type TemplateList =
  | "hostTemplates"
  | "podTemplates"
  | "volumeClaimTemplates"
  | "serviceTemplates";

/** A cluster. */
export interface Cluster {
  /** Its name. */
  name: string;
  /** Where it stands. */
  path: string;
  /** What it says. */
  spec: Mapping;
  /** What stands for what in names. */
  macros: Macros;
  /** The server that runs. */
  server: Server;
  /** The others that lead to it. */
  others: readonly Place[];
  /** Whether data are copied by the tables themselves. */
  isReplicatedByTables: boolean;
  /** How much of the data the shard gets. */
  weight?: number;
}

/** A place of a server in a cluster. */
export interface Place {
  /** The shard's name. */
  shard: string;
  /** The replica's name. */
  replica: string;
  /** What stands for what in names. */
  macros: Macros;
  /** The Service that leads to it. */
  service: string;
  /** The template of that Service; an empty one where there is none. */
  serviceTemplate: Mapping;
}

/** The server that runs. */
export interface Server extends Place {
  /** The StatefulSet. */
  set: string;
  /** Templates that it uses, by what they are for. */
  templates: Mapping;
  /** What is said of it, from the nearest place to the farthest. */
  said: readonly Mapping[];
  /** Its ports by their names. */
  ports: ReadonlyMap<string, number>;
  /** Whether others connect to it by TLS. */
  isSecure: boolean;
}

/** More names than these nobody writes down. */
const MOST_NAMES = 100;

/** Reads a resource. */
export function readInstallation(
  cr: Manifest,
  spec: Mapping,
  program: Program,
  ctx: ControllerContext,
): Installation {
  const { name } = cr.metadata;
  const namespace = namespaceOf(cr);
  const macros: Macros = {
    namespace: part(namespace, 60),
    chi: part(name, 60),
    chk: part(name, 60),
  };
  const templates = new Map(
    (["hostTemplates", "podTemplates", "volumeClaimTemplates", "serviceTemplates"] as const)
      .map((list) => [
        list,
        new Map(mappings(mapping(spec.templates)[list]).map((one) => [text(one.name), one])),
      ]),
  );
  const defaults = mapping(mapping(spec.defaults).templates);
  const installation = { cr, spec, program, name, namespace, macros, templates, defaults };
  const written = mappings(mapping(spec.configuration).clusters);
  const clusters = (written.length > 0 ? written : [{ name: "cluster" }])
    .map((cluster, index) => readCluster(cluster, index, installation, ctx));
  // Of two of one name there is one in a cluster, too.
  const byName = new Map(clusters.toReversed().map((cluster) => [cluster.name, cluster]));
  return { ...installation, clusters: [...byName.values()].toReversed() };
}

function readCluster(
  spec: Mapping,
  index: number,
  installation: Omit<Installation, "clusters">,
  ctx: ControllerContext,
): Cluster {
  const { cr, program } = installation;
  const path = `spec.configuration.clusters[${index}]`;
  const name = text(spec.name) || "cluster";
  const macros = {
    ...installation.macros,
    cluster: part(name, 15),
    clusterIndex: String(index),
  };
  const layout = mapping(spec.layout);
  const shards = program.prefix === "chk" ? [] : mappings(layout.shards);
  const replicas = mappings(layout.replicas);
  const { count, places } = placesOf(layout, shards, replicas, program.prefix === "chk");
  sayServers(cr, `${path}.layout`, count, ctx);
  const all = places.map(({ shard, replica, shardIndex, replicaIndex }) => {
    const said = [
      mappings(mapping(shards[shardIndex]).replicas)[replicaIndex],
      mappings(mapping(replicas[replicaIndex]).shards)[shardIndex],
      shards[shardIndex],
      replicas[replicaIndex],
      spec,
    ].filter(isMapping);
    const host = text(
      said.find((one) =>
        one !== spec && one !== shards[shardIndex] && one !== replicas[replicaIndex] && one.name
      )?.name,
    ) || `${shard}-${replica}`;
    return {
      shard,
      replica,
      said,
      macros: {
        ...macros,
        shard: part(shard, 15),
        shardIndex: String(shardIndex),
        replica: part(replica, 15),
        replicaIndex: String(replicaIndex),
        host: part(host, 15),
        ...Object.fromEntries(SCOPES.map((scope) => [scope, "0"])),
        chiScopeIndex: String(index),
        shardScopeIndex: String(replicaIndex),
        replicaScopeIndex: String(shardIndex),
      },
    };
  });
  const [first, ...others] = all;
  const templates = templatesOf(first.said, installation);
  const host = mapping(namedTemplate(installation, "hostTemplates", templates.hostTemplate).spec);
  const used = templatesOf([...first.said, host], installation);
  const serviceOf = (place: { macros: Macros; said: readonly Mapping[] }) => {
    const { replicaServiceTemplate } = templatesOf([...place.said, host], installation);
    const serviceTemplate = namedTemplate(
      installation,
      "serviceTemplates",
      replicaServiceTemplate,
    );
    const service = nameOf(
      text(serviceTemplate.generateName),
      `${program.prefix}-{${program.prefix}}-{cluster}-{host}`,
      place.macros,
      installation,
      ctx,
    );
    return { service, serviceTemplate };
  };
  const isSecure =
    bool([...first.said, host].find(({ secure }) => bool(secure) !== undefined)?.secure) ??
      false;
  const pod = namedTemplate(installation, "podTemplates", used.podTemplate);
  const [shard = {}] = shards;
  return {
    name,
    path,
    spec,
    macros,
    server: {
      ...first,
      ...serviceOf(first),
      set: nameOf(
        text(pod.generateName),
        `${program.prefix}-{${program.prefix}}-{cluster}-{host}`,
        first.macros,
        installation,
        ctx,
      ),
      templates: used,
      said: [...first.said, host],
      ports: portsOf([...first.said, host], isSecure, installation),
      isSecure,
    },
    others: others.map((place) => ({ ...place, ...serviceOf(place) })),
    isReplicatedByTables: bool(shard.internalReplication) ??
      (wholeNumber(shard.replicasCount) ??
          Math.max(replicas.length, wholeNumber(layout.replicasCount) ?? 1)) > 1,
    ...(wholeNumber(shard.weight) === undefined ? {} : { weight: wholeNumber(shard.weight)! }),
  };
}

const SCOPES = [
  "chiScopeCycleIndex",
  "chiScopeCycleOffset",
  "clusterScopeIndex",
  "clusterScopeCycleIndex",
  "clusterScopeCycleOffset",
  "clusterScopeCycleHeadPointsToPreviousCycleTail",
];

interface PlaceIndex {
  shard: string;
  replica: string;
  shardIndex: number;
  replicaIndex: number;
}

/** All places of servers, as far as their names are of use; the first is there in any case. */
function placesOf(
  layout: Mapping,
  shards: readonly Mapping[],
  replicas: readonly Mapping[],
  isKeeper: boolean,
): { count: number; places: PlaceIndex[] } {
  const most = (...counts: unknown[]) =>
    Math.max(1, ...counts.map((count) => wholeNumber(count) ?? 0));
  const shardCount = isKeeper ? 1 : most(
    layout.shardsCount,
    shards.length,
    ...replicas.flatMap((one) => [one.shardsCount, mappings(one.shards).length]),
  );
  const replicaCount = most(
    layout.replicasCount,
    replicas.length,
    ...shards.flatMap((one) => [one.replicasCount, mappings(one.replicas).length]),
  );
  const ofShard = (index: number) =>
    wholeNumber(mapping(shards[index]).replicasCount) ||
    mappings(mapping(shards[index]).replicas).length || replicaCount;
  let count = Math.max(shardCount - shards.length, 0) * replicaCount;
  for (const index of shards.keys()) count += ofShard(index);
  const places: PlaceIndex[] = [];
  for (let shard = 0; shard < shardCount && places.length < MOST_NAMES; shard++) {
    const names = Array.from(
      { length: Math.min(ofShard(shard), MOST_NAMES - places.length) },
      (_, replica) => ({
        shard: text(mapping(shards[shard]).name) || String(shard),
        replica: text(mapping(replicas[replica]).name) || String(replica),
        shardIndex: shard,
        replicaIndex: replica,
      }),
    );
    append(places, names);
  }
  return { count, places };
}

/** Templates by what they are for: the nearest place that names one counts. */
function templatesOf(
  said: readonly Mapping[],
  { defaults }: Pick<Installation, "defaults">,
): Mapping {
  const named = new Map<string, unknown>();
  for (const templates of [...said.map(({ templates }) => mapping(templates)), defaults]) {
    for (const [purpose, name] of Object.entries(templates)) {
      if (text(name) !== "" && !named.has(purpose)) named.set(purpose, name);
    }
    const old = text(templates.volumeClaimTemplate);
    if (old !== "" && !named.has("dataVolumeClaimTemplate")) {
      named.set("dataVolumeClaimTemplate", old);
    }
  }
  return Object.fromEntries(named);
}

/** A template by its name; an empty one where there is none. */
export function namedTemplate(
  { templates }: Pick<Installation, "templates">,
  list: TemplateList,
  name: unknown,
): Mapping {
  return templates.get(list)?.get(text(name)) ?? {};
}

/** Names of the templates of the Services of the whole. */
export function rootServiceTemplates({ defaults }: Installation): string[] {
  const names = texts(defaults.serviceTemplates);
  const one = text(defaults.serviceTemplate);
  return [...new Set(one === "" ? names : [...names, one])];
}

/** A name as a template wants it, where it is one, else the operator's own. */
export function nameOf(
  wanted: string,
  usual: string,
  macros: Macros,
  { cr }: Pick<Installation, "cr">,
  { report }: ControllerContext,
): string {
  if (wanted !== "") {
    const name = expanded(wanted, macros);
    if (isObjectName(name)) return name;
    report(cr, "spec.templates").warn(
      "bad-name",
      `"generateName" gives the name "${name}", which no object can have, so the usual one is taken. Write lower-case letters, digits, "-" and macros such as {${
        cr.kind === "ClickHouseKeeperInstallation" ? "chk" : "chi"
      }}`,
    );
  }
  return objectName(expanded(usual, macros));
}

const PORTS = [
  ["tcp", "tcpPort", "tcp_port", 9000],
  ["secureclient", "tlsPort", "tcp_port_secure", 9440],
  ["http", "httpPort", "http_port", 8123],
  ["https", "httpsPort", "https_port", 8443],
  ["interserver", "interserverHTTPPort", "interserver_http_port", 9009],
] as const;

const KEEPER_PORTS = [
  ["zk", "zkPort", "keeper_server/tcp_port", 2181],
  ["raft", "raftPort", "keeper_server/raft_configuration/server/port", 9444],
] as const;

function portsOf(
  said: readonly Mapping[],
  isSecure: boolean,
  { program, spec }: Pick<Installation, "program" | "spec">,
): Map<string, number> {
  const isOpen = bool(said.find(({ insecure }) => bool(insecure) !== undefined)?.insecure) ?? true;
  const options = mergedOptions(
    ...[...said.map(({ settings }) => settings), mapping(spec.configuration).settings]
      .map((settings) => readOptions(settings)),
  );
  const ports = new Map<string, number>();
  for (const [name, field, path, usual] of program.prefix === "chi" ? PORTS : KEEPER_PORTS) {
    const own = wholeNumber(said.find((one) => portIn(one[field]) !== undefined)?.[field]);
    const set = portIn(valuesOf(options.get(path))[0]);
    const isAsked = name === "tcp" || name === "http"
      ? isOpen
      : name === "secureclient" || name === "https"
      ? isSecure
      : true;
    const port = own ?? set ?? (isAsked ? usual : undefined);
    if (port !== undefined) ports.set(name, port);
  }
  return ports;
}

function portIn(found: unknown): number | undefined {
  const port = wholeNumber(found);
  return port !== undefined && port > 0 && port < 65536 ? port : undefined;
}
