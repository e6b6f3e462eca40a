/**
 * Routes to Services and pods that a mesh has ask who comes in, and to ports to which network policies let nobody come: nobody asks here, so
 * they are closed.
 *
 * @module
 */

import { type IngressEntry, items, type Service, type StreamRoute } from "../../pacts/mod.ts";
import type { Workload } from "../../pacts/kubernetes/mod.ts";
import {
  describePolicy,
  NOBODY,
  ownGuardOf,
  passageOf,
  PodPolicies,
  type PolicedPod,
} from "../../pacts/ingress/mod.ts";
import { SIDECAR, sidecarGuarding } from "../../pacts/ingress/sidecar_listeners.ts";
import { areNoPolicies, closingPolicies } from "../../pacts/ingress/source_policies.ts";
import { denyRoute, ENOUGH_REASONS } from "../../pacts/ingress/access.ts";
import type { EngineContext } from "./context.ts";

const REMEDY =
  "Take the policy out of the manifests where those who come in by the proxy may come in";

/** What is looked at. */
type Context = Pick<
  EngineContext,
  "manifests" | "config" | "services" | "workloads" | "names" | "report"
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
    const found = pods.reasonsBehind(route);
    if (found.length === 0) continue;
    denyRoute(
      route,
      found.map((annotation) => ({ guard: "other", annotation, remedy: REMEDY })),
      ctx,
    );
  }
}

function leaveOutMirrors(route: IngressEntry, pods: GuardedPods, ctx: Context): void {
  if (!route.mirrors) return;
  const { resource } = route;
  const open = route.mirrors.filter(({ upstream }) => {
    const [reason] = pods.reasonsBehind({ upstream, ...(resource ? { resource } : {}) });
    if (reason === undefined) return true;
    ctx.report(resource).warn(
      "guarded-mirror",
      `${upstream} gets no copies of requests, because ${reason}, and no proxy here keeps that`,
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
    const [reason] = pods.reasonsBehind(stream);
    if (reason === undefined) return stream;
    ctx.report(stream.resource).error(
      "guarded-connections",
      `connections to port ${stream.port} are refused, because ${reason}, and no proxy here keeps that. ${REMEDY}`,
    );
    return { ...stream, ...NOBODY };
  });
}

/** Where a route leads. */
interface Destination extends Pick<IngressEntry, "upstream" | "resource"> {
  backends?: readonly { upstream?: string }[];
  protocol?: string;
}

/** The policies that guard pods, by where routes lead. */
class GuardedPods {
  readonly #policies: PodPolicies;
  readonly #ctx: Context;
  readonly #byPod = new Map<PolicedPod, readonly string[]>();
  readonly #byPort = new Map<PolicedPod, Map<string, readonly string[]>>();
  #byService?: ReadonlyMap<string, Workload[]>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#policies = new PodPolicies(ctx);
  }

  get areNone(): boolean {
    const { manifests, workloads } = this.#ctx;
    const between = (manifests.of("Service") as readonly Service[])
      .flatMap((service) => passageOf(service) ?? []);
    return this.#policies.isEmpty && areNoPolicies(this.#ctx) &&
      manifests.of(SIDECAR).length === 0 &&
      [...workloads, ...between].every((pod) => ownGuardOf(pod) === undefined);
  }

  /** What keeps somebody from the pods that a route leads to, in words. */
  reasonsBehind({ upstream, backends, resource, protocol }: Destination): string[] {
    const addresses = new Set([upstream, ...items(backends).map(({ upstream }) => upstream)]);
    const found = [...addresses].filter((address) => address !== undefined).flatMap((address) => {
      const [, host, port] = /^(.*?)(?::(\d+))?$/s.exec(address) ?? ["", address];
      const { services, pods } = this.#behind(host, resource?.namespace ?? "");
      const number = port === undefined ? undefined : Number(port);
      const own = protocol === "udp" ? "UDP" : "TCP";
      const closed = number === undefined
        ? []
        : pods.map((pod) => this.#closedBy(pod, number, own));
      return [
        ...services.flatMap((service) => this.#guardsOfService(service, number, own)),
        ...pods.flatMap((pod) => this.#guardsOf(pod)),
        // Where one of them takes requests the route leads somewhere.
        ...closed.every(({ length }) => length > 0) ? closed.flat() : [],
      ];
    });
    return [...new Set(found)];
  }

  /** What keeps somebody from a Service itself, or from the pods by way of which it is reached. */
  #guardsOfService(service: Service, port: number | undefined, protocol: string): string[] {
    const between = passageOf(service);
    return [
      ...this.#policies.ofService(service).slice(0, ENOUGH_REASONS).map((policy) =>
        `${describePolicy(policy)} says who may ask the Service "${service.metadata.name}"`
      ),
      ...between ? this.#guardsOf(between) : [],
      ...between && port !== undefined ? this.#closedBy(between, port, protocol) : [],
    ];
  }

  /** No more of them than a message has use for. */
  #guardsOf(pod: PolicedPod): readonly string[] {
    let found = this.#byPod.get(pod);
    if (!found) {
      const own = ownGuardOf(pod);
      found = [...own === undefined ? [] : [own], ...this.#policies.ofPod(pod).map(describePolicy)]
        .slice(0, ENOUGH_REASONS)
        .map((guard) => `${guard} says who may ask the pods`);
      this.#byPod.set(pod, found);
    }
    return found;
  }

  /** Requests come from the pod of a proxy: a policy that names pods may mean it. */
  #closedBy(pod: PolicedPod, target: number, protocol: string): readonly string[] {
    // Network policies are not kept for pods in the host's network.
    if (pod.pod?.hostNetwork === true) return [];
    const ofPod = this.#byPort.get(pod) ?? new Map<string, readonly string[]>();
    this.#byPort.set(pod, ofPod);
    const key = `${target} ${protocol}`;
    let found = ofPod.get(key);
    if (!found) {
      const port = { target, protocol };
      const sidecar = sidecarGuarding(pod, port, this.#ctx);
      found = [
        ...sidecar
          ? [`${describePolicy(sidecar)} says who may ask port ${target} of the pods`]
          : [],
        ...closingPolicies(pod, port, this.#ctx).slice(0, ENOUGH_REASONS)
          .map((policy) =>
            `${describePolicy(policy)} lets nobody come to port ${target} of the pods`
          ),
      ];
      ofPod.set(key, found);
    }
    return found;
  }

  /** The Services of a name, whatever names they have beside, and their pods; or those of the Compose service of that name. */
  #behind(
    host: string,
    namespace: string,
  ): { services: readonly Service[]; pods: readonly Workload[] } {
    const { services, workloads, names } = this.#ctx;
    const service = services.find(host, namespace);
    const target = service && services.resolve(service);
    const found = new Set([service, target?.service].filter((one) => one !== undefined));
    if (target?.service) {
      return { services: [...found], pods: services.selected(target.service) };
    }
    this.#byService ??= Map.groupBy(workloads, ({ id }) => names.service(id));
    const outside = target?.externalName ?? host;
    return { services: [...found], pods: this.#byService.get(outside) ?? [] };
  }
}
