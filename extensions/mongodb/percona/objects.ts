/**
 * What takes the place of a PerconaServerMongoDB.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  type ObjectIndex,
  serviceBeside,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { plannedRoles } from "../grants.ts";
import { encryptionKey, memberKey, Passwords } from "../passwords.ts";
import { type Plan, setupScript } from "../setup.ts";
import { KEY_FILE } from "../start.ts";
import {
  allSets,
  clusterLabels,
  mongosLabels,
  type Percona,
  readPercona,
  type ReplicaSet,
  setLabels,
} from "./cluster.ts";
import { sayLeftOut } from "./left_out.ts";
import { isEncryptedSet, mongosObjects, setObjects } from "./pod.ts";
import { tlsOf } from "./tls.ts";
import { declaredUsers, SYSTEM_ROLES, systemUsers } from "./users.ts";

/** The objects of a PerconaServerMongoDB. */
export function perconaObjects(
  cr: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const cluster = readPercona(cr, objects, ctx);
  if (!cluster) return [];
  const { secrets, sharding, sets, spec } = cluster;
  const labels = clusterLabels(cluster);
  const tls = tlsOf(cluster, objects, ctx);
  // Those of the operator's users are in each server, those of the others where the users are.
  const system = new Passwords(cr, objects, ctx);
  const declared = new Passwords(cr, objects, ctx);
  const known = systemUsers(cluster, tls.mode, system);
  // The same files lead the list of both.
  systemUsers(cluster, tls.mode, declared);
  const custom = declaredUsers(cluster, tls.mode, known.names, declared, ctx);
  const roles = plannedRoles(cr, spec.roles, "spec.roles", ctx);
  const plan = {
    shards: [],
    first: known.userAdmin,
    manager: known.clusterAdmin,
    keyFile: KEY_FILE,
    roles: SYSTEM_ROLES,
    users: known.others,
    isWhole: false,
    compatibility: "",
  } satisfies Plan;
  const keys = new Passwords(cr, objects, ctx);
  if (!keys.secret(secrets.key)) keys.made(secrets.key, "mongodb-key", memberKey);
  if (allSets(cluster).some(isEncryptedSet) && !keys.secret(secrets.encryption)) {
    keys.made(secrets.encryption, "encryption-key", encryptionKey);
  }
  sayLeftOut(cluster, ctx);
  const made = allSets(cluster).flatMap((set) => {
    const hasAll = !sharding && set === sets[0];
    const setup = setupScript({
      ...plan,
      set: {
        name: set.set,
        host: set.host,
        isConfig: set.role === "configsvr",
        settings: {},
        tags: tagsOf(set),
      },
      ...(hasAll
        ? { roles: [...SYSTEM_ROLES, ...roles], users: [...known.others, ...custom.users] }
        : {}),
    });
    return [
      ...setObjects(set, setLabels(cluster, set), {
        cluster,
        tls,
        passwords: hasAll ? declared : system,
        setup,
      }),
      ...setServices(cluster, set),
    ];
  });
  const { balancer } = mapping(spec.sharding);
  const isBalanced = mapping(balancer).enabled;
  return [
    ...made,
    ...(sharding
      ? [
        ...mongosObjects(sharding.mongos, sharding.config, mongosLabels(cluster), {
          cluster,
          tls,
          passwords: declared,
          setup: setupScript({
            ...plan,
            shards: sets.map(({ set, host }) => ({ name: set, address: `${set}/${host}` })),
            ...(typeof isBalanced === "boolean" ? { isBalanced } : {}),
            roles,
            users: custom.users,
          }),
        }),
        mongosService(cluster, sharding.mongos.spec, sharding.mongos.port),
      ]
      : []),
    ...tls.made,
    ...declared.secrets(labels),
    ...keys.secrets(labels),
    ...known.secrets,
    ...custom.secrets,
  ];
}

/** Tags that the resource gives the one member. */
function tagsOf({ spec, service }: ReplicaSet): Mapping {
  const overrides = mapping(spec.replsetOverrides);
  const own = Object.hasOwn(overrides, `${service}-0`) ? overrides[`${service}-0`] : undefined;
  return textMap(mapping(own).tags);
}

function setServices(cluster: Percona, set: ReplicaSet): Manifest[] {
  const { cr } = cluster;
  const { service, port, spec } = set;
  const labels = setLabels(cluster, set);
  const ports = [{ name: "mongodb", port }];
  const expose = mapping(spec.expose);
  const own = { ...textMap(expose.labels), ...textMap(expose.serviceLabels) };
  return [
    serviceBeside(cr, service, labels, ports, { headless: true, labels: { ...own, ...labels } }),
    ...(expose.enabled === true
      ? [
        serviceBeside(cr, `${service}-0`, labels, ports, {
          type: text(expose.type) || text(expose.exposeType),
          labels: { ...own, ...labels, "app.kubernetes.io/component": "external-service" },
          annotations: { ...textMap(expose.serviceAnnotations), ...textMap(expose.annotations) },
        }),
      ]
      : []),
  ];
}

function mongosService(cluster: Percona, spec: Mapping, port: number): Manifest {
  const expose = mapping(spec.expose);
  const labels = mongosLabels(cluster);
  const service = serviceBeside(
    cluster.cr,
    `${cluster.name}-mongos${expose.servicePerPod === true ? "-0" : ""}`,
    labels,
    [{ name: "mongos", port }],
    {
      type: text(expose.type) || text(expose.exposeType),
      labels: { ...textMap(expose.serviceLabels), ...textMap(expose.labels), ...labels },
      annotations: { ...textMap(expose.serviceAnnotations), ...textMap(expose.annotations) },
    },
  );
  const { nodePort } = expose;
  if (typeof nodePort !== "number") return service;
  const own = mapping(service.spec);
  return {
    ...service,
    spec: { ...own, ports: mappings(own.ports).map((one) => ({ ...one, nodePort })) },
  };
}
