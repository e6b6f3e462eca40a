/**
 * How the operator itself is set up: what its own manifests give each server.
 *
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  parseInnerYaml,
  type Secret,
  secretValue,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { TEMPLATE } from "../kinds.ts";
import { OperatorRights, placeOf } from "./operator_rights.ts";

/** Files by their names. */
export type Files = Readonly<Record<string, string>>;

/** Files that the operator gives all servers of a program. */
export interface GivenFiles {
  /** For all servers of a resource. */
  common: Files;
  /** For each server. */
  host: Files;
  /** Of users. */
  users: Files;
}

/** What an operator is set up with. */
export interface OperatorSetup {
  /** Files of servers. */
  server: GivenFiles;
  /** Files of Keepers. */
  keeper: GivenFiles;
  /** Templates that come with it. */
  templates: readonly Manifest[];
  /** Whether it sees to the resources of all namespaces. */
  seesToAll: boolean;
  /** What users have that say nothing else. */
  user: { profile: string; quota: string; addresses: readonly string[]; password: string };
  /** Who may connect as a user that says nothing else: names of hosts. */
  hostPattern: string;
  /** The operator's own user. */
  username: string;
  /** Its password; none where nobody knows it. */
  password?: string;
}

const LISTEN = `<clickhouse>
    <listen_host>::</listen_host>
    <listen_host>0.0.0.0</listen_host>
    <listen_try>1</listen_try>
    <logger>
        <console>1</console>
        <level>information</level>
    </logger>
</clickhouse>
`;

/** A log that the server keeps of its own work, for a month. */
function log(name: string): string {
  return `    <${name} replace="1">
        <database>system</database>
        <table>${name}</table>
        <engine>Engine = MergeTree PARTITION BY event_date ORDER BY event_time TTL event_date + INTERVAL 30 DAY</engine>
        <flush_interval_milliseconds>7500</flush_interval_milliseconds>
    </${name}>
`;
}

const KEEPER = `<clickhouse>
    <keeper_server>
        <tcp_port>2181</tcp_port>
        <storage_path>/var/lib/clickhouse-keeper</storage_path>
        <log_storage_path>/var/lib/clickhouse-keeper/coordination/logs</log_storage_path>
        <snapshot_storage_path>/var/lib/clickhouse-keeper/coordination/snapshots</snapshot_storage_path>
        <coordination_settings>
            <operation_timeout_ms>10000</operation_timeout_ms>
            <min_session_timeout_ms>10000</min_session_timeout_ms>
            <session_timeout_ms>100000</session_timeout_ms>
            <raft_logs_level>information</raft_logs_level>
        </coordination_settings>
        <http_control>
            <port>9182</port>
            <readiness>
                <endpoint>/ready</endpoint>
            </readiness>
        </http_control>
        <enable_reconfiguration>false</enable_reconfiguration>
    </keeper_server>
</clickhouse>
`;

const PROFILES = `<clickhouse>
    <profiles>
        <default>
            <log_queries>1</log_queries>
            <connect_timeout_with_failover_ms>1000</connect_timeout_with_failover_ms>
            <distributed_aggregation_memory_efficient>1</distributed_aggregation_memory_efficient>
            <do_not_merge_across_partitions_select_final>1</do_not_merge_across_partitions_select_final>
            <prefer_localhost_replica>0</prefer_localhost_replica>
        </default>
        <clickhouse_operator>
            <log_queries>0</log_queries>
            <skip_unavailable_shards>1</skip_unavailable_shards>
        </clickhouse_operator>
    </profiles>
</clickhouse>
`;

/** What an operator is set up with whose manifests nobody has. */
const USUAL: OperatorSetup = {
  server: {
    common: {
      "01-clickhouse-01-listen.xml": LISTEN,
      "01-clickhouse-03-logs.xml": `<clickhouse>\n${log("query_log")}${log("part_log")}${
        log("trace_log")
      }    <query_thread_log remove="1"/>\n</clickhouse>\n`,
    },
    host: {},
    users: { "01-clickhouse-profiles.xml": PROFILES },
  },
  keeper: {
    common: { "01-keeper-00-listen.xml": LISTEN, "01-keeper-01-default-config.xml": KEEPER },
    host: {},
    users: {},
  },
  templates: [],
  seesToAll: false,
  user: {
    profile: "default",
    quota: "default",
    addresses: ["::1", "127.0.0.1"],
    password: "default",
  },
  hostPattern:
    "(chi-{chi}-[^.]+\\d+-\\d+|clickhouse\\-{chi})\\.{namespace}\\.svc\\.cluster\\.local$",
  username: "clickhouse_operator",
};

/** The folder that an operator reads its own config from. */
const FOLDER = "/etc/clickhouse-operator";

/** What the operators among the manifests are set up with. One has all that it needs. */
export class OperatorSetups {
  readonly #byNamespace = new Map<string, OperatorSetup>();
  readonly #ofAll: OperatorSetup | undefined;
  readonly #strange: Manifest | undefined;

  /** Those that run what is called as the operator's image. */
  constructor(objects: ObjectIndex, ctx: ControllerContext) {
    const rights = new OperatorRights(objects);
    for (const workload of objects.of("Deployment", "StatefulSet")) {
      const pod = mapping(mapping(mapping(workload.spec).template).spec);
      const container = mappings(pod.containers).find(({ image }) =>
        /(?:^|\/)clickhouse-operator(?:[:@]|$)/.test(text(image))
      );
      const folders = container && mountedMaps(workload, pod, container, objects);
      const config = folders?.get(FOLDER)?.["config.yaml"];
      if (!folders || config === undefined) continue;
      const seesToAll = rights.seesToAll(workload, pod);
      const namespace = placeOf(workload);
      if (this.#byNamespace.has(namespace) && (this.#ofAll || !seesToAll)) continue;
      const setup = setupOf(
        mapping(read(config, ctx)),
        folders,
        { workload, seesToAll },
        objects,
        ctx,
      );
      if (!this.#byNamespace.has(namespace)) this.#byNamespace.set(namespace, setup);
      if (seesToAll) this.#ofAll ??= setup;
      else this.#strange ??= workload;
    }
  }

  /** What the operator is set up with that sees to a resource. */
  of(cr: Manifest, { report }: Pick<ControllerContext, "report">): OperatorSetup {
    const setup = this.#byNamespace.get(placeOf(cr)) ?? this.#ofAll;
    if (setup) return setup;
    if (this.#strange) {
      const { kind, metadata } = this.#strange;
      report(cr).info(
        "strange-operator",
        `the ${kind} "${metadata.name}" of the namespace "${
          placeOf(this.#strange)
        }" runs an operator, and no ClusterRoleBinding gives its ServiceAccount the right to change ClickHouseInstallations of other namespaces. So nothing of its config is used, but what operators usually have. Convert the operator's ClusterRole and ClusterRoleBinding along, if it is the one`,
      );
    }
    return USUAL;
  }
}

/** The ConfigMaps of a pod's container, by the folders where they lie. */
function mountedMaps(
  workload: Manifest,
  pod: Mapping,
  container: Mapping,
  objects: ObjectIndex,
): Map<string, Files> {
  const maps = new Map(
    mappings(pod.volumes).map((volume) => [
      text(volume.name),
      text(mapping(volume.configMap).name),
    ]),
  );
  return new Map(
    mappings(container.volumeMounts).flatMap(({ name, mountPath, subPath }) => {
      if (text(subPath) !== "") return [];
      const map = objects.get("ConfigMap", namespaceOf(workload), maps.get(text(name)) ?? "");
      return map ? [[text(mountPath).replace(/\/$/, ""), textMap((map as ConfigMap).data)]] : [];
    }),
  );
}

function read(yaml: string, { limits }: ControllerContext): unknown {
  try {
    return parseInnerYaml(yaml, limits, "config.yaml");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function setupOf(
  config: Mapping,
  folders: ReadonlyMap<string, Files>,
  { workload, seesToAll }: { workload: Manifest; seesToAll: boolean },
  objects: ObjectIndex,
  ctx: ControllerContext,
): OperatorSetup {
  const clickhouse = mapping(config.clickhouse);
  const configuration = mapping(clickhouse.configuration);
  const user = mapping(mapping(configuration.user).default);
  const access = mapping(clickhouse.access);
  const pattern = text(mapping(configuration.network).hostRegexpTemplate);
  const { namespace, name } = mapping(access.secret);
  const secret = objects.get(
    "Secret",
    seesToAll && text(namespace) || namespaceOf(workload),
    text(name),
  ) as Secret | undefined;
  const username = (secret && secretValue(secret, "username")) || text(access.username);
  const password = (secret && secretValue(secret, "password")) || text(access.password);
  const templates = Object.entries(
    filesAt(mapping(mapping(config.template).chi).path, "templates.d", folders),
  );
  return {
    server: givenFiles(mapping(configuration.file).path, USUAL.server, folders),
    keeper: givenFiles(
      mapping(mapping(mapping(config.keeper).configuration).file).path,
      USUAL.keeper,
      folders,
    ),
    templates: templates.flatMap(([file, content]) =>
      /\.(?:ya?ml|json)$/.test(file) ? templateIn(read(content, ctx)) : []
    ),
    user: {
      profile: text(user.profile) || USUAL.user.profile,
      quota: text(user.quota) || USUAL.user.quota,
      addresses: Array.isArray(user.networksIP) ? texts(user.networksIP) : USUAL.user.addresses,
      password: text(user.password) || USUAL.user.password,
    },
    hostPattern: pattern || USUAL.hostPattern,
    seesToAll,
    username: username || USUAL.username,
    ...(password ? { password } : {}),
  };
}

function givenFiles(
  paths: unknown,
  usual: GivenFiles,
  folders: ReadonlyMap<string, Files>,
): GivenFiles {
  const { common, host, user } = mapping(paths);
  const given = {
    common: filesAt(common, "", folders),
    host: filesAt(host, "", folders),
    users: filesAt(user, "", folders),
  };
  // A program needs some: an operator before Keepers were among its programs has none for them.
  return Object.keys(given.common).length > 0 ? given : usual;
}

function filesAt(path: unknown, usual: string, folders: ReadonlyMap<string, Files>): Files {
  const said = (text(path) || usual).replace(/\/$/, "");
  if (said === "") return {};
  const folder = said.startsWith("/") ? said : `${FOLDER}/${said}`;
  return Object.fromEntries(
    Object.entries(folders.get(folder) ?? {}).filter(([name]) =>
      /\.(?:xml|ya?ml|json)$/.test(name)
    ),
  );
}

function templateIn(found: unknown): Manifest[] {
  if (!isMapping(found) || !isMapping(found.metadata)) return [];
  const name = text(found.metadata.name);
  const [group, kind] = TEMPLATE.split("/");
  if (name === "") return [];
  return [{
    apiVersion: `${group}/v1`,
    kind,
    metadata: { ...found.metadata, name },
    spec: mapping(found.spec),
  } as Manifest];
}
