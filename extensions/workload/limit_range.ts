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
  ownValue,
  text,
} from "@dekube/engine/pacts";
import { parseQuantity, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";

/** Where objects that make pods have the pod, as fields of `spec`. */
const POD_PATHS: Record<string, readonly string[]> = {
  CronJob: ["jobTemplate", "spec", "template", "spec"],
  Pod: [],
};
const TEMPLATE = ["template", "spec"];

/** So many reasons are said of one pod. */
const MOST_REASONS = 20;

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
  /** How many times what is asked for the limit may be (`maxLimitRequestRatio`). */
  ratio: Amounts;
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
  const rules = new Map(
    [...ranges].map(([namespace, all]) => [namespace, rulesOf(all.flatMap(itemsOf))]),
  );
  for (const manifest of manifests) {
    const kind = kindOf(manifest);
    const ofNamespace = rules.get(namespaceOf(manifest));
    if (!ofNamespace || !(WORKLOAD_KINDS.includes(kind) || kind === "CronJob")) continue;
    const path = Object.hasOwn(POD_PATHS, kind) ? POD_PATHS[kind] : TEMPLATE;
    const spec = at(mapping(manifest.spec), path, (pod) => {
      const result = withDefaults(pod, ofNamespace);
      for (const { name, reason } of refusals(result, ofNamespace.bounds).slice(0, MOST_REASONS)) {
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
    return {
      name: manifest.metadata.name,
      type: text(item.type),
      limits,
      requests,
      max,
      min,
      ratio: amounts(item.maxLimitRequestRatio),
    };
  });
}

/** What is said of resources, without what a template left empty. */
function amounts(value: unknown): Amounts {
  return Object.fromEntries(
    Object.entries(mapping(value)).filter(([, amount]) => text(amount) !== ""),
  );
}

/** What all LimitRanges of a namespace come to. */
interface Rules {
  /** What containers get that say nothing: of each resource what the first says. */
  limits: Amounts;
  requests: Amounts;
  /** Those that keep something out. */
  bounds: readonly Item[];
}

function rulesOf(items: readonly Item[]): Rules {
  const first = (group: "limits" | "requests") =>
    Object.fromEntries(items.toReversed().flatMap((item) => Object.entries(item[group])));
  return {
    limits: first("limits"),
    requests: first("requests"),
    bounds: items.filter(({ max, min, ratio }) =>
      Object.keys({ ...max, ...min, ...ratio }).length > 0
    ),
  };
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

function withDefaults(pod: Mapping, rules: Rules): Mapping {
  let result = pod;
  for (const list of ["initContainers", "containers"]) {
    const containers = pod[list];
    if (!Array.isArray(containers)) continue;
    const filled = containers.map((container) =>
      isMapping(container) ? withOwnDefaults(container, rules) : container
    );
    if (filled.some((container, index) => container !== containers[index])) {
      result = { ...result, [list]: filled };
    }
  }
  return result;
}

function withOwnDefaults(container: Mapping, rules: Rules): Mapping {
  const resources = mapping(container.resources);
  const limits = amounts(resources.limits);
  const requests = amounts(resources.requests);
  let isChanged = false;
  for (const [name, amount] of Object.entries(rules.requests)) {
    // Who limits a resource asks for that much of it.
    if (Object.hasOwn(requests, name) || Object.hasOwn(limits, name)) continue;
    requests[name] = amount;
    isChanged = true;
  }
  for (const [name, amount] of Object.entries(rules.limits)) {
    if (Object.hasOwn(limits, name)) continue;
    limits[name] = amount;
    isChanged = true;
  }
  return isChanged ? { ...container, resources: { ...resources, limits, requests } } : container;
}

/** Why a cluster would not admit a pod. */
function refusals(
  pod: Mapping,
  items: readonly Item[],
): { name: string; reason: string }[] {
  if (items.length === 0) return [];
  const [inits, containers] = ["initContainers", "containers"].map((list) =>
    mappings(pod[list]).map((container) => ({ name: text(container.name), ...statedBy(container) }))
  );
  const pods = { limits: summed("limits"), requests: summed("requests") };
  return items.flatMap((item) => {
    const { name, type } = item;
    const reasons = type === "Container"
      ? [...inits, ...containers].flatMap(({ name, limits, requests }) =>
        beyond(`the container "${name}"`, limits, requests, item)
      )
      : type === "Pod"
      ? beyond("the pod", pods.limits, pods.requests, item)
      : [];
    return reasons.map((reason) => ({ name, reason }));
  });

  /** Containers run together, init containers one by one before them. */
  function summed(group: "limits" | "requests"): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const container of containers) {
      for (const [name, amount] of Object.entries(container[group])) {
        sums[name] = (ownValue(sums, name) ?? 0) + amount;
      }
    }
    for (const container of inits) {
      for (const [name, amount] of Object.entries(container[group])) {
        sums[name] = Math.max(ownValue(sums, name) ?? 0, amount);
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
  { max, min, ratio }: Item,
): string[] {
  const reasons: string[] = [];
  for (const [name, most] of Object.entries(max)) {
    const bound = parseQuantity(most) ?? Infinity;
    const limit = ownValue(limits, name);
    if (limit === undefined) {
      reasons.push(`${who} has no limit of ${name}, of which ${text(most)} is the most`);
    } else if (Math.max(limit, ownValue(requests, name) ?? 0) > bound) {
      reasons.push(`${who} has more ${name} than ${text(most)}`);
    }
  }
  for (const [name, least] of Object.entries(min)) {
    if ((ownValue(requests, name) ?? -Infinity) < (parseQuantity(least) ?? 0)) {
      reasons.push(`${who} has less ${name} than ${text(least)}`);
    }
  }
  for (const [name, times] of Object.entries(ratio)) {
    const [limit, request] = [ownValue(limits, name) ?? NaN, ownValue(requests, name) ?? NaN];
    const isWithin = request > 0 && limit / request <= (parseQuantity(times) ?? Infinity);
    if (!isWithin) {
      reasons.push(`the limit of ${name} of ${who} is more than ${text(times)} times its request`);
    }
  }
  return reasons;
}
