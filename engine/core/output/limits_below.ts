/**
 * Limits that are said beside `deploy`. Docker Compose takes such a key and what is the same below `deploy` for two
 * different things as soon as there are others of its kind, and refuses the whole project.
 *
 * @module
 */

import { isMapping, mapping, type RenderedService } from "../../../pacts/mod.ts";

/** Keys of a service by where the same stands below `deploy.resources`. */
const BESIDE = {
  limits: { mem_limit: "memory", cpus: "cpus", pids_limit: "pids" },
  reservations: { mem_reservation: "memory" },
} as const;

/**
 * A service that says below `deploy` too what it says beside it, where other limits stand there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withLimitsBelow } from "./limits_below.ts";
 *
 * const service = { mem_limit: "1g", deploy: { resources: { limits: { cpus: "2" } } } };
 * assertEquals(withLimitsBelow(service), {
 *   mem_limit: "1g",
 *   deploy: { resources: { limits: { cpus: "2", memory: "1g" } } },
 * });
 * ```
 */
export function withLimitsBelow(service: RenderedService): RenderedService {
  let result = service;
  for (const [group, keys] of Object.entries(BESIDE)) {
    const { deploy } = result;
    const resources = isMapping(deploy) ? mapping(deploy).resources : undefined;
    const known = isMapping(resources) ? resources[group] : undefined;
    if (!isMapping(known)) continue;
    const missing = Object.entries(keys).flatMap(([key, below]) => {
      const value = result[key as keyof RenderedService] as unknown;
      // Below `deploy` amounts are text; what is no amount at all is said where it stands.
      const isSaid = typeof value === "string" || typeof value === "number";
      return isSaid && !Object.hasOwn(known, below) ? [[below, `${value}`]] : [];
    });
    if (missing.length === 0) continue;
    const all = { ...known, ...Object.fromEntries(missing) };
    result = {
      ...result,
      deploy: { ...mapping(deploy), resources: { ...mapping(resources), [group]: all } },
    } as RenderedService;
  }
  return result;
}
