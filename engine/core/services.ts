/**
 * Takes in the services that extensions return.
 *
 * @module
 */

import { type ComposeService, isMapping, type Mount, type OwnedService } from "../../pacts/mod.ts";
import { noteMountedClaims } from "./claims.ts";
import type { EngineContext } from "./context.ts";
import { checkRoutes, checkService } from "./extensions/results.ts";
import { mountsOf } from "./output/mounts.ts";

type Services = Record<string, ComposeService>;

/** Adds services that a provider made; each under a name of its own. */
export function addServices(
  services: Services,
  made: Services,
  extension: string,
  ctx: EngineContext,
): string[] {
  return Object.entries(made).flatMap(([name, service]) => {
    if (!isMapping(service)) {
      ctx.report().warn(
        "no-service",
        `the extension "${extension}" returned something else than a service under "${name}"; it is left out`,
      );
      return [];
    }
    let free = name;
    // Not every extension reserves the names that it uses.
    while (Object.hasOwn(services, free)) free = ctx.names.reserve(name);
    if (free !== name) {
      ctx.report().warn(
        "service-name-taken",
        `the extension "${extension}" made a service "${name}", which is there already; it is called "${free}"`,
      );
    }
    services[free] = service;
    return [free];
  });
}

/** Refuses what a transform left behind that is no service, or no route. */
export function checkProject(services: Services, entries: readonly unknown[]): void {
  for (const [name, service] of Object.entries(services)) checkService(name, service);
  checkRoutes(entries);
}

/** Says which services came without an owner, so that nobody knows what names and addresses mean to them. */
export function warnOwnerless(
  made: Record<string, Partial<OwnedService>>,
  extension: string,
  ctx: EngineContext,
): void {
  const ownerless = Object.keys(made).filter((name) => isMapping(made[name]) && !made[name].owner);
  if (ownerless.length === 0) return;
  ctx.report().warn(
    "no-owner",
    `the extension "${extension}" does not say whose these services are, so they join no namespace and no address in them is rewritten: ${
      ownerless.join(", ")
    }. Its author should give each an "owner", the identity of the object that it runs for`,
  );
}

/** Makes mounts data, whatever syntax they came in, and notes the claims among them. */
export function readMounts(services: Services, ctx: EngineContext): void {
  for (const service of Object.values(services)) {
    const volumes = service?.volumes as (string | Mount)[] | undefined;
    if (Array.isArray(volumes) && volumes.some((volume) => typeof volume === "string")) {
      service.volumes = mountsOf({ volumes });
    }
  }
  noteMountedClaims(Object.values(services), ctx);
}
