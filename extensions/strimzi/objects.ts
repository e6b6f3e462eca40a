/**
 * What the operators make of their objects.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  namespaceOf,
  ObjectIndex,
} from "@dekube/engine/pacts";
import { bridgeOf } from "./bridge.ts";
import { certificatesOf } from "./certificates.ts";
import { type Cluster, clusterOf, owned, readCluster, sayOneNode } from "./cluster.ts";
import { connectOf } from "./connect.ts";
import {
  BRIDGE,
  CONNECT,
  CONNECTOR,
  KAFKA,
  MIRROR_MAKER,
  NODE_POOL,
  TOPIC,
  USER,
} from "./kinds.ts";
import { listenersOf } from "./listeners.ts";
import { mirrorMakerOf } from "./mirror_maker.ts";
import { policiesOf } from "./policies.ts";
import { serverOf } from "./server.ts";
import { serverProperties } from "./server_properties.ts";
import { servicesOf } from "./services.ts";
import { setupOf } from "./setup.ts";
import { storageOf } from "./storage.ts";
import { topicOf } from "./topics.ts";
import { userOf } from "./users.ts";

/** Objects in the place of Kafkas and what belongs to them. */
export function objectsOfKafka(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const made = new Map<Manifest, Manifest[]>();
  const objects = new ObjectIndex(manifests);
  for (const manifest of objects.of(KAFKA)) {
    made.set(manifest, objectsOf(readCluster(manifest, objects, ctx), objects, ctx));
  }
  for (const manifest of objects.of(CONNECT)) {
    made.set(manifest, connectOf(manifest, objects, ctx));
  }
  for (const manifest of objects.of(MIRROR_MAKER)) {
    made.set(manifest, mirrorMakerOf(manifest, objects, ctx));
  }
  for (const manifest of objects.of(BRIDGE)) made.set(manifest, bridgeOf(manifest, ctx));
  for (const manifest of objects.of(CONNECTOR)) {
    made.set(manifest, []);
    const name = clusterOf(manifest);
    if (objects.get(CONNECT, namespaceOf(manifest), name)) continue;
    ctx.report(manifest, "spec").error(
      "missing-connect",
      `there is no KafkaConnect "${name}" among the manifests, so nothing comes of the connector. Add it, or correct the label strimzi.io/cluster`,
    );
  }
  for (const manifest of objects.of(NODE_POOL, TOPIC, USER)) {
    made.set(manifest, []);
    const name = clusterOf(manifest);
    if (objects.get(KAFKA, namespaceOf(manifest), name)) continue;
    ctx.report(manifest, "metadata.labels").error(
      "missing-kafka",
      name === ""
        ? 'no label "strimzi.io/cluster" says which Kafka it belongs to, so nothing comes of it. Add the label'
        : `there is no Kafka "${name}" among the manifests, so nothing comes of it. Add the Kafka, or correct the label strimzi.io/cluster`,
    );
  }
  return made;
}

function objectsOf(cluster: Cluster, objects: ObjectIndex, ctx: ControllerContext): Manifest[] {
  const { manifest, namespace, name } = cluster;
  const secrets = (own: string) => objects.get("Secret", namespace, own);
  const taken = ({ kind, metadata }: Manifest) =>
    (kind === "Service" || kind === "Secret" || kind === "ServiceAccount") &&
    objects.get(kind, namespace, metadata.name) !== undefined;
  const password = ctx.generated.value(manifest, "admin-password");
  const listeners = listenersOf(cluster, ctx);
  const storage = storageOf(cluster);
  const properties = serverProperties(cluster, listeners, storage, password, ctx);
  const users = cluster.users.map((user) => userOf(cluster, user, secrets, ctx));
  const topics = cluster.topics.map((topic) => topicOf(topic, ctx));
  sayOneNode(cluster, ctx);
  return [
    ...serverOf(cluster, listeners, storage, properties, ctx),
    // What a live cluster has stays as it is.
    ...[
      ...servicesOf(cluster, listeners, ctx),
      ...certificatesOf(cluster, listeners, (own) => secrets(own) !== undefined),
      ...users.flatMap(({ objects }) => objects),
      ...policiesOf(cluster, listeners),
      { apiVersion: "v1", kind: "ServiceAccount", metadata: owned(cluster, `${name}-kafka`) },
    ].filter((object) => !taken(object)),
    ...setupOf(cluster, { topics, commands: users.flatMap(({ commands }) => commands) }, password),
  ];
}
