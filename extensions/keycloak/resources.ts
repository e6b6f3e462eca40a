/**
 * `spec.resources` of a server.
 *
 * @module
 */

import { type ComposeService, isMapping, text } from "@dekube/engine/pacts";
import { composeCpus, composeMemory, parseQuantity } from "@dekube/engine/pacts/kubernetes";
import type { Spec } from "./spec.ts";

const CONVERT = {
  cpu: ["cpus", composeCpus],
  memory: ["memory", composeMemory],
} as const;

/** Limits and requests (of `spec`, else of the pod template's container) as `deploy.resources`. */
export function resourcesOf(spec: Spec, container: string): ComposeService {
  const field = Object.keys(spec.group("resources")).length > 0
    ? "resources"
    : `${container}.resources`;
  const limits = amounts(spec, `${field}.limits`);
  const reservations = amounts(spec, `${field}.requests`);
  const resources = {
    ...(limits ? { limits } : {}),
    ...(reservations ? { reservations } : {}),
  };
  return Object.keys(resources).length > 0 ? { deploy: { resources } } : {};
}

function amounts(spec: Spec, field: string): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  const group = spec.group(field);
  for (const [name, [key, convert]] of Object.entries(CONVERT)) {
    const value = group[name];
    // Zero is no limit in Kubernetes and none in Docker.
    if (text(value) === "" || parseQuantity(value) === 0) continue;
    const converted = isMapping(value) ? undefined : convert(value);
    if (converted === undefined) {
      spec.warn(
        "bad-quantity",
        `"${text(value)}" is no quantity such as 500m or 256Mi; it is left out`,
        `${field}.${name}`,
      );
    } else {
      result[key] = converted;
    }
  }
  return Object.keys(result).length > 0 ? result : undefined;
}
