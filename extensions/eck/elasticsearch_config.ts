/**
 * The config of the one Elasticsearch node.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Mapping,
  mapping,
  mappings,
  ownValue,
  text,
  texts,
} from "@dekube/engine/pacts";
import { type FlatConfig, flatten, isBelow, renderConfig, withDefaults } from "./config.ts";
import { asksClients, type Endpoint } from "./http.ts";
import type { Resource } from "./resource.ts";
import { isAtLeast } from "./version.ts";

/** Where a container has its config. */
export const CONFIG_FOLDER = "/usr/share/elasticsearch/config";

/** Where the container has its data. */
export const DATA_FOLDER = "/usr/share/elasticsearch/data";

/** Where the certificates of the protocol between nodes lie. */
export const TRANSPORT_FOLDER: string = `${CONFIG_FOLDER}/transport-certs`;

/** Where the certificates of HTTP lie. */
export const HTTP_FOLDER: string = `${CONFIG_FOLDER}/http-certs`;

/** Settings of how nodes find each other. */
const DISCOVERY = ["discovery", "cluster.initial_master_nodes", "cluster.remote"];

/** What nodes were told of their roles up to version 8. */
const OLD_ROLES = /^node\.(master|data|ingest|ml|voting_only|transform|remote_cluster_client)$/;

/** Settings that the operator keeps to itself. */
const RESERVED = [
  ...["cluster.name", "node.name", "path.data", "path.logs"],
  ...["network.host", "network.publish_host", "http.publish_host", "transport.publish_host"],
  ...["xpack.security.enabled", "xpack.security.authc.reserved_realm.enabled"],
  ...["enabled", "certificate", "key"].map((name) => `xpack.security.http.ssl.${name}`),
  ...["enabled", "certificate", "key", "verification_mode"].map((name) =>
    `xpack.security.transport.ssl.${name}`
  ),
];

/** What keeps out clients without a certificate, where the resource asks for one. */
const OF_CLIENTS = ["client_authentication", "certificate_authorities"].map((name) =>
  `xpack.security.http.ssl.${name}`
);

/** Roles by the labels that pods have of them. */
const ROLE_LABELS: Readonly<Record<string, string>> = {
  master: "node-master",
  data: "node-data",
  ingest: "node-ingest",
  ml: "node-ml",
  transform: "node-transform",
  remote_cluster_client: "node-remote_cluster_client",
  voting_only: "node-voting_only",
  data_hot: "node-data_hot",
  data_warm: "node-data_warm",
  data_cold: "node-data_cold",
  data_content: "node-data_content",
  data_frozen: "node-data_frozen",
};

/** A set of nodes. */
export interface NodeSet {
  /** Its fields. */
  spec: Mapping;
  /** Its name. */
  name: string;
  /** Where it stands. */
  path: string;
  /** Its config. */
  config: FlatConfig;
}

/** The sets of nodes of an Elasticsearch. */
export function nodeSetsOf({ spec }: Resource): NodeSet[] {
  const field = spec.nodeSets === undefined && spec.nodes !== undefined ? "nodes" : "nodeSets";
  return mappings(spec[field]).map((own, index) => ({
    spec: own,
    name: text(own.name) || `set-${index}`,
    path: `spec.${field}[${index}]`,
    config: flatten(mapping(own.config)),
  }));
}

/** The one that becomes the node: the first that has data. */
export function mainSet(sets: readonly NodeSet[]): NodeSet {
  return sets.find(({ config }) => {
    const roles = rolesIn(config);
    return roles === undefined || roles.some((role) => role.startsWith("data"));
  }) ?? sets[0];
}

/** The roles that a config names; `undefined` where it leaves all of them to the node. */
function rolesIn(config: FlatConfig): string[] | undefined {
  const roles = config.get("node.roles");
  if (Array.isArray(roles)) return texts(roles);
  if (typeof roles === "string") return roles.split(",").map((role) => role.trim());
  const named = [...config].filter(([name]) => OLD_ROLES.test(name));
  const off = named.filter(([, value]) => String(value) === "false");
  if (off.length === 0) return undefined;
  const without = new Set(off.map(([name]) => name.slice("node.".length)));
  return ["master", "data", "ingest", "ml"].filter((role) => !without.has(role));
}

/** The roles of the node: those of all sets; `undefined` where it has all that there are. */
export function rolesOf(sets: readonly NodeSet[]): string[] | undefined {
  const all = new Set<string>();
  for (const { config } of sets) {
    const roles = rolesIn(config);
    if (!roles) return undefined;
    for (const role of roles) all.add(role);
  }
  // Nobody else could be the master, and have data.
  all.delete("voting_only");
  all.add("master");
  if (![...all].some((role) => role === "data" || role === "data_content")) all.add("data");
  return [...all];
}

/** Labels by which Services find nodes of a role. */
export function roleLabels(roles: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (roles ?? Object.keys(ROLE_LABELS)).flatMap((role) => {
      const label = ownValue(ROLE_LABELS, role);
      return label === undefined ? [] : [[`elasticsearch.k8s.elastic.co/${label}`, "true"]];
    }),
  );
}

/** The file of settings. */
export function elasticsearchYml(
  resource: Resource,
  sets: readonly NodeSet[],
  { endpoint, pod, hasTransport }: { endpoint: Endpoint; pod: string; hasTransport: boolean },
  ctx: ControllerContext,
): string {
  const { spec, version, name } = resource;
  const roles = rolesOf(sets);
  const isSecured = endpoint.scheme === "https";
  const defaults: Mapping = {
    "cluster.name": name,
    "node.name": pod,
    "discovery.type": "single-node",
    "network.host": "0.0.0.0",
    "path.data": DATA_FOLDER,
    "path.logs": "/usr/share/elasticsearch/logs",
    "xpack.security.enabled": true,
    // Users are those of the files, as with the operator; there is no password of Elasticsearch's own.
    "xpack.security.authc.reserved_realm.enabled": false,
    "xpack.security.authc.realms.file.file1.order": -100,
    "xpack.security.authc.realms.native.native1.order": -99,
    "xpack.security.http.ssl.enabled": isSecured,
    ...(isSecured
      ? {
        "xpack.security.http.ssl.certificate": `${HTTP_FOLDER}/tls.crt`,
        "xpack.security.http.ssl.key": `${HTTP_FOLDER}/tls.key`,
        ...(endpoint.hasAuthority
          ? { "xpack.security.http.ssl.certificate_authorities": `${HTTP_FOLDER}/ca.crt` }
          : {}),
        ...(asksClients(spec)
          ? { "xpack.security.http.ssl.client_authentication": "required" }
          : {}),
      }
      : {}),
    "xpack.security.transport.ssl.enabled": hasTransport,
    ...(hasTransport
      ? {
        "xpack.security.transport.ssl.certificate": `${TRANSPORT_FOLDER}/${pod}.tls.crt`,
        "xpack.security.transport.ssl.key": `${TRANSPORT_FOLDER}/${pod}.tls.key`,
        "xpack.security.transport.ssl.certificate_authorities": [`${TRANSPORT_FOLDER}/ca.crt`],
        "xpack.security.transport.ssl.verification_mode": "certificate",
      }
      : {}),
    ...(isAtLeast(version, "7.9.0") ? roles ? { "node.roles": roles } : {} : oldRoles(roles)),
  };
  return renderConfig(
    withDefaults(
      defaults,
      merged(resource, sets, ctx),
      ctx.report(resource.manifest, `${mainSet(sets).path}.config`),
    ),
  );
}

/** Before version 7.9 each role was a setting of its own. */
function oldRoles(roles: readonly string[] | undefined): Mapping {
  return !roles ? {} : Object.fromEntries(
    ["master", "data", "ingest", "ml"].map((role) => [`node.${role}`, roles.includes(role)]),
  );
}

/** What all sets say, that of the main one first; what one node can't do is left out, and said. */
function merged(
  { manifest, spec }: Resource,
  sets: readonly NodeSet[],
  ctx: ControllerContext,
): FlatConfig {
  const reserved = [...RESERVED, ...(asksClients(spec) ? OF_CLIENTS : [])];
  const main = mainSet(sets);
  const result = new Map<string, unknown>();
  const unequal = new Map<string, string[]>();
  for (const { name: set, path, config } of [main, ...sets.filter((other) => other !== main)]) {
    const report = ctx.report(manifest, `${path}.config`);
    for (const [name, value] of config) {
      // An empty mapping says nothing.
      if (name === "node.roles" || OLD_ROLES.test(name) || isMapping(value)) continue;
      if (DISCOVERY.some((holder) => name === holder || isBelow(name, holder))) {
        report.warn(
          "cluster-setting",
          `"${name}" is about other nodes, and there is one node here that knows none, so it is left out. Take it out where it is not needed`,
        );
      } else if (
        reserved.some((other) => other === name || isBelow(name, other) || isBelow(other, name))
      ) {
        report.warn(
          "reserved-setting",
          `"${name}" belongs to the operator, which sets it itself, so the value is left out. Take it out of the config`,
        );
      } else if (!result.has(name)) result.set(name, value);
      else if (JSON.stringify(result.get(name)) !== JSON.stringify(value)) {
        unequal.set(set, [...(unequal.get(set) ?? []), name]);
      }
    }
  }
  for (const [set, names] of unequal) {
    ctx.report(manifest, `${sets.find(({ name }) => name === set)!.path}.config`).info(
      "unequal-nodes",
      `the nodeSets differ in ${
        names.map((name) => `"${name}"`).join(", ")
      }; the one node has what "${main.name}" says`,
    );
  }
  return result;
}
