/**
 * The files that a server of a ClickHouseCluster is configured by.
 *
 * @module
 */

import { isMapping, type Mapping, mapping, text } from "@dekube/engine/pacts";
import { SECRETS } from "./cluster_secret.ts";
import { DEFAULT_PASSWORD, type Password } from "./default_password.ts";
import { hostOf, loggerOf, openSslOf, type Resource } from "./resource.ts";

/** Where the config lies. */
export const FOLDER = "/etc/clickhouse-server/";
/** Where certificates lie. */
export const CERTIFICATES = `${FOLDER}tls/`;

/** The port by which servers connect to each other, and the operator to them. */
export const MANAGEMENT = 9001;

/** A file of the config. */
export interface ConfigFile {
  /** Where it lies. */
  folder: string;
  /** What it is called there. */
  file: string;
  /** Its key in the ConfigMap. */
  key: string;
  /** What it holds. */
  content: string;
}

/** All files. */
export function configFiles(
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
