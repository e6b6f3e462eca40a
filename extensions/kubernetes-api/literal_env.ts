/**
 * The part of a container's environment that stands in its manifest.
 *
 * @module
 */

import { items, text } from "@dekube/engine/pacts";
import {
  type Container,
  type Env,
  expand,
  podName,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/** Variables whose values the manifest says itself, and those of the pod's own name and namespace. */
export function literalEnv(container: Container, workload: Workload): Env {
  const env: Env = {};
  for (const { name, value, valueFrom } of items(container.env)) {
    const known = valueFrom
      ? fieldOf(text(valueFrom.fieldRef?.fieldPath), workload)
      : expand(text(value), env);
    if (known !== undefined) env[text(name)] = known;
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
