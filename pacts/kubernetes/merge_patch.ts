/**
 * What a patch makes of an object of Kubernetes' own, as `kubectl patch` and the fields of operators mean it by which users
 * add to the pods that are made for them.
 *
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 * @module
 */

import { isMapping, type Mapping, ownValue, text } from "../read.ts";

/** Lists whose items are known by one of their fields, by the names of the lists. The first field that items have counts. */
const ITEM_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  imagePullSecrets: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  // Those of a Service are known by what they are published as.
  ports: ["containerPort", "port"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey"],
};

/** Ways of which there is one at a time: another takes the place of the first. */
const ONE_OF: readonly (readonly string[])[] = [
  ["exec", "httpGet", "tcpSocket", "grpc"],
  ["value", "valueFrom"],
];

/**
 * An object with a patch on it: fields of mappings are merged, items of lists that have a key (containers by their names,
 * mounts by their paths) with those of the same key, and all else is replaced. `null` takes a field away.
 *
 * @example
 * ```ts
 * import { mergePatch } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = { containers: [{ name: "web", image: "web:1", args: ["-v"] }], dnsPolicy: "Default" };
 * const patch = { containers: [{ name: "web", args: ["-q"] }, { name: "log", image: "log" }], dnsPolicy: null };
 * assertEquals(mergePatch(pod, patch), {
 *   containers: [{ name: "web", image: "web:1", args: ["-q"] }, { name: "log", image: "log" }],
 * });
 * ```
 */
export function mergePatch(base: Mapping, patch: Mapping): Mapping {
  const merged: Mapping = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const own = Object.hasOwn(merged, name) ? merged[name] : undefined;
    if (value === null || value === undefined) delete merged[name];
    else if (isMapping(value) && isMapping(own)) define(merged, name, mergePatch(own, value));
    else if (Array.isArray(value) && Array.isArray(own)) {
      define(
        merged,
        name,
        mergeItems(own, value, ownValue(ITEM_KEYS, name)),
      );
    } else define(merged, name, value);
    for (const ways of ONE_OF) {
      if (!ways.includes(name) || value === null || value === undefined) continue;
      for (const other of ways) if (other !== name && !isSaid(patch[other])) delete merged[other];
    }
  }
  return merged;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A field whatever it is called. */
function define(target: Mapping, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function mergeItems(
  base: readonly unknown[],
  patch: readonly unknown[],
  keys: readonly string[] | undefined,
): unknown[] {
  // Nothing is added to items that have keys.
  if (keys !== undefined && patch.length === 0) return [...base];
  const key = keys?.find((name) => patch.some((item) => isMapping(item) && isSaid(item[name])));
  if (key === undefined) return [...patch];
  const merged = [...base];
  const places = new Map<string, number>();
  for (const [place, item] of base.entries()) {
    if (isMapping(item)) places.set(text(item[key]), place);
  }
  for (const item of patch) {
    if (!isMapping(item)) continue;
    const place = places.get(text(item[key]));
    const own = place === undefined ? undefined : merged[place];
    if (place === undefined || !isMapping(own)) {
      places.set(text(item[key]), merged.length);
      merged.push(item);
    } else merged[place] = mergePatch(own, item);
  }
  return merged;
}
