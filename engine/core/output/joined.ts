/**
 * Services that join another one's namespaces start again with it.
 *
 * What joins a container has what that container had when it was started: once it is started again, the network is gone,
 * and the memory can't even be joined. Compose sees to that by itself, but only for a service whose `depends_on` does not
 * name the other one.
 *
 * @module
 */

import { type ComposeProject, isMapping, type RenderedService, text } from "../../../pacts/mod.ts";

/** Keys that lead to another service by `service:<name>`. */
const NAMESPACES = ["network_mode", "ipc", "pid", "uts", "cgroup"];

/** Has each dependency on a service that is joined say `restart: true`, unless it says something of its own. */
export function restartWithJoined({ services }: ComposeProject): void {
  for (const [name, service] of Object.entries(services)) {
    if (!isMapping(service)) continue;
    const dependencies = byName(service.depends_on);
    const joined = joinedBy(service).filter((other) =>
      isMapping(dependencies[other]) && dependencies[other].restart === undefined
    );
    if (joined.length === 0) continue;
    const restarting = joined.map((other) => [other, { ...dependencies[other], restart: true }]);
    services[name] = {
      ...service,
      depends_on: { ...dependencies, ...Object.fromEntries(restarting) },
    };
  }
}

/** Names of the services whose namespaces a service joins. */
function joinedBy(service: RenderedService): string[] {
  const names = NAMESPACES.map((key) => /^service:(.+)$/.exec(text(service[key]))?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Dependencies by name; those that stand in a list wait until the other service has started. */
function byName(dependencies: unknown): NonNullable<RenderedService["depends_on"]> {
  if (!Array.isArray(dependencies)) return isMapping(dependencies) ? dependencies as never : {};
  return Object.fromEntries(
    dependencies.map((name) => [text(name), { condition: "service_started" }]),
  );
}
