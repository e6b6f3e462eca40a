/**
 * Policies that implementations of Gateway API attach to routes, Gateways and Services: who they let in nobody here
 * knows, so what they guard is closed.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-713/
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  isExcluded,
  kindOf,
  list,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  type Service,
  type StreamRoute,
  text,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  denyUnkept,
  ENOUGH_REASONS,
  isHarmlessPolicy,
  NOBODY,
  PodPolicies,
} from "@dekube/engine/pacts/ingress";
import { labelsOf } from "@dekube/engine/pacts/kubernetes";
import { GROUP } from "./group.ts";
import { gatewayGuards } from "./gateway_balancers.ts";
import { TraefikGateways } from "./traefik_gateways.ts";
import { PrivateGateways } from "./private_gateways.ts";
import { PolicyTargets, type Target } from "./policy_targets.ts";
import { leaveOutMirrors, servicesOf } from "./route_services.ts";

/** The policies that may guard something, by what they are attached to. */
export class AttachedPolicies {
  readonly #policies: PolicyTargets;
  /** Those of a mesh: the pods of a Gateway keep them as others do. */
  readonly #ofPods: PodPolicies;
  readonly #byName: (kind: string, namespace: string, name: string) => Manifest | undefined;

  readonly #services: ConvertContext["services"];
  readonly #ofTraefik: TraefikGateways;
  readonly #privateOnes = new PrivateGateways();

  /** Looks for them among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests" | "services" | "limits" | "config">) {
    this.#services = ctx.services;
    this.#ofTraefik = new TraefikGateways(ctx);
    this.#policies = new PolicyTargets(ctx);
    this.#ofPods = new PodPolicies(ctx);
    for (const kind of ctx.manifests.kinds()) {
      if (!kind.includes("/") || isExcluded(kind, ctx.config.harmless)) continue;
      for (const policy of ctx.manifests.of(kind)) {
        if (!isHarmlessPolicy(kind, policy)) this.#policies.add(policy);
      }
    }
    const parents = new Map(
      ["Gateway", "ListenerSet"].flatMap((kind) =>
        ctx.manifests.of(`${GROUP}/${kind}`).map((object): [string, Manifest] => [
          `${kind} ${namespaceOf(object)}/${object.metadata.name}`,
          object,
        ])
      ),
    );
    this.#byName = (kind, namespace, name) => parents.get(`${kind} ${namespace}/${name}`);
  }

  get #isEmpty(): boolean {
    return this.#policies.isEmpty && this.#ofPods.isEmpty;
  }

  /** Closes the routes of an object that policies guard, or a Gateway of its, or the Service that they lead to. */
  close(route: Manifest, entries: readonly IngressEntry[], ctx: ConvertContext): void {
    const targets = this.#targetsOf(route);
    this.#closeGuarded(route, entries, targets, ctx);
    if (entries.some(({ denied }) => denied === undefined)) {
      this.#privateOnes.say(gatewaysOf(targets), ctx);
    }
  }

  #closeGuarded(
    route: Manifest,
    entries: readonly IngressEntry[],
    targets: readonly Target[],
    ctx: ConvertContext,
  ): void {
    const home = namespaceOf(route);
    const open = entries.filter(({ denied }) => denied === undefined);
    const ofTraefik = gatewaysOf(targets).flatMap((one) => this.#ofTraefik.ofRequests(one));
    const ofBalancers = restrictionsOf(targets, ctx).slice(0, ENOUGH_REASONS);
    denyUnkept(open, [...ofBalancers, ...ofTraefik], ctx);
    if (this.#isEmpty) return;
    for (const entry of entries.filter(({ denied }) => denied === undefined)) {
      leaveOutMirrors(route, entry, (service) => {
        const [policy] = this.#ofAll(targetsOf(service));
        return policy && describe(policy);
      }, ctx);
      const behind = servicesOf(entry, home, ctx).flatMap(targetsOf);
      const policies = this.#ofAll([...targets, ...behind]);
      denyUnkept(
        [entry],
        policies.map((policy) => ({ guard: "other" as const, annotation: describe(policy) })),
        ctx,
      );
    }
  }

  /** No more of them than a message has use for. */
  #ofAll(targets: readonly Target[]): Manifest[] {
    const found = new Set<Manifest>();
    for (const target of targets) {
      for (const policy of this.#policies.of(target)) {
        if (found.size === ENOUGH_REASONS) return [...found];
        found.add(policy);
      }
      if (target.kind !== "Gateway") continue;
      for (const policy of this.#ofGateway(target).slice(0, ENOUGH_REASONS)) found.add(policy);
    }
    return [...found];
  }

  /**
   * Istio runs a Gateway as pods that have its labels, and its name, unless its addresses name a Service: then as the pods
   * behind that.
   */
  #ofGateway({ namespace, name, object }: Target): Manifest[] {
    const { infrastructure, addresses } = mapping(object?.spec);
    const hosts = mappings(addresses).filter(({ type }) => text(type) === "Hostname")
      .map(({ value }) => text(value)).filter(Boolean);
    if (hosts.length > 0) return hosts.flatMap((host) => this.#ofService(host, namespace));
    const { labels } = mapping(infrastructure);
    return this.#ofPods.guarding(namespace, {
      ...labelsOf(object?.metadata.labels),
      ...labelsOf(labels),
      "gateway.networking.k8s.io/gateway-name": name,
      "istio.io/gateway-name": name,
    });
  }

  /** Of pods that are not among the manifests nobody knows the labels. */
  #ofService(host: string, home: string): Manifest[] {
    const service = this.#services.find(host, home);
    const pods = service
      ? this.#services.selected(this.#services.resolve(service)?.service ?? service)
      : [];
    if (pods.length > 0) return pods.flatMap((pod) => this.#ofPods.ofPod(pod));
    const [, namespace = home] = host.split(".");
    return this.#ofPods.guarding(service ? namespaceOf(service) : namespace, undefined);
  }

  /** Refuses the connections of a route that policies guard, likewise. */
  refuse(
    route: Manifest,
    streams: readonly StreamRoute[],
    ctx: Pick<ConvertContext, "report" | "manifests" | "limits" | "config">,
  ): StreamRoute[] {
    if (streams.length === 0) return [...streams];
    const home = namespaceOf(route);
    const services = list(mapping(route.spec).rules)
      .flatMap((rule) => list(mapping(rule).backendRefs).map(mapping))
      .filter(({ kind }) => ["", "Service"].includes(text(kind)))
      .flatMap(({ name, namespace }) =>
        withNamespace({
          kind: "Service",
          namespace: text(namespace) || home,
          name: text(name),
        })
      );
    const targets = this.#targetsOf(route);
    const [policy] = this.#ofAll([...targets, ...services]);
    const [balancer] = [
      ...restrictionsOf(targets, ctx),
      ...gatewaysOf(targets).flatMap((one) => this.#ofTraefik.ofConnections(one)),
    ];
    if (!policy && !balancer) {
      this.#privateOnes.say(gatewaysOf(targets), ctx);
      return [...streams];
    }
    ctx.report(route, "spec").error(
      "guarded-connections",
      `its connections are refused, because ${
        policy ? `${describe(policy)} says who may come in` : balancer?.annotation
      }, and no proxy here keeps that`,
    );
    return streams.map((stream) => ({ ...stream, ...NOBODY }));
  }

  /** What a policy may be attached to, of a route: itself, and what it comes in by. */
  #targetsOf(route: Manifest): Target[] {
    const home = namespaceOf(route);
    const own: Target = { kind: route.kind, namespace: home, name: route.metadata.name };
    const parents = list(mapping(route.spec).parentRefs)
      .flatMap((ref) => this.#parents(mapping(ref), home));
    return [...withNamespace({ ...own, object: route }), ...parents];
  }

  /** What a route comes in by: a Gateway and its class, by way of a ListenerSet or not. */
  #parents(ref: Record<string, unknown>, home: string): Target[] {
    const kind = text(ref.kind) || "Gateway";
    const namespace = text(ref.namespace) || home;
    const name = text(ref.name);
    const object = this.#byName(kind, namespace, name);
    const spec = mapping(object?.spec);
    const behind = kind === "ListenerSet" && object
      ? this.#parents({ ...mapping(spec.parentRef), kind: "Gateway" }, namespaceOf(object))
      : kind === "Gateway"
      ? [{ kind: "GatewayClass", namespace: "", name: text(spec.gatewayClassName) }]
      : [];
    const section = text(ref.sectionName);
    const parent: Target = { kind, namespace, name, section, ...(object ? { object } : {}) };
    return [...withNamespace(parent), ...behind];
  }
}

/** What a policy may be attached to, of a Service. */
function targetsOf(service: Service): Target[] {
  return withNamespace({
    kind: "Service",
    namespace: namespaceOf(service),
    name: service.metadata.name,
    object: service,
  });
}

/** Something, and its whole namespace. */
function withNamespace(target: Target): Target[] {
  return [target, { kind: "Namespace", namespace: "", name: target.namespace }];
}

/** What the load balancers of Gateways ask of who comes in. */
function restrictionsOf(
  targets: readonly Target[],
  ctx: Pick<ConvertContext, "manifests" | "limits" | "config">,
): AccessRestriction[] {
  return gatewaysOf(targets).flatMap((gateway) => gatewayGuards(gateway, ctx))
    .map((annotation) => ({ guard: "other", annotation }));
}

/** The Gateways among targets that are there. */
function gatewaysOf(targets: readonly Target[]): Manifest[] {
  return targets.flatMap(({ kind, object }) => kind === "Gateway" && object ? [object] : []);
}

function describe(policy: Manifest): string {
  return `the ${kindOf(policy)} "${policy.metadata.name}"`;
}
