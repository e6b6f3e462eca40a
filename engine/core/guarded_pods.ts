/**
 * Routes to pods that a mesh has ask who comes in: nobody asks here, so they are closed.
 *
 * @module
 */

import { type IngressEntry, items, type Manifest, type StreamRoute } from "../../pacts/mod.ts";
import type { Workload } from "../../pacts/kubernetes/mod.ts";
import { describePolicy, NOBODY, PodPolicies } from "../../pacts/ingress/mod.ts";
import { denyRoute, ENOUGH_REASONS } from "../../pacts/ingress/access.ts";
import type { EngineContext } from "./context.ts";

const REMEDY =
  "Take the policy out of the manifests where those who come in by the proxy may come in";

/** What is looked at. */
type Context = Pick<
  EngineContext,
  "manifests" | "services" | "workloads" | "names" | "report"
>;

/**
 * Closes routes of requests to such pods; those that are answered before they reach any are left alone. Nor do such pods get
 * copies of requests.
 */
export function closeGuardedPods(routes: readonly IngressEntry[], ctx: Context): void {
  const pods = new GuardedPods(ctx);
  if (pods.areNone) return;
  for (const route of routes) {
    if (route.denied !== undefined || route.redirect || route.answer) continue;
    leaveOutMirrors(route, pods, ctx);
    const found = pods.policiesBehind(route);
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

function leaveOutMirrors(route: IngressEntry, pods: GuardedPods, ctx: Context): void {
  if (!route.mirrors) return;
  const { resource } = route;
  const open = route.mirrors.filter(({ upstream }) => {
    const [policy] = pods.policiesBehind({ upstream, ...(resource ? { resource } : {}) });
    if (!policy) return true;
    ctx.report(resource).warn(
      "guarded-mirror",
      `${upstream} gets no copies of requests, because ${
        describePolicy(policy)
      } says who may ask the pods, and no proxy here keeps that`,
    );
    return false;
  });
  if (open.length > 0) route.mirrors = open;
  else delete route.mirrors;
}

/** Routes of connections, those to such pods refused. */
export function refuseGuardedPods(streams: readonly StreamRoute[], ctx: Context): StreamRoute[] {
  const pods = new GuardedPods(ctx);
  if (pods.areNone) return [...streams];
  return streams.map((stream) => {
    const [policy] = pods.policiesBehind(stream);
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

/** Where a route leads. */
interface Destination extends Pick<IngressEntry, "upstream" | "resource"> {
  backends?: readonly { upstream?: string }[];
}

/** The policies that guard pods, by where routes lead. */
class GuardedPods {
  readonly #policies: PodPolicies;
  readonly #ctx: Context;
  readonly #byPod = new Map<Workload, readonly Manifest[]>();
  #byService?: ReadonlyMap<string, Workload[]>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#policies = new PodPolicies(ctx);
  }

  get areNone(): boolean {
    return this.#policies.isEmpty;
  }

  /** The policies of the pods that a route leads to. */
  policiesBehind({ upstream, backends, resource }: Destination): Manifest[] {
    const addresses = new Set([upstream, ...items(backends).map(({ upstream }) => upstream)]);
    const pods = [...addresses].filter((address) => address !== undefined)
      .flatMap((address) => this.#podsAt(address.replace(/:\d+$/, ""), resource?.namespace ?? ""));
    return [...new Set(pods.flatMap((pod) => this.#policiesOf(pod)))];
  }

  /** No more of them than a message has use for. */
  #policiesOf(pod: Workload): readonly Manifest[] {
    let found = this.#byPod.get(pod);
    if (!found) {
      this.#byPod.set(pod, found = this.#policies.ofPod(pod).slice(0, ENOUGH_REASONS));
    }
    return found;
  }

  /** The pods behind a name: a Service's, whatever names it has beside, or those of the Compose service of that name. */
  #podsAt(host: string, namespace: string): readonly Workload[] {
    const { services, workloads, names } = this.#ctx;
    const service = services.find(host, namespace);
    const target = service && services.resolve(service);
    if (target?.service) return services.selected(target.service);
    this.#byService ??= Map.groupBy(workloads, ({ id }) => names.service(id));
    const outside = target?.externalName ?? host;
    return this.#byService.get(outside) ?? [];
  }
}
