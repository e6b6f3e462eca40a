/**
 * Waits that can't be: for services that are gone, or that Compose starts on demand alone.
 *
 * @module
 */

import { append } from "../../../pacts/append.ts";
import { type ComposeDependency, isMapping, type RenderedService } from "../../../pacts/mod.ts";

type Services = Record<string, RenderedService>;
type Waits = Record<string, ComposeDependency>;

/** One service that waits for another. */
export interface Wait {
  /** Who waits. */
  service: string;
  /** For whom. */
  dependency: string;
}

/**
 * Drops waits, and gives them back. Whatever waited waits for what the other one waits for, so that the order of the
 * others stays.
 */
export function dropWaits(services: Services, isDropped: (wait: Wait) => boolean): Wait[] {
  const waits = new Map(
    Object.entries(services).map(([name, service]) => [name, waitsOf(service)]),
  );
  const dropped: Wait[] = [];
  for (const [service, own] of waits) {
    const lost = Object.keys(own).filter((dependency) => isDropped({ service, dependency }));
    if (lost.length === 0) continue;
    append(dropped, lost.map((dependency) => ({ service, dependency })));
    const isGone = (dependency: string) => isDropped({ service, dependency });
    const left = resolve(own, waits, isGone, new Set([service]));
    if (Object.keys(left).length > 0) services[service].depends_on = left;
    else delete services[service].depends_on;
  }
  return dropped;
}

function waitsOf(service: RenderedService | undefined): Waits {
  return isMapping(service) && isMapping(service.depends_on) ? service.depends_on : {};
}

function resolve(
  waits: Waits,
  all: ReadonlyMap<string, Waits>,
  isGone: (dependency: string) => boolean,
  seen: Set<string>,
): Waits {
  return Object.fromEntries(
    Object.entries(waits).flatMap(([name, wait]) => {
      if (seen.has(name)) return [];
      if (!isGone(name)) return [[name, wait]];
      seen.add(name);
      return Object.entries(resolve(all.get(name) ?? {}, all, isGone, seen));
    }),
  );
}
