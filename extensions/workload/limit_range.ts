/**
 * LimitRanges, as a cluster applies them to the pods that it admits.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  kindOf,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { parseQuantity, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";

/** Where objects that make pods have the pod, as fields of `spec`. */
const POD_PATHS: Record<string, readonly string[]> = {
  CronJob: ["jobTemplate", "spec", "template", "spec"],
  Pod: [],
};
const TEMPLATE = ["template", "spec"];

/** Amounts by resource, as a manifest writes them. */
type Amounts = Mapping;

/** Limits of one type (`spec.limits[]`). */
interface Item {
  /** The LimitRange that says so. */
  name: string;
  type: string;
  limits: Amounts;
  requests: Amounts;
  max: Amounts;
  min: Amounts;
}

/**
 * The objects whose pods a LimitRange of their namespace changes, each with what it becomes: containers that say nothing of a
 * resource get the range's defaults. Says of a pod that it would not be admitted.
 */
export function applyLimitRanges(
  manifests: readonly Manifest[],
  { report }: Pick<ControllerContext, "report">,
): Map<Manifest, Manifest> {
  const ranges = Map.groupBy(
    manifests.filter((manifest) => kindOf(manifest) === "LimitRange"),
    namespaceOf,
  );
  const admitted = new Map<Manifest, Manifest>();
  if (ranges.size === 0) return admitted;
  const items = new Map([...ranges].map(([namespace, all]) => [namespace, all.flatMap(itemsOf)]));
  for (const manifest of manifests) {
    const kind = kindOf(manifest);
    const ofNamespace = items.get(namespaceOf(manifest));
    if (!ofNamespace || !(WORKLOAD_KINDS.includes(kind) || kind === "CronJob")) continue;
    const path = Object.hasOwn(POD_PATHS, kind) ? POD_PATHS[kind] : TEMPLATE;
    const spec = at(mapping(manifest.spec), path, (pod) => {
      const result = withDefaults(pod, ofNamespace);
      for (const { name, reason } of refusals(result, ofNamespace)) {
        report(manifest, ["spec", ...path].join(".")).warn(
          "not-admitted",
          `the LimitRange "${name}" would keep its pods out of the cluster: ${reason}. They are converted as they are`,
        );
      }
      return result;
    });
    if (spec !== manifest.spec) admitted.set(manifest, { ...manifest, spec });
  }
  return admitted;
}

function itemsOf(manifest: Manifest): Item[] {
  return mappings(mapping(manifest.spec).limits).map((item) => {
    const isOfContainers = text(item.type) === "Container";
    const max = amounts(item.max);
    const min = amounts(item.min);
    // The API fills in one from the other when a LimitRange is made.
    const limits = isOfContainers ? { ...max, ...amounts(item.default) } : {};
    const requests = isOfContainers ? { ...min, ...limits, ...amounts(item.defaultRequest) } : {};
    return { name: manifest.metadata.name, type: text(item.type), limits, requests, max, min };
  });
}

/** What is said of resources, without what a template left empty. */
function amounts(value: unknown): Amounts {
  return Object.fromEntries(
    Object.entries(mapping(value)).filter(([, amount]) => text(amount) !== ""),
  );
}

/** A mapping with something else at a path; itself where nothing there changes. */
function at(
  value: Mapping,
  [field, ...rest]: readonly string[],
  change: (value: Mapping) => Mapping,
): Mapping {
  if (field === undefined) return change(value);
  const below = value[field];
  if (!isMapping(below)) return value;
  const changed = at(below, rest, change);
  return changed === below ? value : { ...value, [field]: changed };
}

function withDefaults(pod: Mapping, items: readonly Item[]): Mapping {
  let result = pod;
  for (const list of ["initContainers", "containers"]) {
    const containers = pod[list];
    if (!Array.isArray(containers)) continue;
    const filled = containers.map((container) =>
      isMapping(container) ? withOwnDefaults(container, items) : container
    );
    if (filled.some((container, index) => container !== containers[index])) {
      result = { ...result, [list]: filled };
    }
  }
  return result;
}

function withOwnDefaults(container: Mapping, items: readonly Item[]): Mapping {
  const resources = mapping(container.resources);
  const limits = amounts(resources.limits);
  const requests = amounts(resources.requests);
  let isChanged = false;
  for (const item of items) {
    for (const [name, amount] of Object.entries(item.requests)) {
      // Who limits a resource asks for that much of it.
      if (name in requests || name in amounts(resources.limits)) continue;
      requests[name] = amount;
      isChanged = true;
    }
    for (const [name, amount] of Object.entries(item.limits)) {
      if (name in limits) continue;
      limits[name] = amount;
      isChanged = true;
    }
  }
  return isChanged ? { ...container, resources: { ...resources, limits, requests } } : container;
}

/** Why a cluster would not admit a pod. */
function refusals(
  pod: Mapping,
  items: readonly Item[],
): { name: string; reason: string }[] {
  const [inits, containers] = ["initContainers", "containers"].map((list) => mappings(pod[list]));
  return items.flatMap(({ name, type, max, min }) => {
    const reasons = type === "Container"
      ? [...inits, ...containers].flatMap((container) => {
        const { limits, requests } = statedBy(container);
        return beyond(`the container "${text(container.name)}"`, limits, requests, max, min);
      })
      : type === "Pod"
      ? beyond("the pod", summed("limits"), summed("requests"), max, min)
      : [];
    return reasons.map((reason) => ({ name, reason }));
  });

  /** Containers run together, init containers one by one before them. */
  function summed(group: "limits" | "requests"): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const container of containers) {
      for (const [name, amount] of Object.entries(statedBy(container)[group])) {
        sums[name] = (sums[name] ?? 0) + amount;
      }
    }
    for (const container of inits) {
      for (const [name, amount] of Object.entries(statedBy(container)[group])) {
        sums[name] = Math.max(sums[name] ?? 0, amount);
      }
    }
    return sums;
  }
}

function statedBy(container: Mapping): Record<"limits" | "requests", Record<string, number>> {
  const { limits, requests } = mapping(container.resources);
  const [limited, asked] = [limits, requests].map((group) =>
    Object.fromEntries(
      Object.entries(amounts(group)).flatMap(([name, amount]) => {
        const parsed = parseQuantity(amount);
        return parsed === undefined ? [] : [[name, parsed]];
      }),
    )
  );
  return { limits: limited, requests: { ...limited, ...asked } };
}

function beyond(
  who: string,
  limits: Record<string, number>,
  requests: Record<string, number>,
  max: Amounts,
  min: Amounts,
): string[] {
  const reasons: string[] = [];
  for (const [name, most] of Object.entries(max)) {
    const bound = parseQuantity(most) ?? Infinity;
    if (!(name in limits)) {
      reasons.push(`${who} has no limit of ${name}, of which ${text(most)} is the most`);
    } else if (Math.max(limits[name], requests[name] ?? 0) > bound) {
      reasons.push(`${who} has more ${name} than ${text(most)}`);
    }
  }
  for (const [name, least] of Object.entries(min)) {
    if (!(name in requests) || requests[name] < (parseQuantity(least) ?? 0)) {
      reasons.push(`${who} has less ${name} than ${text(least)}`);
    }
  }
  return reasons;
}
