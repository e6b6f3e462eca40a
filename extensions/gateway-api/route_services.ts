/**
 * The Services that routes lead to, and what annotations of a route or of them restrict.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  items,
  type Manifest,
  namespaceOf,
  type Service,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  apisixGlobals,
  denyUnkept,
  ENOUGH_REASONS,
  kongGlobals,
  routeRestrictions,
  serviceRestrictions,
  unknownRestrictions,
} from "@dekube/engine/pacts/ingress";

/** The Services that get a route's requests, and those that they are other names of. */
export function servicesOf(
  { upstream, backends }: Pick<IngressEntry, "upstream" | "backends">,
  namespace: string,
  { services }: Pick<ConvertContext, "services">,
): Service[] {
  const addresses = new Set([upstream, ...items(backends).map(({ upstream }) => upstream)]);
  return [...addresses].filter((address) => address !== undefined)
    .map((address) => services.find(address.replace(/:\d+$/, ""), namespace))
    .filter((service) => service !== undefined)
    .flatMap((service) => {
      const target = services.resolve(service)?.service;
      return target && target !== service ? [service, target] : [service];
    });
}

/** Has copies of requests reach no Service that something guards: nobody here knows whose it would take. */
export function leaveOutMirrors(
  route: Manifest,
  entry: IngressEntry,
  guardOf: (service: Service) => string | undefined,
  ctx: ConvertContext,
): void {
  if (!entry.mirrors) return;
  const open = entry.mirrors.filter(({ upstream }) => {
    const guard = servicesOf({ upstream }, namespaceOf(route), ctx).map(guardOf).find(Boolean);
    if (guard === undefined) return true;
    ctx.report(route, "spec.rules").warn(
      "guarded-mirror",
      `${upstream} gets no copies of requests, because ${guard} says whose it takes, and no proxy here keeps that`,
    );
    return false;
  });
  if (open.length > 0) entry.mirrors = open;
  else delete entry.mirrors;
}

/** Closes the routes of an object whose annotations, or those of the Service that they lead to, restrict who may come in. */
export function closeAnnotated(
  route: Manifest,
  entries: readonly IngressEntry[],
  ctx: ConvertContext,
): void {
  const own = [...routeRestrictions(route), ...unknownRestrictions(route, ctx)];
  const globals = [kongGlobals(ctx), apisixGlobals(ctx)]
    .flatMap((some) => some.slice(0, ENOUGH_REASONS));
  const restrictionsOf = (service: Service): AccessRestriction[] =>
    [...serviceRestrictions(service), ...unknownRestrictions(service, ctx)]
      .map(({ annotation, ...asked }) => ({
        ...asked,
        annotation: `${annotation} of the Service "${service.metadata.name}"`,
      }));
  for (const entry of entries.filter(({ denied }) => denied === undefined)) {
    leaveOutMirrors(route, entry, (service) => restrictionsOf(service)[0]?.annotation, ctx);
    const behind = servicesOf(entry, namespaceOf(route), ctx).flatMap(restrictionsOf);
    const all = [...own, ...behind, ...globals.map((annotation) => ({ annotation }))];
    // Whatever guard the route has, it has it from elsewhere.
    denyUnkept([entry], all.map((restriction) => ({ ...restriction, guard: "other" })), ctx);
  }
}
