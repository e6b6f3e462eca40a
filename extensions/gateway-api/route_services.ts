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
import { denyUnkept, routeRestrictions, serviceRestrictions } from "@dekube/engine/pacts/ingress";

/** The Services that get a route's requests. */
export function servicesOf(
  { upstream, backends }: IngressEntry,
  namespace: string,
  { services }: Pick<ConvertContext, "services">,
): Service[] {
  const addresses = new Set([upstream, ...items(backends).map(({ upstream }) => upstream)]);
  return [...addresses].filter((address) => address !== undefined)
    .map((address) => services.find(address.replace(/:\d+$/, ""), namespace))
    .filter((service) => service !== undefined);
}

/** Closes the routes of an object whose annotations, or those of the Service that they lead to, restrict who may come in. */
export function closeAnnotated(
  route: Manifest,
  entries: readonly IngressEntry[],
  ctx: ConvertContext,
): void {
  const own = routeRestrictions(route);
  for (const entry of entries.filter(({ denied }) => denied === undefined)) {
    const behind = servicesOf(entry, namespaceOf(route), ctx).flatMap((service) =>
      serviceRestrictions(service).map(({ annotation }) =>
        `${annotation} of the Service "${service.metadata.name}"`
      )
    );
    // Whatever guard the route has, it has it from elsewhere.
    const reasons = [...own.map(({ annotation }) => annotation), ...behind];
    denyUnkept([entry], reasons.map((annotation) => ({ guard: "other", annotation })), ctx);
  }
}
