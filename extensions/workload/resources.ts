/**
 * `resources` of a container.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 * @module
 */

import { type ComposeService, type ConvertContext, text } from "@dekube/engine/pacts";
import {
  composeCpus,
  composeMemory,
  type Container,
  parseQuantity,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

interface Amounts {
  cpus?: string;
  memory?: string;
}

/** Limits and requests as `deploy.resources.limits` and `reservations`. */
export function convertResources(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const limits = amounts("limits");
  const reservations = amounts("requests");
  const resources = {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(reservations).length > 0 ? { reservations } : {}),
  };
  return Object.keys(resources).length > 0 ? { deploy: { resources } } : {};

  function amounts(group: "limits" | "requests"): Amounts {
    const { cpu, memory } = container.resources?.[group] ?? {};
    const result: Amounts = {};
    const cpus = read("cpu", cpu, composeCpus);
    if (cpus !== undefined) result.cpus = cpus;
    const bytes = read("memory", memory, composeMemory);
    if (bytes !== undefined) result.memory = bytes;
    return result;

    function read(
      name: string,
      value: unknown,
      convert: (value: unknown) => string | undefined,
    ): string | undefined {
      // Zero, in whatever unit, is no limit in Kubernetes and none in Docker.
      if (text(value) === "" || parseQuantity(value) === 0) return undefined;
      const converted = convert(value);
      if (converted === undefined) {
        ctx.report(workload.id, `containers[${text(container.name)}].resources.${group}.${name}`)
          .warn(
            "bad-quantity",
            `"${text(value)}" is no quantity such as 500m or 256Mi; it is left out`,
          );
      }
      return converted;
    }
  }
}
