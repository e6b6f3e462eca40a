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
  /** Annotations. */
  annotations?: Readonly<Record<string, string>>;
  /** What of their own settings keeps somebody out, in words. */
  guard?: string;
}

/**
 * A Service that is reached by way of such pods.
 *
 * @example
 * ```ts
 * import { passageOf, withPassage } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const service = { kind: "Service", metadata: { name: "pool", namespace: "shop" } };
 * const reached = withPassage(service, { labels: { app: "pool" }, guard: "its own list" });
 * assertEquals(passageOf(reached)?.pod.labels, { app: "pool" });
 * assertEquals(passageOf(reached)?.guard, "its own list");
 * assertEquals(passageOf(service), undefined);
 * ```
 */
export function withPassage(service: Service, passage: Passage): Service {
  const annotations = { ...service.metadata.annotations, [PASSAGE]: JSON.stringify(passage) };
  return { ...service, metadata: { ...service.metadata, annotations } };
}

/** The pods by way of which a Service is reached, where it is. */
export function passageOf(service: Service): { pod: PolicedPod; guard?: string } | undefined {
  const written = text(mapping(service.metadata.annotations)[PASSAGE]);
  if (written === "") return undefined;
  const { labels, annotations, guard } = parsed(written);
  const id = { kind: "Pod", namespace: namespaceOf(service), name: service.metadata.name };
  return {
    pod: { id, labels: textMap(labels), annotations: textMap(annotations), manifest: service },
    ...(text(guard) === "" ? {} : { guard: text(guard) }),
  };
}

function parsed(written: string): Mapping {
  try {
    return mapping(JSON.parse(written));
  } catch {
    return {};
  }
}
