/**
 * A ClickHouseCluster: one server.
 *
 * @see https://github.com/ClickHouse/clickhouse-operator
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  type ObjectIndex,
  ownValue,
  randomWord,
  type Secret,
  secretValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { KEEPER as KEEPER_KIND } from "../kinds.ts";
import { isPasswordHash } from "../password_hash.ts";
import { sayServers } from "../replicas.ts";
import { sha256 } from "../sha256.ts";
import { certificates, headlessService, serverSet } from "./pod.ts";
import {
  annotationsOf,
  hostOf,
  KEEPER,
  labelsOf,
  loggerOf,
  openSslOf,
  readResource,
  type Resource,
  SERVER,
} from "./resource.ts";

const FOLDER = "/etc/clickhouse-server/";
const CERTIFICATES = `${FOLDER}tls/`;

/** The port by which servers connect to each other, and the operator to them. */
const MANAGEMENT = 9001;

/** The variable with the password of the user "default". */
const DEFAULT_PASSWORD = "CLICKHOUSE_DEFAULT_USER_PASSWORD";

/** Keys of the Secret that are told to the server, each by a variable. */
const SECRETS = {
  "interserver-password": "CLICKHOUSE_INTERSERVER_PASSWORD",
  "keeper-identity": "CLICKHOUSE_KEEPER_IDENTITY",
  "cluster-secret": "CLICKHOUSE_CLUSTER_SECRET",
} as const;

const PASSWORD_TYPES = ["password", "password_sha256_hex", "password_double_sha1_hex"];

/** What is made of a ClickHouseCluster. */
export async function clusterObjects(
  cr: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Manifest[]> {
  const resource = readResource(cr, SERVER, ctx);
  if (!resource) return [];
  const { spec, name, namespace, pod } = resource;
  const keeperName = text(mapping(spec.keeperClusterRef).name);
  const found = objects.get(KEEPER_KIND, namespace, keeperName);
  const keeper = found && readResource(found, KEEPER, ctx, true);
  if (!keeper) {
    if (!found) {
      ctx.report(cr, "spec.keeperClusterRef").warn(
        "missing-keeper",
        `there is no KeeperCluster "${keeperName}" among the manifests, without which the operator starts no server, so nothing is made of it. Convert it along with the resource`,
      );
    }
    return [];
  }
  const shards = wholeNumber(spec.shards) ?? 1;
  const replicas = wholeNumber(spec.replicas) ?? 3;
  sayServers(cr, "spec.replicas", shards * replicas, ctx);
  const secret = ownSecret(resource, objects, ctx);
  const password = await passwordOf(resource, objects, ctx);
  if (password === null) return [];
  const ports = portsOf(resource);
  const files = configFiles(resource, keeper, ports, password, await sha256(secret.management));
  const http = ports.get("http");
  const tls = certificates(resource, "clickhouse-server", CERTIFICATES);
  const folders = Map.groupBy(files, ({ folder }) => folder);
  const config = [...folders].map(([folder, items]) => ({
    volume: {
      name: volumeName(folder),
      configMap: {
        name: pod,
        items: items.map(({ key, file }) => ({ key, path: file })),
      },
    },
    mount: { name: volumeName(folder), mountPath: folder, readOnly: true },
  }));
  return [
    serverSet(resource, SERVER, {
      ports,
      env: [
        { name: "CLICKHOUSE_CONFIG", value: `${FOLDER}config.yaml` },
        { name: "CLICKHOUSE_SKIP_USER_SETUP", value: "1" },
        ...Object.entries(SECRETS).map(([key, variable]) => ({
          name: variable,
          valueFrom: { secretKeyRef: { name, key } },
        })),
        ...(password && password.hash === undefined
          ? [
            // Where its Secret is not there, this one holds: an empty password would let everybody in.
            ...(password.isKnown
              ? []
              : [{ name: DEFAULT_PASSWORD, value: lockedPassword(cr, password.type, ctx) }]),
            { name: DEFAULT_PASSWORD, valueFrom: password.source },
          ]
          : []),
      ],
      volumes: [...config.map(({ volume }) => volume), ...tls.volumes],
      mounts: [...config.map(({ mount }) => mount), ...tls.mounts],
      probe: http === undefined
        ? `wget --ca-certificate=${CERTIFICATES}ca-bundle.crt -qO- https://${
          hostOf(resource)
        }:8443 | grep -o Ok.`
        : `wget -qO- http://127.0.0.1:${http} | grep -o Ok.`,
    }),
    objectBeside(cr, "ConfigMap", pod, {
      data: Object.fromEntries(files.map(({ key, content }) => [key, content])),
    }, { labels: labelsOf(resource), annotations: annotationsOf(resource) }),
    ...secret.made,
    headlessService(resource, ports),
  ];
}

/** The Secret of the installation; one that is among the manifests is taken as it is. */
function ownSecret(
  resource: Resource,
  objects: ObjectIndex,
  ctx: ControllerContext,
): { management: string; made: Manifest[] } {
  const { cr, name, namespace } = resource;
  const found = objects.get("Secret", namespace, name) as Secret | undefined;
  const keys = [...Object.keys(SECRETS), "management-password"];
  // An empty one would let everybody in.
  const known = new Map(keys.map((key) => {
    const value = found && secretValue(found, key);
    return [key, value?.trim() === "" ? undefined : value];
  }));
  const values = keys.map((key) => {
    const value = known.get(key) ?? ctx.generated.value(cr, key, () => {
      const word = randomWord(32);
      return key === "keeper-identity" ? `clickhouse:${word}` : word;
    });
    return [key, value] as const;
  });
  if (found && keys.some((key) => !known.get(key) && secretValue(found, key) !== undefined)) {
    ctx.report(cr).warn(
      "missing-password",
      `the Secret "${name}" has a key that is empty, by which everybody could sign in as another server or the operator, so what is made up takes its place. Put a value into it`,
    );
  }
  const isWhole = found !== undefined && keys.every((key) => known.get(key) !== undefined);
  return {
    management: new Map(values).get("management-password")!,
    made: isWhole ? [] : [objectBeside(cr, "Secret", name, {
      type: "Opaque",
      stringData: Object.fromEntries(values),
    }, { labels: labelsOf(resource), annotations: annotationsOf(resource) })],
  };
}

/** Where the password of the user "default" comes from. */
interface Password {
  /** What it is in the config. */
  type: string;
  /** The variable's source. */
  source: Mapping;
  /** Whether it is there for certain. */
  isKnown?: boolean;
  /** The hash of one that a variable can't tell the server, which reads its value as XML. */
  hash?: string;
}

/** The password of the user "default"; `undefined` where it has none, `null` where what is asked for can't be had. */
async function passwordOf(
  { cr, settings, namespace }: Resource,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Password | undefined | null> {
  const { report } = ctx;
  const given = settings.defaultUserPassword;
  const path = "spec.settings.defaultUserPassword";
  if (given === undefined || given === null) {
    report(cr, path).info(
      "open-default-user",
      'the user "default" has no password, as in a cluster: every container of the project may do anything. Name a Secret with one to change that',
    );
    return undefined;
  }
  const { passwordType, secret, configMap } = mapping(given);
  const type = text(passwordType) || "password";
  const reference = (of: unknown) =>
    isMapping(of) && text(of.name) !== "" && text(of.key) !== ""
      ? { name: text(of.name), key: text(of.key) }
      : undefined;
  const [ofSecret, ofMap] = [reference(secret), reference(configMap)];
  if (!PASSWORD_TYPES.includes(type) || (ofSecret === undefined) === (ofMap === undefined)) {
    report(cr, path).warn(
      "bad-default-password",
      `it needs one of secret and configMap, with name and key, and a passwordType of ${
        PASSWORD_TYPES.join(", ")
      }. Nothing is made of the resource, so that no server is open`,
    );
    return null;
  }
  const source = ofSecret ? { secretKeyRef: ofSecret } : { configMapKeyRef: ofMap };
  const known = knownPassword({ namespace, ofSecret, ofMap }, objects);
  const isHash = type !== "password";
  const isEmpty = known?.trim() === "";
  if (isEmpty) {
    report(cr, path).warn(
      "missing-password",
      'the password is empty, by which everybody could sign in, so "default" has one that nobody knows. Put one into it',
    );
  }
  const isBad = known !== undefined && !isEmpty && isHash && !isPasswordHash(type, known.trim());
  if (isBad) {
    report(cr, path).warn(
      "bad-password-hash",
      `it is no hash of a password as ${type} expects it, so "default" has a password that nobody knows. Write the hash, or passwordType: password`,
    );
  }
  if (isEmpty || isBad) {
    return { type, source, hash: await sha256(lockedPassword(cr, "password", ctx)) };
  }
  return {
    type,
    source,
    isKnown: known !== undefined,
    ...(!isHash && known !== undefined && /[<&]/.test(known) ? { hash: await sha256(known) } : {}),
  };
}

/** The password that a Secret or a ConfigMap among the manifests holds. */
function knownPassword(
  { namespace, ofSecret, ofMap }: {
    namespace: string;
    ofSecret?: { name: string; key: string };
    ofMap?: { name: string; key: string };
  },
  objects: ObjectIndex,
): string | undefined {
  if (ofSecret) {
    const secret = objects.get("Secret", namespace, ofSecret.name) as Secret | undefined;
    return secret && secretValue(secret, ofSecret.key);
  }
  if (!ofMap) return undefined;
  const map = objects.get("ConfigMap", namespace, ofMap.name) as ConfigMap | undefined;
  return ownValue(textMap(map?.data), ofMap.key);
}

/** A password, or a hash, that nobody knows. */
function lockedPassword(cr: Manifest, type: string, { generated }: ControllerContext): string {
  const bytes = type === "password_double_sha1_hex" ? 20 : 32;
  return generated.value(
    cr,
    `locked-${type}`,
    () => crypto.getRandomValues(new Uint8Array(bytes)).toHex(),
  );
}

function portsOf({ tls }: Resource): Map<string, number> {
  return new Map([
    ...(tls?.isRequired ? [] : [["http", 8123], ["tcp", 9000]] as const),
    ...(tls ? [["http-secure", 8443], ["tcp-secure", 9440]] as const : []),
    ["interserver", 9009],
    ["management", MANAGEMENT],
    ["prometheus", 9363],
  ]);
}

/** A file of the config. */
interface ConfigFile {
  /** Where it lies. */
  folder: string;
  /** What it is called there. */
  file: string;
  /** Its key in the ConfigMap. */
  key: string;
  /** What it holds. */
  content: string;
}

function configFiles(
  resource: Resource,
  keeper: Resource,
  ports: ReadonlyMap<string, number>,
  password: Password | undefined,
  managementHash: string,
): ConfigFile[] {
  const { settings } = resource;
  const file = (folder: string, name: string, content: unknown, key?: string): ConfigFile => ({
    folder,
    file: name,
    key: key ?? `${folder}${name}`.replace(/^\//, "").replaceAll(/[/.]/g, "-"),
    // YAML holds all that JSON does.
    content: `${JSON.stringify(content, null, 2)}\n`,
  });
  const extra = (folder: string, name: string, content: unknown) =>
    isMapping(content) ? [file(folder, name, content, name)] : [];
  return [
    file(FOLDER, "config.yaml", baseConfig(resource, keeper)),
    file(`${FOLDER}config.d/`, "00-network.yaml", networkConfig(ports, settings.extraConfig)),
    file(`${FOLDER}config.d/`, "00-logs-tables.yaml", {
      query_log: null,
      part_log: null,
      text_log: null,
    }),
    file(FOLDER, "users.yaml", usersConfig(password, managementHash)),
    file("/etc/clickhouse-client/", "config.yaml", {
      user: "default",
      port: MANAGEMENT,
      ...(password?.type === "password" && password.hash === undefined
        ? { password: [{ "@from_env": DEFAULT_PASSWORD }] }
        : {}),
    }),
    ...extra(`${FOLDER}config.d/`, "99-extra-config.yaml", settings.extraConfig),
    ...extra(`${FOLDER}users.d/`, "99-extra-users-config.yaml", settings.extraUsersConfig),
  ];
}

function volumeName(folder: string): string {
  return folder.replace(/^\/|\/$/g, "").replaceAll(/[/.]/g, "-");
}

function baseConfig(resource: Resource, keeper: Resource): Mapping {
  const { tls, settings } = resource;
  const own = openSslOf(CERTIFICATES, "clickhouse-server");
  const authority = text(mapping(mapping(settings.tls).caBundle).name) !== "";
  const client = authority
    ? {
      ...(tls ? own : {}),
      ...openSslOf(CERTIFICATES, "clickhouse-server", "custom-ca.crt"),
      ...(tls ? {} : { certificateFile: "", privateKeyFile: "" }),
    }
    : own;
  return {
    path: "/var/lib/clickhouse",
    logger: loggerOf(resource, "/var/log/clickhouse-server/", "clickhouse-server"),
    macros: { cluster: "default", shard: 0, replica: 0 },
    zookeeper: {
      nodes: [
        keeper.tls
          ? { host: hostOf(keeper), port: 2281, secure: 1 }
          : { host: hostOf(keeper), port: 2181 },
      ],
      identity: { "@from_env": SECRETS["keeper-identity"] },
    },
    remote_servers: {
      default: {
        secret: { "@from_env": SECRETS["cluster-secret"] },
        shard: [{
          internal_replication: true,
          replica: [{ host: hostOf(resource), port: MANAGEMENT }],
        }],
      },
    },
    distributed_ddl: { path: "/clickhouse/task_queue/ddl", profile: "default" },
    user_directories: {
      users_xml: { path: "users.yaml" },
      replicated: { zookeeper_path: "/clickhouse/access" },
    },
    user_defined_zookeeper_path: "/clickhouse/user_defined",
    ...(tls || authority ? { openSSL: { ...(tls ? { server: own } : {}), client } } : {}),
    display_secrets_in_show_and_select: true,
  };
}

function networkConfig(ports: ReadonlyMap<string, number>, extra: unknown): Mapping {
  const at = (name: string) => ports.has(name) ? { port: ports.get(name)! } : {};
  return {
    // Another is merged item by item: of two the second would stay.
    ...(Object.hasOwn(mapping(extra), "listen_host")
      ? { listen_host: "::" }
      : { listen_host: ["::", "0.0.0.0"], listen_try: true }),
    interserver_http_port: ports.get("interserver"),
    interserver_http_credentials: {
      user: "interserver",
      password: [{ "@from_env": SECRETS["interserver-password"] }],
      allow_empty: false,
    },
    // Servers connect to each other by the port that is not one of the protocols below.
    tcp_port: MANAGEMENT,
    protocols: {
      http: { type: "http", ...at("http") },
      ...(ports.has("http-secure")
        ? { "http-secure": { type: "tls", impl: "http", ...at("http-secure") } }
        : {}),
      prometheus: { type: "prometheus", ...at("prometheus") },
      tcp: { type: "tcp", ...at("tcp") },
      ...(ports.has("tcp-secure")
        ? { "tcp-secure": { type: "tls", impl: "tcp", ...at("tcp-secure") } }
        : {}),
    },
    ...Object.fromEntries(
      [
        "tcp_port_secure",
        "http_port",
        "https_port",
        "mysql_port",
        "postgresql_port",
        "tcp_with_proxy_port",
        "tcp_ssh_port",
      ]
        .map((name) => [name, { "@remove": "1" }]),
    ),
  };
}

function usersConfig(password: Password | undefined, managementHash: string): Mapping {
  const all = [{ query: "GRANT ALL ON *.*" }];
  return {
    users: {
      default: {
        profile: "default",
        quota: "default",
        ...(password?.hash !== undefined
          ? { password_sha256_hex: password.hash }
          : password
          ? { [password.type]: [{ "@from_env": DEFAULT_PASSWORD }] }
          : { no_password: null }),
        grants: all,
      },
      operator: {
        profile: "default",
        quota: "default",
        password_sha256_hex: managementHash,
        grants: all,
      },
    },
    profiles: { default: { log_queries: 1 } },
    quotas: { default: null },
  };
}
