/**
 * The config of a server, in three ConfigMaps: what all servers of the resource have in common, their users, and what is
 * this server's own.
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
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { KEEPER_INSTALLATION } from "../kinds.ts";
import { bool } from "./bool.ts";
import type { Cluster, Installation } from "./installation.ts";
import { expanded, objectName, part } from "./names.ts";
import type { Files, GivenFiles } from "./operator.ts";
import {
  elementsOf,
  mergedOptions,
  type Options,
  readOptions,
  sayBadPath,
  sayUnread,
  valuesOf,
} from "./options.ts";
import { remoteServers } from "./remote_servers.ts";
import { userOptions, type UserParts } from "./users.ts";
import { configFile, type Element, element } from "./xml.ts";

/** Names of the ConfigMaps. */
export interface ConfigNames {
  /** What all servers have in common. */
  common: string;
  /** Users. */
  users: string;
  /** What is the server's own. */
  host: string;
}

/** What the ConfigMaps of a cluster's server are called. */
export function configNames({ program, macros }: Installation, cluster: Cluster): ConfigNames {
  const { prefix } = program;
  const name = (rest: string, of = macros) =>
    objectName(expanded(`${prefix}-{${prefix}}-${rest}`, of));
  return {
    common: name("common-configd"),
    users: name("common-usersd"),
    host: name("deploy-confd-{cluster}-{host}", cluster.server.macros),
  };
}

/** A file whose content a Secret has. */
export interface SecretFile {
  /** Where it is asked for. */
  path: string;
  /** The Secret. */
  name: string;
  /** Its key. */
  key: string;
}

/** The config of an installation. */
export interface Config {
  /** The ConfigMaps. */
  maps: Manifest[];
  /** Files of Secrets that servers mount, by the names of clusters. */
  secretFiles: ReadonlyMap<string, readonly SecretFile[]>;
}

/** Writes the config of all servers of an installation. */
export async function configOf(
  installation: Installation,
  parts: UserParts,
  labels: (cluster?: Cluster) => Record<string, string>,
  ctx: ControllerContext,
): Promise<Config> {
  const { cr, spec, program, clusters } = installation;
  const { setup } = parts;
  const configuration = mapping(spec.configuration);
  const isKeeper = program.prefix === "chk";
  const given = isKeeper ? setup.keeper : setup.server;
  const files = filesOf(configuration.files, "spec.configuration.files", installation, ctx);
  const names = configNames(installation, clusters[0]);
  const of = (kind: string, name: string, data: Files, cluster?: Cluster) =>
    objectBeside(cr, "ConfigMap", name, { data: { ...data } }, {
      labels: { ...labels(cluster), [`${program.group}/ConfigMap`]: kind },
    });
  const options = (field: "settings" | "profiles" | "quotas") =>
    sectionFile(
      configuration[field],
      `spec.configuration.${field}`,
      field,
      installation,
      parts,
      ctx,
    );
  const common = {
    ...(isKeeper ? raft(installation) : remoteServers(installation, parts.variables)),
    ...options("settings"),
    ...files.common,
    ...files.anywhere,
    ...given.common,
  };
  const users = isKeeper ? {} : {
    ...await usersFile(installation, parts, ctx),
    ...options("quotas"),
    ...options("profiles"),
  };
  const secretFiles = new Map<string, readonly SecretFile[]>();
  const hosts = clusters.map((cluster) => {
    const own = hostFiles(cluster, files, installation, parts, given, ctx);
    secretFiles.set(cluster.name, own.secretFiles);
    return of("Host", configNames(installation, cluster).host, own.data, cluster);
  });
  return {
    maps: [
      of(isKeeper ? "ChkCommon" : "ChiCommon", names.common, common),
      of(isKeeper ? "ChkCommonUsers" : "ChiCommonUsers", names.users, {
        ...users,
        ...files.users,
        ...given.users,
      }),
      ...hosts,
    ],
    secretFiles,
  };
}

async function usersFile(
  installation: Installation,
  parts: UserParts,
  ctx: ControllerContext,
): Promise<Files> {
  const options = await userOptions(installation, parts, ctx);
  const say = sayBadPath(installation.cr, "spec.configuration.users", ctx);
  return {
    "chop-generated-users.xml": configFile([element("users", elementsOf(options, say))]),
  };
}

/** Settings that stand at one place as a file. */
function sectionFile(
  given: unknown,
  path: string,
  section: "settings" | "profiles" | "quotas",
  installation: Installation,
  { variables }: UserParts,
  ctx: ControllerContext,
): Files {
  const { cr } = installation;
  const read = expandedOptions(
    readOptions(given, sayUnread(cr, path, ctx)),
    section,
    installation,
    installation.macros,
  );
  if (read.size === 0) return {};
  const elements = elementsOf(
    section === "settings" ? variables.resolve(read, "CONFIGURATION_SETTINGS") : read,
    sayBadPath(cr, path, ctx),
  );
  const content = section === "settings" ? elements : [element(section, elements)];
  return { [`chop-generated-${section}.xml`]: configFile(content) };
}

function expandedOptions(
  options: Options,
  section: string,
  { spec }: Pick<Installation, "spec">,
  macros: Readonly<Record<string, string>>,
): Options {
  const sections = mapping(mapping(mapping(spec.reconcile ?? spec.reconciling).macros).sections);
  if (bool(mapping(sections[section]).enabled) !== true) return options;
  return new Map([...options].map(([path, option]) => [
    expanded(path, macros),
    option.kind === "values"
      ? { kind: "values", values: option.values.map((one) => expanded(one, macros)) }
      : option,
  ]));
}

/** Files by the folders that they lie in. */
interface FilesByFolder {
  common: Record<string, string>;
  users: Record<string, string>;
  host: Record<string, string>;
  /** Those that name no folder. */
  anywhere: Record<string, string>;
  secretFiles: SecretFile[];
}

const FOLDERS: Readonly<Record<string, "common" | "users" | "host">> = {
  "config.d": "common",
  "keeper_config.d": "common",
  "users.d": "users",
  "conf.d": "host",
  "{common}": "common",
  "{users}": "users",
  "{host}": "host",
};

function filesOf(
  given: unknown,
  path: string,
  installation: Installation,
  ctx: ControllerContext,
  macros = installation.macros,
): FilesByFolder {
  const { cr } = installation;
  const read = expandedOptions(
    readOptions(given, sayUnread(cr, path, ctx)),
    "files",
    installation,
    macros,
  );
  const files: FilesByFolder = { common: {}, users: {}, host: {}, anywhere: {}, secretFiles: [] };
  for (const [file, option] of read) {
    const parts = file.split("/");
    const name = parts.at(-1)!;
    const folder = parts.length === 1 ? "anywhere" : FOLDERS[
      Object.hasOwn(FOLDERS, parts[0].toLowerCase()) ? parts[0].toLowerCase() : ""
    ];
    const problem = !isFileName(name)
      ? 'is no name of a file. Use letters, digits, "-", "_" and "."'
      : folder === undefined
      ? `is in no folder that the server reads. Put it into config.d, users.d or conf.d`
      : undefined;
    if (problem !== undefined) {
      ctx.report(cr, `${path}.${file}`).warn(
        "bad-config-file",
        `"${file}" ${problem}. It is left out`,
      );
    } else if (option.kind === "secret") {
      files.secretFiles.push({ path: file, name: option.name, key: option.key });
    } else if (option.kind === "values" && option.values.length === 1) {
      files[folder!][name] = valuesOf(option)[0];
    }
  }
  return files;
}

/** Whether a key of a ConfigMap can be called so. */
function isFileName(name: string): boolean {
  return /^[\w.-]{1,253}$/.test(name) && name !== "." && name !== "..";
}

function hostFiles(
  cluster: Cluster,
  ofAll: FilesByFolder,
  installation: Installation,
  parts: UserParts,
  given: GivenFiles,
  ctx: ControllerContext,
): { data: Files; secretFiles: SecretFile[] } {
  const { cr, program } = installation;
  const { server, path } = cluster;
  const own = server.said.map(({ files }) =>
    filesOf(files, `${path}.files`, installation, ctx, server.macros)
  );
  const settings = mergedOptions(...server.said.map((said) =>
    expandedOptions(
      readOptions(said.settings, sayUnread(cr, `${path}.settings`, ctx)),
      "settings",
      installation,
      server.macros,
    )
  ));
  const elements = elementsOf(
    parts.variables.resolve(settings, "CONFIGURATION_SETTINGS"),
    sayBadPath(cr, `${path}.settings`, ctx),
  );
  // The nearest place counts.
  const files = Object.assign(
    {},
    ...own.toReversed().map(({ host, anywhere }) => ({ ...host, ...anywhere })),
  );
  return {
    data: {
      ...(program.prefix === "chk"
        ? {
          "chop-generated-server-id.xml": configFile([
            element("keeper_server", [element("server_id", "0")]),
          ]),
        }
        : serverFiles(cluster, installation, parts.objects)),
      ...(elements.length > 0 ? { "chop-generated-settings.xml": configFile(elements) } : {}),
      ...ofAll.host,
      ...files,
      ...given.host,
    },
    secretFiles: [...ofAll.secretFiles, ...own.flatMap(({ secretFiles }) => secretFiles)],
  };
}

/** What the server is called, what it listens on, and which Keeper it asks. */
function serverFiles(
  cluster: Cluster,
  installation: Installation,
  objects: ObjectIndex,
): Files {
  const { server, name } = cluster;
  const port = (of: string, usual: number, tag: string) => {
    const number = server.ports.get(of);
    return number === undefined || number === usual ? [] : [element(tag, String(number))];
  };
  return {
    "chop-generated-macros.xml": configFile([
      element("macros", [
        element("installation", installation.name),
        element("all-sharded-shard", String(installation.clusters.indexOf(cluster))),
        element("cluster", name),
        element("shard", server.shard),
        element("replica", server.service),
      ]),
    ]),
    "chop-generated-hostname-ports.xml": configFile([
      ...port("tcp", 9000, "tcp_port"),
      ...port("secureclient", 9440, "tcp_port_secure"),
      ...port("http", 8123, "http_port"),
      ...port("https", 8443, "https_port"),
      element("interserver_http_host", server.service),
      ...port("interserver", 9009, "interserver_http_port"),
    ]),
    ...keeperFile(cluster, installation, objects),
  };
}

function keeperFile(
  cluster: Cluster,
  installation: Installation,
  objects: ObjectIndex,
): Files {
  const { spec, name } = installation;
  const isSaid = ({ nodes, keeper }: Mapping) =>
    mappings(nodes).length > 0 || text(mapping(keeper).name) !== "";
  const own = mapping(cluster.spec.zookeeper);
  const keeper = isSaid(own) ? own : mapping(mapping(spec.configuration).zookeeper);
  const named = mappings(keeper.nodes).filter(({ host }) => text(host) !== "");
  const nodes = named.length > 0 ? named : keeperNodes(keeper.keeper, installation, objects);
  if (nodes.length === 0) return {};
  const optional = (field: string, tag = field): Element[] =>
    text(keeper[field]) === "" ? [] : [element(tag, text(keeper[field]))];
  const profile = text(mapping(mapping(spec.defaults).distributedDDL).profile);
  return {
    "chop-generated-zookeeper.xml": configFile([
      element("zookeeper", [
        ...nodes.map((node) => element("node", nodeElements(node))),
        ...optional("session_timeout_ms"),
        ...optional("operation_timeout_ms"),
        ...optional("root"),
        ...optional("identity"),
        ...optional("use_compression"),
      ]),
      element("distributed_ddl", [
        element("path", `/clickhouse/${name}/task_queue/ddl`),
        ...(profile === "" ? [] : [element("profile", profile)]),
      ]),
    ]),
  };
}

/** The Keeper of a resource that is named by its own name. */
function keeperNodes(
  reference: unknown,
  { namespace }: Installation,
  objects: ObjectIndex,
): Mapping[] {
  const { name, namespace: other } = mapping(reference);
  if (text(name) === "") return [];
  const place = text(other) || namespace;
  const found = objects.get(KEEPER_INSTALLATION, place, text(name));
  const { clusters, settings } = mapping(mapping(found?.spec).configuration);
  const [cluster = {}] = mappings(clusters);
  const host = found === undefined
    ? `keeper-${text(name)}`
    : `chk-${text(name)}-${part(text(cluster.name) || "cluster", 15)}-0-0`;
  const [port = 2181] = valuesOf(readOptions(settings).get("keeper_server/tcp_port"));
  return [{ host: place === namespace ? host : `${host}.${place}`, port }];
}

function nodeElements({ host, port, secure, availabilityZone }: Mapping): Element[] {
  const isSecure = bool(secure);
  return [
    element("host", text(host)),
    element("port", String(wholeNumber(port) ?? 2181)),
    ...(isSecure === undefined ? [] : [element("secure", isSecure ? "1" : "0")]),
    ...(text(availabilityZone) === ""
      ? []
      : [element("availability_zone", text(availabilityZone))]),
  ];
}

/** The one member of a Keeper. */
function raft({ clusters }: Installation): Files {
  const [{ server }] = clusters;
  return {
    "chop-generated-raft.xml": configFile([
      element("keeper_server", [
        element("raft_configuration", [
          element("server", [
            element("id", "0"),
            element("hostname", server.service),
            element("port", String(server.ports.get("raft") ?? 9444)),
          ]),
        ]),
      ]),
    ]),
  };
}
