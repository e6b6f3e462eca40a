/**
 * Routes to pods that a mesh has ask who comes in: nobody asks here, so they are closed.
 *
 * @module
 */

import { type IngressEntry, items, type Manifest, type StreamRoute } from "../../pacts/mod.ts";
import { describePolicy, NOBODY, PodPolicies } from "../../pacts/ingress/mod.ts";
import { denyRoute } from "../../pacts/ingress/access.ts";
import type { EngineContext } from "./context.ts";

const REMEDY =
  "Take the policy out of the manifests where those who come in by the proxy may come in";

/** Closes routes of requests to such pods; those that are answered before they reach any are left alone. */
export function closeGuardedPods(
  routes: readonly IngressEntry[],
  ctx: Pick<EngineContext, "manifests" | "services" | "report">,
): void {
  const policies = new PodPolicies(ctx);
  if (policies.isEmpty) return;
  for (const route of routes) {
    if (route.denied !== undefined || route.redirect || route.answer) continue;
    const found = policiesBehind(route, policies, ctx);
    if (found.length === 0) continue;
    denyRoute(
      route,
      found.map((policy) => ({
        guard: "other",
        annotation: `${describePolicy(policy)} says who may ask the pods`,
        remedy: REMEDY,
      })),
      ctx,
    );
  }
}

/** Routes of connections, those to such pods refused. */
export function refuseGuardedPods(
  streams: readonly StreamRoute[],
  ctx: Pick<EngineContext, "manifests" | "services" | "report">,
): StreamRoute[] {
  const policies = new PodPolicies(ctx);
  if (policies.isEmpty) return [...streams];
  return streams.map((stream) => {
    const [policy] = policiesBehind(stream, policies, ctx);
    if (!policy) return stream;
    ctx.report(stream.resource).error(
      "guarded-connections",
      `connections to port ${stream.port} are refused, because ${
        describePolicy(policy)
      } says who may ask the pods, and no proxy here keeps that. ${REMEDY}`,
    );
    return { ...stream, ...NOBODY };
  });
}

/** The policies of the pods that a route leads to. */
function policiesBehind(
  { upstream, backends, resource }: Pick<IngressEntry, "upstream" | "resource"> & {
    backends?: readonly { upstream?: string }[];
  },
  policies: PodPolicies,
  ctx: Pick<EngineContext, "services">,
): Manifest[] {
  const addresses = new Set([upstream, ...items(backends).map(({ upstream }) => upstream)]);
  const pods = [...addresses].filter((address) => address !== undefined)
    .map((address) => ctx.services.find(address.replace(/:\d+$/, ""), resource?.namespace ?? ""))
    .flatMap((service) => service ? ctx.services.selected(service) : []);
  return [
    ...new Set(pods.flatMap(({ id, labels }) => policies.guarding(id.namespace, labels))),
  ];
}
