/**
 * The part of a container's environment that stands in its manifest.
 *
 * @module
 */

import { items, text } from "@dekube/engine/pacts";
import {
  type Container,
  type Env,
  expandWithin,
  podName,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/** How much of a container's environment is worth looking at; the kernel starts no program with more. */
export const MOST_BYTES: number = 2 ** 20;

/** Variables whose values the manifest says itself, and those of the pod's own name and namespace. */
export function literalEnv(container: Container, workload: Workload): Env {
  const env: Env = {};
  let bytes = 0;
  for (const { name, value, valueFrom } of items(container.env)) {
    const known = valueFrom
      ? fieldOf(text(valueFrom.fieldRef?.fieldPath), workload)
      : expandWithin(text(value), env, MOST_BYTES - bytes);
    if (known === undefined) continue;
    env[text(name)] = known;
    bytes += known.length;
  }
  return env;
}

function fieldOf(path: string, workload: Workload): string | undefined {
  switch (path) {
    case "metadata.name":
      return podName(workload);
    case "metadata.namespace":
      return workload.id.namespace;
    default:
      return undefined;
  }
}
