/**
 * Keys of a service that Compose or Docker refuse beside each other. What the user overrides, he overrides in whichever
 * words he likes.
 *
 * @module
 */

import { isMapping, mapping, type RenderedService, text } from "../../../pacts/mod.ts";

type Path = readonly string[];

const LIMITS = ["deploy", "resources", "limits"];
const RESERVED_MEMORY = ["deploy", "resources", "reservations", "memory"];
const LIMITED_MEMORY: readonly Path[] = [["mem_limit"], [...LIMITS, "memory"]];

/** Keys that say the same thing: who says it in one withdraws the others, and who deletes one deletes all. */
const SAME: readonly (readonly Path[])[] = [
  [["cpus"], [...LIMITS, "cpus"], ["cpu_quota"]],
  LIMITED_MEMORY,
  [["mem_reservation"], RESERVED_MEMORY],
  [["pids_limit"], [...LIMITS, "pids"]],
  [["scale"], ["deploy", "replicas"]],
];

/** Keys that say different things of one matter: who says one withdraws the others. */
const EXCLUSIVE: readonly (readonly Path[])[] = [[["network_mode"], ["networks"]]];

/** A service without what a patch says in other words. */
export function withoutAlternatives(
  service: RenderedService,
  patch: Record<string, unknown>,
): RenderedService {
  let result = service;
  for (const group of [...SAME, ...EXCLUSIVE]) {
    const said = group.filter((path) => valueAt(patch, path) !== undefined);
    const isSaid = said.some((path) => valueAt(patch, path) !== null);
    if (said.length === 0 || !isSaid && EXCLUSIVE.includes(group)) continue;
    for (const path of group) {
      if (!said.includes(path)) result = without(result, path);
    }
  }
  // A period says nothing without its quota.
  if (result.cpu_quota === undefined && service.cpu_quota !== undefined) {
    result = without(result, ["cpu_period"]);
  }
  const limit = LIMITED_MEMORY.map((path) => bytes(valueAt(patch, path))).find(Boolean);
  const reserved = bytes(valueAt(result, RESERVED_MEMORY));
  return limit && reserved && reserved > limit ? without(result, RESERVED_MEMORY) : result;
}

/** What stands at a path: `undefined` for nothing, `null` where it, or what it stands in, is deleted. */
function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (found === null) return null;
    found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

/** Leaves no empty mappings behind. */
function without<T extends Record<string, unknown>>(value: T, [key, ...below]: Path): T {
  if (!Object.hasOwn(value, key)) return value;
  const { [key]: own, ...others } = value;
  if (below.length === 0) return others as T;
  const rest = without(mapping(own), below);
  return (Object.keys(rest).length > 0 ? { ...value, [key]: rest } : others) as T;
}

const UNITS = ["b", "k", "m", "g", "t", "p"];

/** An amount of memory as Compose reads it. */
function bytes(value: unknown): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([bkmgtp]?)(?:i?b)?$/i.exec(text(value)) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * 1024 ** UNITS.indexOf(unit.toLowerCase() || "b");
}
