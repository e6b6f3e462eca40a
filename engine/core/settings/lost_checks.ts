/**
 * Services that lost their health check: nobody can wait for their health any more.
 *
 * @module
 */

import {
  type Diagnostics,
  isMapping,
  type RenderedService,
  settingPath,
  whenReady,
} from "../../../pacts/mod.ts";

type Services = Record<string, RenderedService>;

/** Has those that waited for the health of such a service wait until it has started; Compose would refuse to start them. */
export function forgetLostChecks(
  before: ReadonlySet<string>,
  services: Services,
  diagnostics: Pick<Diagnostics, "info">,
): void {
  const lost = new Set([...before].filter((name) => !hasCheck(services[name])));
  if (lost.size === 0) return;
  const waiters = new Map<string, string[]>();
  for (const [name, { depends_on }] of Object.entries(services)) {
    if (!isMapping(depends_on)) continue;
    for (const [other, dependency] of Object.entries(depends_on)) {
      if (!lost.has(other) || dependency?.condition !== "service_healthy") continue;
      depends_on[other] = { ...dependency, condition: "service_started" };
      waiters.set(other, [...waiters.get(other) ?? [], `"${name}"`]);
    }
  }
  for (const [other, names] of waiters) {
    diagnostics.info(
      "lost-health-check",
      `"${
        settingPath("overrides", other)
      }" in dekube.yaml takes the health check of "${other}" away, so ${
        names.join(", ")
      } can't wait until it is healthy, and starts as soon as it has started`,
    );
  }
}

/** Services that have a health check. */
export function checkedServices(services: Services): Set<string> {
  return new Set(Object.keys(services).filter((name) => hasCheck(services[name])));
}

function hasCheck(service: RenderedService | undefined): boolean {
  // Services of the user's may be anything.
  if (!isMapping(service)) return false;
  const healthcheck = (service as RenderedService).healthcheck;
  return isMapping(healthcheck) && (healthcheck as { disable?: unknown }).disable !== true &&
    whenReady({ healthcheck }) === "service_healthy";
}
