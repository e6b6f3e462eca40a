/**
 * What OT-Container-Kit's operator makes of its resources, where one server does for all.
 *
 * @see https://redis-operator.opstree.dev/docs/
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type ObjectIndex,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { sayMembers } from "./members.ts";
import { REPLICATION } from "./kinds.ts";
import { redisStart, sentinelStart, type Watched } from "./opstree_config.ts";
import { type PodParts, serverObjects } from "./opstree_pod.ts";
import { furtherService, servicesOf, serviceTypeOf } from "./opstree_services.ts";
import { labelsOf, REDIS_PORT, SENTINEL_PORT, type ServerSpec } from "./opstree_spec.ts";
import { SETTINGS } from "./settings.ts";

/** What a Redis becomes. */
export function standaloneObjects(cr: Manifest, ctx: ControllerContext): Manifest[] {
  const spec = mapping(cr.spec);
  const server = serverOf(cr, cr.metadata.name, "standalone", REDIS_PORT);
  const labels = labelsOf(server);
  return [
    ...redisObjects(server, labels, spec, isStored(spec), ctx),
    ...servicesOf(server, labels),
  ];
}

/** What a RedisReplication becomes, with the sentinel that it may have. */
export function replicationObjects(cr: Manifest, ctx: ControllerContext): Manifest[] {
  const spec = mapping(cr.spec);
  const { name } = cr.metadata;
  const server = serverOf(cr, name, "replication", REDIS_PORT);
  const labels = { ...labelsOf(server), "redis-role": "master" };
  sayMembers(cr, "spec.clusterSize", wholeNumber(spec.clusterSize) ?? 1, ctx);
  return [
    ...redisObjects(server, labels, spec, isStored(spec), ctx),
    ...servicesOf(server, labels),
    furtherService(server, `${name}-master`, labels),
    furtherService(server, `${name}-replica`, labels),
    ...ownSentinel(server, ctx),
  ];
}

/** The sentinel that a RedisReplication may have. */
function ownSentinel({ cr, spec, port }: ServerSpec, ctx: ControllerContext): Manifest[] {
  const part = mapping(spec.sentinel);
  const size = wholeNumber(part.size) ?? 0;
  if (size <= 0) return [];
  const { name } = cr.metadata;
  sayMembers(cr, "spec.sentinel.size", size, ctx);
  const shared = mapping(spec.kubernetesConfig).redisSecret;
  const secret = part.redisSecret ?? shared;
  const sentinel: ServerSpec = {
    cr,
    // It has nothing of the servers but what it names itself.
    spec: {
      priorityClassName: part.priorityClassName,
      serviceAccountName: part.serviceAccountName,
      podSecurityContext: part.podSecurityContext,
    },
    kubernetes: { ...part, redisSecret: undefined },
    name: `${name}-s`,
    role: "sentinel",
    port: SENTINEL_PORT,
  };
  const labels = labelsOf(sentinel);
  const watched = watchedBy(part, name, cr, port, "mymaster");
  const { sentinel_image: image, exporter_image: exporterImage } = readSettings(
    "redis",
    SETTINGS,
    ctx,
  );
  const [set, ...files] = serverObjects(sentinel, {
    start: sentinelStart(
      sentinel,
      secret ? { ...watched, password: keyOf(mapping(secret)) } : watched,
    ),
    labels,
    part,
    resources: part.resources,
    image,
    exporterImage,
    external: text(part.additionalSentinelConfig),
    volumeMount: {},
    env: secret
      ? [{ name: "MASTER_PASSWORD", valueFrom: { secretKeyRef: { ...mapping(secret) } } }]
      : [],
  });
  const headless = `${name}-s-hl`;
  return [
    { ...set, spec: { ...mapping(set.spec), serviceName: headless } },
    ...files,
    furtherService(sentinel, headless, labels, {
      headless: true,
      ports: [{ name: "sentinel", port: SENTINEL_PORT }],
    }),
  ];
}

/** What a RedisCluster becomes: one leader that has all slots, which the followers' names lead to as well. */
export function clusterObjects(cr: Manifest, ctx: ControllerContext): Manifest[] {
  const spec = mapping(cr.spec);
  const { name } = cr.metadata;
  const port = wholeNumber(spec.port) ?? REDIS_PORT;
  const leader = serverOf(cr, `${name}-leader`, "cluster", port);
  const part = mapping(spec.redisLeader);
  const follower = mapping(spec.redisFollower);
  const size = wholeNumber(spec.clusterSize) ?? 1;
  const leaders = wholeNumber(part.replicas) ?? size;
  const followers = wholeNumber(follower.replicas) ?? size;
  sayMembers(cr, "spec.clusterSize", leaders + followers, ctx);
  const labels = {
    ...labelsOf(leader, "leader"),
    cluster: name,
    "redis-role": "master",
  };
  const resources = part.resources ?? mapping(spec.kubernetesConfig).resources ?? spec.resources;
  const isKept = spec.persistenceEnabled === true && isStored(spec);
  const external = text(mapping(part.redisConfig).additionalRedisConfig);
  const other = text(mapping(follower.redisConfig).additionalRedisConfig);
  if (other !== "" && other !== external) {
    ctx.report(cr, "spec.redisFollower.redisConfig.additionalRedisConfig").warn(
      "no-followers",
      `there are no followers, so nothing is configured by the ConfigMap "${other}". What clients need of it belongs into redisLeader.redisConfig`,
    );
  }
  const perPod = serviceTypeOf(leader) === "NodePort"
    ? [["leader", leaders], ["follower", followers]] as const
    : [];
  return [
    ...redisObjects(
      { ...leader, kubernetes: { ...leader.kubernetes, resources } },
      labels,
      part,
      isKept,
      ctx,
      external,
    ),
    ...servicesOf(leader, labels),
    ...servicesOf(leader, labels, `${name}-follower`),
    furtherService(leader, `${name}-master`, labels),
    ...perPod.flatMap(([role, count]) =>
      Array.from(
        { length: Math.min(count, MOST_PODS) },
        (_, index) =>
          furtherService(leader, `${name}-${role}-${index}`, labels, {
            ports: [{ name: "redis-client", port }, { name: "redis-bus", port: port + 10000 }],
          }),
      )
    ),
  ];
}

/** A cluster has no more members than this many of a kind; a number with a typing error may. */
const MOST_PODS = 1000;

/** What a RedisSentinel becomes. */
export function sentinelObjects(
  cr: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const spec = mapping(cr.spec);
  const server = serverOf(cr, `${cr.metadata.name}-sentinel`, "sentinel", SENTINEL_PORT);
  const labels = labelsOf(server);
  const config = mapping(spec.redisSentinelConfig);
  const password = mapping(config.redisReplicationPassword);
  sayMembers(cr, "spec.clusterSize", wholeNumber(spec.clusterSize) ?? 3, ctx);
  const watched = masterOf(cr, config, objects, ctx);
  const hasPassword = Object.keys(password).length > 0;
  const { sentinel_image: image, exporter_image: exporterImage } = readSettings(
    "redis",
    SETTINGS,
    ctx,
  );
  return [
    ...serverObjects(server, {
      start: sentinelStart(
        server,
        watched && hasPassword
          ? { ...watched, password: keyOf(mapping(password.secretKeyRef)) }
          : watched,
      ),
      labels,
      part: spec,
      resources: server.kubernetes.resources,
      image,
      exporterImage,
      external: text(config.additionalSentinelConfig),
      volumeMount: mapping(spec.volumeMount),
      env: hasPassword ? [{ name: "MASTER_PASSWORD", valueFrom: password }] : [],
    }),
    ...servicesOf(server, labels),
  ];
}

/** The master that a RedisSentinel watches, where there is one. */
function masterOf(
  cr: Manifest,
  config: Mapping,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Watched | undefined {
  const name = text(config.redisReplicationName);
  const path = "spec.redisSentinelConfig.redisReplicationName";
  if (name === "" || !objects.get(REPLICATION, namespaceOf(cr), name)) {
    ctx.report(cr, path).warn(
      "missing-replication",
      name === ""
        ? "no RedisReplication is named, so the sentinel watches nothing, and knows no master. Name one"
        : `there is no RedisReplication "${name}" in its namespace, so the sentinel finds no master. Add it to the manifests`,
    );
  }
  if (!/^[\w.-]+$/.test(name)) return undefined;
  const group = text(config.masterGroupName) || "myMaster";
  const isWord = /^[\w.-]+$/.test(group);
  if (!isWord) {
    ctx.report(cr, "spec.redisSentinelConfig.masterGroupName").warn(
      "bad-name",
      `"${group}" is no name that Sentinel takes, so its master is called "myMaster". Use letters, digits, ".", "_" and "-"`,
    );
  }
  return watchedBy(
    config,
    name,
    cr,
    wholeNumber(config.redisPort) ?? REDIS_PORT,
    isWord ? group : "myMaster",
  );
}

function watchedBy(
  config: Mapping,
  replication: string,
  cr: Manifest,
  port: number,
  group: string,
): Watched {
  return {
    group,
    host: hostOf(`${replication}-master`, cr),
    port,
    options: {
      "down-after-milliseconds": text(config.downAfterMilliseconds) || "5000",
      "parallel-syncs": text(config.parallelSyncs) || "1",
      "failover-timeout": text(config.failoverTimeout) || "10000",
    },
  };
}

/** The whole name of a Service, or of a pod below one. */
function hostOf(name: string, cr: Manifest): string {
  const namespace = namespaceOf(cr);
  return namespace === "" ? name : `${name}.${namespace}.svc.cluster.local`;
}

function keyOf({ name, key }: Mapping): string {
  return `the key "${text(key)}" of the Secret "${text(name)}"`;
}

function serverOf(
  cr: Manifest,
  name: string,
  role: ServerSpec["role"],
  port: number,
): ServerSpec {
  const spec = mapping(cr.spec);
  return {
    cr,
    spec,
    kubernetes: mapping(spec.kubernetesConfig),
    name,
    role,
    port,
  };
}

/** Whether a claim is asked for; storage may be mounts alone. */
function isStored(spec: Mapping): boolean {
  const template = mapping(mapping(mapping(spec.storage).volumeClaimTemplate).spec);
  return Object.values(template).some((value) => value !== null && value !== undefined);
}

function redisObjects(
  server: ServerSpec,
  labels: Readonly<Record<string, string>>,
  part: Mapping,
  isKept: boolean,
  ctx: ControllerContext,
  external = text(mapping(server.spec.redisConfig).additionalRedisConfig),
): Manifest[] {
  const { cr, spec, kubernetes, name } = server;
  const storage = mapping(spec.storage);
  const { image, exporter_image: exporterImage } = readSettings("redis", SETTINGS, ctx);
  const parts: PodParts = {
    start: redisStart(server, isKept, hostOf(`${name}-0.${name}-headless`, cr)),
    labels,
    part,
    resources: kubernetes.resources,
    image,
    exporterImage,
    external,
    volumeMount: mapping(storage.volumeMount),
    ...(isKept ? { claim: mapping(storage.volumeClaimTemplate) } : {}),
  };
  return serverObjects(server, parts);
}
