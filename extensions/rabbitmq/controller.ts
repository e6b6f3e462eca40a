/**
 * What takes the place of the operators' resources.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  ObjectIndex,
  readSettings,
  serviceBeside,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, labelsOf, readCluster, selectorOf } from "./cluster.ts";
import { ownSecrets } from "./default_user.ts";
import { CLUSTER, TOPOLOGY } from "./kinds.ts";
import { servicePorts } from "./listeners.ts";
import { overriddenService, overriddenSet } from "./override.ts";
import { resourcesOf, serverObjects } from "./pod.ts";
import { configMaps } from "./server_config.ts";
import { SETTINGS } from "./settings.ts";
import { type Declared, declaredIn } from "./topology/declared.ts";
import { definitionsOf } from "./topology/definitions.ts";

/** New objects by the resource whose place they take. */
export function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map<Manifest, Manifest[]>();
  const clusters = objects.of(CLUSTER).map(readCluster);
  const declared = declaredIn(clusters, objects, ctx);
  for (const cluster of clusters) {
    made.set(cluster.cr, clusterObjects(cluster, declared.get(cluster)!, objects, made, ctx));
  }
  for (const kind of Object.values(TOPOLOGY)) {
    for (const object of objects.of(kind)) if (!made.has(object)) made.set(object, []);
  }
  return made;
}

function clusterObjects(
  cluster: Cluster,
  declared: Declared,
  objects: ObjectIndex,
  made: Map<Manifest, Manifest[]>,
  ctx: ControllerContext,
): Manifest[] {
  const { cr, spec, name } = cluster;
  const { image } = readSettings("rabbitmq", SETTINGS, ctx);
  const secrets = ownSecrets(cluster, objects, ctx);
  const definitions = definitionsOf(cluster, declared, secrets, objects, ctx);
  for (const [user, found] of definitions.secrets) made.set(user, found);
  sayReplicas(cluster, ctx);
  const limit = mapping(resourcesOf(cluster).limits).memory;
  const [config, ...further] = configMaps(cluster, definitions.template !== "", limit, ctx);
  const [set, ...files] = serverObjects(cluster, {
    image,
    userSecret: secrets.user,
    definitions: definitions.template,
    variables: definitions.variables,
    files: Object.keys(mapping(config.data)),
  });
  return [
    overriddenSet(set, cr, ctx),
    config,
    ...further,
    ...files,
    ...secrets.made,
    overriddenService(clientService(cluster), cr),
    serviceBeside(cr, `${name}-nodes`, selectorOf(cluster), [
      { name: "epmd", port: 4369 },
      { name: "cluster-rpc", port: 25672 },
    ], { headless: true, labels: textMap(mapping(spec.service).labels) }),
  ];
}

function clientService(cluster: Cluster): Manifest {
  const { cr, spec, name } = cluster;
  const { type, annotations, labels } = mapping(spec.service);
  return serviceBeside(cr, name, selectorOf(cluster), servicePorts(cluster), {
    type: text(type),
    labels: {
      ...textMap(labels),
      ...handedOn(cr.metadata.labels, isOwnLabel),
      ...labelsOf(cluster),
    },
    annotations: {
      ...handedOn(cr.metadata.annotations, isKubernetesAnnotation),
      ...textMap(annotations),
    },
  });
}

/** What the resource hands on to what is made of it. */
function handedOn(given: unknown, isKept: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(textMap(given)).filter(([name]) => !isKept(name)));
}

function isOwnLabel(name: string): boolean {
  return name.startsWith("app.kubernetes.io");
}

/** Kubernetes' own are not handed on, nor what is told of its clouds: those are for `spec.service.annotations`. */
function isKubernetesAnnotation(name: string): boolean {
  return name.includes("kubernetes.io") || name.includes("k8s.io");
}

function sayReplicas({ cr, spec }: Cluster, { report }: ControllerContext): void {
  const replicas = wholeNumber(spec.replicas) ?? 1;
  if (replicas <= 1) return;
  report(cr, "spec.replicas").info(
    "one-replica",
    `${replicas} nodes become one container, and all names lead to it`,
  );
}
