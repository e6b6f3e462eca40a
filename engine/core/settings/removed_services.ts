/**
 * Takes services out of a project, and nothing waits for them any more.
 *
 * @module
 */

import { type ComposeDependency, isMapping, type RenderedService } from "../../../pacts/mod.ts";

type Services = Record<string, RenderedService>;

/**
 * Removes services. Whatever waited for one waits for what that one waited for, so that the order of the others stays.
 */
export function removeServices(services: Services, names: ReadonlySet<string>): void {
  const waited = new Map([...names].map((name) => [name, dependenciesOf(services[name])]));
  for (const name of names) delete services[name];
  for (const service of Object.values(services)) {
    if (!isMapping(service.depends_on)) continue;
    if (!Object.keys(service.depends_on).some((name) => names.has(name))) continue;
    const left = resolve(dependenciesOf(service), waited, new Set());
    if (Object.keys(left).length > 0) service.depends_on = left;
    else delete service.depends_on;
  }
}

function dependenciesOf(service?: RenderedService): Record<string, ComposeDependency> {
  return isMapping(service?.depends_on) ? service.depends_on : {};
}

function resolve(
  dependencies: Record<string, ComposeDependency>,
  removed: ReadonlyMap<string, Record<string, ComposeDependency>>,
  seen: Set<string>,
): Record<string, ComposeDependency> {
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, dependency]) => {
      const behind = removed.get(name);
      if (behind === undefined) return [[name, dependency]];
      if (seen.has(name)) return [];
      seen.add(name);
      return Object.entries(resolve(behind, removed, seen));
    }),
  );
}
