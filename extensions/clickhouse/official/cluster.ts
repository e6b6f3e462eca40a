/**
 * A ClickHouseCluster: one server.
 *
 * @see https://github.com/ClickHouse/clickhouse-operator
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  objectBeside,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { KEEPER as KEEPER_KIND } from "../kinds.ts";
import { sayServers } from "../replicas.ts";
import { sha256 } from "../sha256.ts";
import { ownSecret, SECRETS } from "./cluster_secret.ts";
import { DEFAULT_PASSWORD, lockedPassword, passwordOf } from "./default_password.ts";
import { certificates, headlessService, serverSet } from "./pod.ts";
import {
  annotationsOf,
  hostOf,
  KEEPER,
  labelsOf,
  readResource,
  type Resource,
  SERVER,
} from "./resource.ts";
import { CERTIFICATES, configFiles, FOLDER, MANAGEMENT } from "./server_config.ts";

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

function portsOf({ tls }: Resource): Map<string, number> {
  return new Map([
    ...(tls?.isRequired ? [] : [["http", 8123], ["tcp", 9000]] as const),
    ...(tls ? [["http-secure", 8443], ["tcp-secure", 9440]] as const : []),
    ["interserver", 9009],
    ["management", MANAGEMENT],
    ["prometheus", 9363],
  ]);
}

function volumeName(folder: string): string {
  return folder.replace(/^\/|\/$/g, "").replaceAll(/[/.]/g, "-");
}
