/**
 * Pods of an operator's by way of which a Service is reached in a cluster, and that do not run here, as a pooler's before a
 * database: who may not ask them may not come to the Service.
 *
 * @module
 */

import type { Service } from "../kubernetes/types.ts";
import { namespaceOf } from "../manifest.ts";
import { type Mapping, mapping, text, textMap } from "../read.ts";
import type { PolicedPod } from "./policed_pod.ts";

/** The annotation that has them, of Services that extensions add. */
const PASSAGE = "dekube.io/passage";

/** Pods in between. */
export interface Passage {
  /** Labels, by which policies select them. */
  labels: Readonly<Record<string, string>>;
  /** Annotations; what the pods themselves ask is among them ({@linkcode guardedBy}). */
  annotations?: Readonly<Record<string, string>>;
}

/**
 * A Service that is reached by way of such pods.
 *
 * @example
 * ```ts
 * import { guardedBy, ownGuardOf, passageOf, withPassage } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const service = { kind: "Service", metadata: { name: "pool", namespace: "shop" } };
 * const annotations = guardedBy("its own list");
 * const pod = passageOf(withPassage(service, { labels: { app: "pool" }, annotations }))!;
 * assertEquals(pod.labels, { app: "pool" });
 * assertEquals(ownGuardOf(pod), "its own list");
 * assertEquals(passageOf(service), undefined);
 * ```
 */
export function withPassage(service: Service, passage: Passage): Service {
  const annotations = { ...service.metadata.annotations, [PASSAGE]: JSON.stringify(passage) };
  return { ...service, metadata: { ...service.metadata, annotations } };
}

/** The pods by way of which a Service is reached, where it is. */
export function passageOf(service: Service): PolicedPod | undefined {
  const written = text(mapping(service.metadata.annotations)[PASSAGE]);
  if (written === "") return undefined;
  const { labels, annotations } = parsed(written);
  const id = { kind: "Pod", namespace: namespaceOf(service), name: service.metadata.name };
  return { id, labels: textMap(labels), annotations: textMap(annotations), manifest: service };
}

function parsed(written: string): Mapping {
  try {
    return mapping(JSON.parse(written));
  } catch {
    return {};
  }
}
