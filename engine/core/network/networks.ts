/**
 * Gives containers the names that they had in the cluster.
 *
 * @module
 */

import { type ComposeService, namespaceOf, networkOwner } from "../../../pacts/mod.ts";
import { podDomain, type Workload } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";
import { fullNames } from "./cluster_domains.ts";
import { isPublicDomain } from "./public_domains.ts";

type Services = Record<string, ComposeService>;

/**
 * Adds the Kubernetes names of each Service as network aliases: `<svc>.<ns>.svc.cluster.local` (and below what other
 * domain something names one), `<svc>.<ns>.svc`, `<svc>.<ns>` and, where Compose does not already answer to it, `<svc>`. Where
 * a name leads elsewhere in one namespace than in another, each gets a network of its own, on which
 * alone the short name lives.
 */
export function addNetworkAliases(services: Services, ctx: EngineContext): void {
  const led = ledNames(ctx);
  const shared = sharedNames(led);
  const pods = podNames(ctx, shared);
  const namespaces = new Set([
    ...[...shared.values()].flatMap((owners) => [...owners]),
    ...pods.filter(({ isPrivate }) => isPrivate).map(({ workload }) => workload.id.namespace),
  ]);
  joinNamespaceNetworks(services, namespaces, ctx);
  const aliases = new Aliases(ctx.limits);
  addComposeNames(services, aliases, ctx);
  const homeless = new Set<string>();
  for (const { namespace, name, composeNames } of led) {
    for (const composeName of composeNames) {
      const holder = namesHolder(services, composeName);
      if (holder === undefined) continue;
      const service = services[holder];
      const short = name === holder ? [] : [name];
      const full = fullNames(qualified(name, namespace), ctx);
      if (namespace === "") homeless.add(name);
      if (shared.has(name) && namespace !== "") {
        aliases.add(service, "default", full);
        aliases.add(service, networkName(namespace), short);
        // A name that leads into another namespace may be all that there is in this one.
        ctx.composeExtras.networks[networkName(namespace)] ??= null;
      } else {
        aliases.add(service, "default", [...full, ...short]);
      }
    }
  }
  addPodNames(services, pods, namesOfServices(ctx), aliases, ctx);
  aliases.apply();
  if (homeless.size > 0) sayNoNamespace([...homeless], ctx);
}

/** A pod's name below its headless Service: a StatefulSet's has one, and who has a host name and a subdomain. */
interface PodName {
  workload: Workload;
  /** `<host>.<subdomain>`. */
  name: string;
  /** Whether elsewhere than in the pod's namespace it would be another's. */
  isPrivate: boolean;
}

function podNames(ctx: EngineContext, shared: ReadonlyMap<string, unknown>): PodName[] {
  const domains = [...ctx.workloads].map((workload) => ({ workload, ...podDomain(workload) }))
    .filter(({ host, subdomain }) => host !== "" && subdomain !== "");
  const owners = new Map<string, Set<string>>();
  const own = (name: string, namespace: string) => {
    const others = owners.get(name);
    if (others) others.add(namespace);
    else owners.set(name, new Set([namespace]));
  };
  if (domains.length > 0) {
    for (const service of ctx.services.values()) own(service.metadata.name, namespaceOf(service));
    for (const { workload, subdomain } of domains) own(subdomain, workload.id.namespace);
  }
  const namespaces = new Set([...ctx.workloads].map(({ id }) => id.namespace));
  // In a cluster only the pod's own namespace finds it by that name; everybody else may mean a host of the Internet's,
  // the Service of a namespace, or a member of another set, be they here or not.
  const isMistaken = (subdomain: string) =>
    namespaces.has(subdomain) || owners.get(subdomain)!.size > 1 || isPublicDomain(subdomain);
  return domains.map(({ workload, host, subdomain }) => ({
    workload,
    name: `${host}.${subdomain}`,
    isPrivate: workload.id.namespace !== "" &&
      (shared.has(subdomain) || namespaces.size > 1 && isMistaken(subdomain)),
  }));
}

function addPodNames(
  services: Services,
  pods: readonly PodName[],
  taken: ReadonlySet<string>,
  aliases: Aliases,
  ctx: EngineContext,
): void {
  // A pod `db` below the Service `shop` may be called as the Service `db` of the namespace `shop` is.
  const free = (names: readonly string[]) => names.filter((name) => !taken.has(name));
  for (const { workload, name, isPrivate } of pods) {
    const holder = namesHolder(services, ctx.names.service(workload.id));
    if (holder === undefined) continue;
    const service = services[holder];
    const { namespace } = workload.id;
    aliases.add(service, "default", free(fullNames(qualified(name, namespace), ctx)));
    aliases.add(service, isPrivate ? networkName(namespace) : "default", free([name]));
  }
}

/** All names of Services that have a dot in them. */
function namesOfServices(ctx: EngineContext): Set<string> {
  return new Set(
    [...ctx.services.values()].flatMap((service) =>
      fullNames(qualified(service.metadata.name, namespaceOf(service)), ctx)
    ),
  );
}

/** A name with its namespace; kubectl takes one that nobody knows for `default`. */
function qualified(name: string, namespace: string): string {
  return `${name}.${namespace || "default"}`;
}

/** The name of a Service that leads to Compose services. */
interface LedName {
  namespace: string;
  name: string;
  composeNames: readonly string[];
}

function ledNames({ services }: EngineContext): LedName[] {
  return [...services.values()].map((service) => ({
    namespace: namespaceOf(service),
    name: service.metadata.name,
    composeNames: services.composeNames(service),
  })).filter(({ composeNames }) => composeNames.length > 0);
}

/** Service names that lead elsewhere in one namespace than in another, with those namespaces. */
function sharedNames(led: readonly LedName[]): Map<string, Set<string>> {
  const owners = new Map<string, { namespaces: Set<string>; targets: Set<string> }>();
  for (const { namespace, name, composeNames } of led) {
    let owner = owners.get(name);
    if (!owner) owners.set(name, owner = { namespaces: new Set(), targets: new Set() });
    owner.namespaces.add(namespace);
    owner.targets.add([...composeNames].sort().join());
  }
  return new Map(
    [...owners]
      .filter(([, { targets }]) => targets.size > 1)
      .map(([name, { namespaces }]) => [name, namespaces]),
  );
}

function joinNamespaceNetworks(
  services: Services,
  namespaces: ReadonlySet<string>,
  ctx: EngineContext,
): void {
  if (namespaces.size === 0) return;
  for (const service of Object.values(services)) {
    const namespace = service.owner?.namespace;
    if (namespace === undefined || !namespaces.has(namespace) || service.network_mode) continue;
    const network = networkName(namespace);
    ctx.composeExtras.networks[network] ??= null;
    service.networks = { default: null, ...networksOf(service), [network]: null };
  }
}

function networkName(namespace: string): string {
  return `ns-${namespace}`;
}

/** The service that holds the names of another one, `undefined` where its network has none. */
function namesHolder(services: Services, name: string): string | undefined {
  const owner = networkOwner(services, name);
  return owner === undefined || services[owner].network_mode ? undefined : owner;
}

/** The name that Compose would give a workload's service, where another service holds its network. */
function addComposeNames(services: Services, aliases: Aliases, ctx: EngineContext): void {
  for (const workload of ctx.workloads) {
    const name = ctx.names.service(workload.id);
    const holder = namesHolder(services, name);
    if (holder !== undefined && holder !== name) aliases.add(services[holder], "default", [name]);
  }
}

/** Names that services get on networks. They are put there at last, since a service may get very many. */
class Aliases {
  readonly #names = new Map<ComposeService, Map<string, Set<string>>>();
  readonly #limits: EngineContext["limits"];

  constructor(limits: EngineContext["limits"]) {
    this.#limits = limits;
  }

  add(service: ComposeService, network: string, names: readonly string[]): void {
    if (names.length === 0) return;
    let networks = this.#names.get(service);
    if (!networks) this.#names.set(service, networks = new Map());
    let known = networks.get(network);
    if (!known) networks.set(network, known = new Set(networksOf(service)?.[network]?.aliases));
    const bytes = names.reduce((sum, name) => sum + name.length, 0);
    // As many as pods times Services, where each selects all.
    this.#limits.generate(bytes, { object: service.owner, path: "networks" });
    for (const name of names) known.add(name);
  }

  /** Writes them into the services. */
  apply(): void {
    for (const [service, added] of this.#names) {
      const networks = networksOf(service) ?? { default: null };
      for (const [name, aliases] of added) {
        networks[name] = { ...networks[name], aliases: [...aliases] };
      }
      service.networks = networks;
    }
  }
}

/** Networks of a service by name; an extension may have written them as a list. */
export function networksOf({ networks }: ComposeService): ComposeService["networks"] {
  if (!Array.isArray(networks)) return networks;
  return Object.fromEntries(networks.map((name: string) => [name, null]));
}

const MOST_NAMED = 10;

/** As it would be in a cluster: where a name needs another namespace, the last look warns. */
function sayNoNamespace(names: readonly string[], ctx: EngineContext): void {
  const more = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : "";
  ctx.report().info(
    "no-namespace",
    `the namespace of these Services is unknown, so it is taken for "default": ${
      names.slice(0, MOST_NAMED).join(", ")
    }${more}. Name it with -n NAME, or set metadata.namespace in the manifests`,
  );
}
