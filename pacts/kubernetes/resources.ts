/**
 * What a container may use and asks for, within what Docker takes.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 * @module
 */

import type { ComposeService } from "../compose.ts";
import type { Reporter } from "../diagnostics.ts";
import { mapping, text } from "../read.ts";
import { composeCpus, composeMemory, parseQuantity } from "./quantity.ts";

/** Docker refuses a container with less. */
const LEAST = { cpus: 0.01, memory: 6 * 2 ** 20 };

/** Microseconds in which a quota is used up: Docker's own default. */
const PERIOD = 100_000;

/** More than any machine has; the kernel counts quotas in 44 bits. */
const MOST_CPUS = 10_000;

/**
 * Limits and requests of CPU and memory as a service has them.
 *
 * A limit in Kubernetes may be larger than the node. Docker refuses `cpus` above the machine's, whichever machine that
 * will be, but takes a quota of any size, which says the same: more than one CPU is written as one. Less than Docker
 * takes becomes the least that it takes. `report` says things about a field, for instance `limits.cpu`.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { composeResources } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const report = (field: string) => new Diagnostics().report(undefined, field);
 * const resources = { limits: { cpu: "500m", memory: "1Gi" }, requests: { memory: "256Mi" } };
 * assertEquals(composeResources(resources, report), {
 *   deploy: {
 *     resources: { limits: { cpus: "0.5", memory: "1g" }, reservations: { memory: "256m" } },
 *   },
 * });
 * assertEquals(composeResources({ limits: { cpu: 16 } }, report), {
 *   cpu_period: 100000,
 *   cpu_quota: 1600000,
 * });
 * ```
 */
export function composeResources(
  resources: unknown,
  report: (field: string) => Reporter,
): ComposeService {
  const groups = mapping(resources);
  const cpus = atLeast("limits", "cpu", LEAST.cpus, "0.01 CPUs");
  const memory = atLeast("limits", "memory", LEAST.memory, "6 MiB");
  // Compose reserves CPUs for Swarm alone.
  const wantedCpus = quantity("requests", "cpu");
  const wantedMemory = Math.min(quantity("requests", "memory") ?? 0, memory ?? Infinity);
  const limited = {
    ...(cpus !== undefined && cpus <= 1 ? { cpus: composeCpus(cpus) } : {}),
    ...(memory !== undefined ? { memory: composeMemory(memory) } : {}),
  };
  const reserved = {
    ...(wantedCpus !== undefined ? { cpus: composeCpus(wantedCpus) } : {}),
    // Docker refuses a smaller one, which would mean nothing.
    ...(wantedMemory >= LEAST.memory ? { memory: composeMemory(wantedMemory) } : {}),
  };
  const inForce = {
    ...(Object.keys(limited).length > 0 ? { limits: limited } : {}),
    ...(Object.keys(reserved).length > 0 ? { reservations: reserved } : {}),
  };
  return {
    ...(cpus !== undefined && cpus > 1 && cpus < MOST_CPUS
      ? { cpu_period: PERIOD, cpu_quota: Math.round(cpus * PERIOD) }
      : {}),
    ...(Object.keys(inForce).length > 0 ? { deploy: { resources: inForce } } : {}),
  };

  /** Zero, in whatever unit, is no limit in Kubernetes and none in Docker. */
  function quantity(group: string, name: string): number | undefined {
    const value = mapping(groups[group])[name];
    if (text(value) === "") return undefined;
    const amount = parseQuantity(value);
    if (amount === 0) return undefined;
    if (amount !== undefined && amount > 0) return amount;
    report(`${group}.${name}`).warn(
      "bad-quantity",
      `"${text(value)}" is no quantity such as 500m or 256Mi; it is left out`,
    );
  }

  function atLeast(
    group: string,
    name: string,
    least: number,
    inWords: string,
  ): number | undefined {
    const amount = quantity(group, name);
    if (amount === undefined || amount >= least) return amount;
    const value = text(mapping(groups[group])[name]);
    // A slip that is made often: Docker's `m` is Kubernetes' `Mi`.
    const hint = name === "memory" && /\dm$/.test(value)
      ? `: in Kubernetes "m" is a thousandth. Write "${value.slice(0, -1)}Mi" for mebibytes`
      : "";
    report(`${group}.${name}`).info(
      "raised-limit",
      `"${value}" is less than Docker takes, so the limit is ${inWords}${hint}`,
    );
    return least;
  }
}
