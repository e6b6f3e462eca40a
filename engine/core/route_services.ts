/**
 * The Services that Ingresses lead to, and what their annotations restrict.
 *
 * @module
 */

import {
  type Ingress,
  type IngressEntry,
  items,
  mapping,
  namespaceOf,
  resolveBackend,
  type Service,
} from "../../pacts/mod.ts";
import {
  type AccessRestriction,
  backendConfigRestrictions,
  serviceRestrictions,
  unknownRestrictions,
} from "../../pacts/ingress/mod.ts";
import { denyRoute } from "../../pacts/ingress/access.ts";
import { defaultBackendOf } from "../../pacts/ingress/routes.ts";
import type { EngineContext } from "./context.ts";

/** The Services behind an Ingress that are there, each once, and those that they are other names of. */
export function servicesBehind(
  manifest: Ingress,
  ctx: Pick<EngineContext, "services">,
): Set<Service> {
  const { rules } = mapping(manifest.spec) as NonNullable<Ingress["spec"]>;
  const paths = items(rules).flatMap(({ http }) => items(http?.paths));
  const backends = [defaultBackendOf(manifest), ...paths.map(({ backend }) => backend)];
  return new Set(
    backends.map((backend) => resolveBackend(backend, namespaceOf(manifest), ctx)?.service)
      .filter((service) => service !== undefined)
      .flatMap((service) => withTarget(service, ctx)),
  );
}

/** A Service, and the one that it is another name of. */
function withTarget(service: Service, { services }: Pick<EngineContext, "services">): Service[] {
  const target = services.resolve(service)?.service;
  return target && target !== service ? [service, target] : [service];
}

/** What the Services behind an Ingress restrict, each with who says so. */
export function restrictionsBehind(
  services: ReadonlySet<Service>,
  ctx: Pick<EngineContext, "manifests" | "config">,
): Map<Service, AccessRestriction[]> {
  return new Map(
    [...services].map((service): [Service, AccessRestriction[]] => [
      service,
      [
        ...serviceRestrictions(service),
        ...backendConfigRestrictions(service, ctx),
        ...unknownRestrictions(service, ctx),
      ].map(({ annotation, ...asked }) => ({
        ...asked,
        annotation: `${annotation} of the Service "${service.metadata.name}"`,
      })),
    ]).filter(([, restrictions]) => restrictions.length > 0),
  );
}

/** Denies the routes to such Services, and those of which nobody knows that they lead elsewhere. */
export function denyRestricted(
  routes: readonly IngressEntry[],
  restricted: ReadonlyMap<Service, AccessRestriction[]>,
  namespace: string,
  ctx: EngineContext,
): void {
  if (restricted.size === 0) return;
  for (const route of routes) {
    const addresses = [route.upstream, ...items(route.backends).map(({ upstream }) => upstream)];
    const services = addresses.filter((address) => address !== undefined)
      .map((address) => ctx.services.find(address.replace(/:\d+$/, ""), namespace));
    const found = services.includes(undefined)
      ? [...restricted.values()]
      : services.flatMap((service) => withTarget(service!, ctx))
        .map((service) => restricted.get(service) ?? []);
    const unkept = found.flat();
    if (unkept.length > 0) denyRoute(route, unkept, ctx);
  }
}
