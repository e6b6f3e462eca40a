/**
 * A KeeperCluster: one Keeper.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { sayServers } from "../replicas.ts";
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
} from "./resource.ts";

const FOLDER = "/etc/clickhouse-keeper/";
const DATA = "/var/lib/clickhouse";

/** By which members of a Keeper know each other. */
const RAFT = 9234;

/** Where it says whether it is ready. */
const CONTROL = 9123;

/** What is made of a KeeperCluster. */
export function keeperObjects(cr: Manifest, ctx: ControllerContext): Manifest[] {
  const resource = readResource(cr, KEEPER, ctx);
  if (!resource) return [];
  const { name, spec, tls } = resource;
  sayServers(cr, "spec.replicas", wholeNumber(spec.replicas) ?? 3, ctx);
  const clients = [
    ...(tls?.isRequired ? [] : [["keeper", 2181]] as const),
    ...(tls ? [["keeper-secure", 2281]] as const : []),
  ];
  const quorum = `${name}-quorum-configmap-1`;
  const own = `${name}-0-configmap-v1`;
  const certificate = certificates(resource, "clickhouse-keeper", `${FOLDER}tls/`);
  const map = (called: string, key: string, content: Mapping) =>
    objectBeside(cr, "ConfigMap", called, {
      // YAML holds all that JSON does.
      data: { [key]: `${JSON.stringify(content, null, 2)}\n` },
    }, { labels: labelsOf(resource), annotations: annotationsOf(resource) });
  return [
    serverSet(resource, KEEPER, {
      ports: new Map([["raft-ipc", RAFT], ["prometheus", 9090], ...clients]),
      env: [{ name: "KEEPER_CONFIG", value: `${FOLDER}config.yaml` }],
      volumes: [
        {
          name: "clickhouse-keeper-quorum-config-volume",
          configMap: { name: quorum, items: [{ key: "config.yaml", path: "config.yaml" }] },
        },
        { name: "clickhouse-keeper-config-volume", configMap: { name: own } },
        ...certificate.volumes,
      ],
      mounts: [
        {
          name: "clickhouse-keeper-quorum-config-volume",
          mountPath: FOLDER,
          readOnly: true,
        },
        {
          name: "clickhouse-keeper-config-volume",
          mountPath: `${FOLDER}config.d/`,
          readOnly: true,
        },
        ...certificate.mounts,
      ],
      probe: `wget -qO- http://127.0.0.1:${CONTROL}/ready | grep -o '"status":"ok"'`,
    }),
    map(quorum, "config.yaml", {
      keeper_server: {
        raft_configuration: { server: [{ id: "0", hostname: hostOf(resource), port: RAFT }] },
      },
    }),
    map(own, "00-config.yaml", configOf(resource)),
    headlessService(resource, new Map([["raft-ipc", RAFT], ...clients])),
  ];
}

function configOf(resource: Resource): Mapping {
  const { tls, settings } = resource;
  const config = {
    listen_host: "0.0.0.0",
    path: DATA,
    logger: loggerOf(resource, "/var/log/clickhouse-keeper/", "clickhouse-keeper"),
    prometheus: {
      endpoint: "/metrics",
      port: 9090,
      metrics: true,
      events: true,
      asynchronous_metrics: true,
    },
    keeper_server: {
      ...(tls?.isRequired ? {} : { tcp_port: 2181 }),
      ...(tls ? { tcp_port_secure: 2281 } : {}),
      server_id: "0",
      storage_path: DATA,
      digest_enabled: true,
      log_storage_path: `${DATA}/coordination/log/`,
      snapshot_storage_path: `${DATA}/coordination/snapshots/`,
      coordination_settings: { raft_logs_level: "trace", compress_logs: false },
      http_control: { port: CONTROL },
    },
    ...(tls ? { openSSL: { server: openSslOf(`${FOLDER}tls/`, "clickhouse-keeper") } } : {}),
  };
  return isMapping(settings.extraConfig) ? merged(config, mapping(settings.extraConfig)) : config;
}

/** Another config on top of one: what it says that is something holds. */
function merged(base: Mapping, more: Mapping): Mapping {
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(more)) {
    const own = result.get(name);
    if (isMapping(own) && isMapping(value)) result.set(name, merged(own, value));
    else if (!isEmpty(value) || !result.has(name)) result.set(name, value);
  }
  return Object.fromEntries(result);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || value === 0 || value === false;
}
