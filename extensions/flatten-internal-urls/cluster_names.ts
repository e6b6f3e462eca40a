/**
 * The names that containers had in the cluster, and those that Compose knows them by.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type IngressEntry,
  items,
  namespaceOf,
  networkOwner,
  text,
} from "@dekube/engine/pacts";
import { podDomain } from "@dekube/engine/pacts/kubernetes";

type Services = Record<string, ComposeService>;

/** What a cluster name leads to. */
export interface Target {
  /** The Service: `<namespace>/<name>`. */
  key: string;
  /** Name that Compose resolves to the same containers, `undefined` where it has none. */
  short?: string;
}

/** Cluster names of all Services and of pods below headless ones. */
export class ClusterNames {
  /** Aliases of each service that stand for cluster names, with the key of the Service that they are for. */
  readonly aliases: Map<ComposeService, Map<string, string>> = new Map();
  readonly #services = new Map<string, Target>();
  readonly #pods = new Map<string, Target>();
  readonly #shared = new Set<string>();
  readonly #publicHosts: ReadonlySet<string>;

  /** Collects the names of a conversion. */
  constructor(services: Services, entries: readonly IngressEntry[], ctx: ConvertContext) {
    this.#publicHosts = new Set(entries.map(({ host }) => text(host).toLowerCase()));
    const leading = new Map<string, string>();
    const led = ledServices(ctx);
    for (const { name, composeNames } of led) {
      const target = [...composeNames].sort().join();
      if ((leading.get(name) ?? target) !== target) this.#shared.add(name);
      leading.set(name, target);
    }
    this.#addPods(services, ctx);
    const governing = new Set([...this.#pods.values()].map(({ key }) => key));
    for (const { namespace, name, composeNames } of led) {
      const key = keyOf(namespace, name);
      const owners = new Set(composeNames.flatMap((item) => networkOwner(services, item) ?? []));
      if (namespace === "" || owners.size === 0) continue;
      for (const owner of owners) this.#addAliases(services[owner], `${name}.${namespace}`, key);
      const isOwn = !this.#shared.has(name) &&
        [...owners].every((owner) => answersTo(name, owner, services[owner]));
      // Programs put the name of a pod before that of its Service, where Compose's would not do.
      const keepsOwn = owners.size > 1 || governing.has(key);
      const only = owners.size === 1 ? nameOf(composeNames, services) : undefined;
      this.#services.set(key, { key, short: isOwn && keepsOwn ? name : only });
    }
  }

  #addPods(services: Services, ctx: ConvertContext): void {
    for (const workload of ctx.workloads) {
      const { namespace } = workload.id;
      const { host, subdomain } = podDomain(workload);
      const owner = networkOwner(services, ctx.names.service(workload.id));
      if (host === "" || subdomain === "" || namespace === "" || owner === undefined) continue;
      const key = keyOf(namespace, subdomain);
      const name = `${host}.${subdomain}.${namespace}`;
      this.#pods.set(name, { key, short: nameOf([ctx.names.service(workload.id)], services) });
      this.#addAliases(services[owner], name, key);
    }
  }

  #addAliases(service: ComposeService, name: string, key: string): void {
    let aliases = this.aliases.get(service);
    if (!aliases) this.aliases.set(service, aliases = new Map());
    for (const suffix of [".svc.cluster.local", ".svc", ""]) aliases.set(name + suffix, key);
  }

  /** What `<name>.<namespace>` leads to. */
  service(name: string, namespace: string): Target | undefined {
    return this.#services.get(keyOf(namespace, name));
  }

  /** Keys of the Services of some namespaces. */
  keysIn(namespaces: ReadonlySet<string>): string[] {
    if (namespaces.size === 0) return [];
    return [...this.#services.keys(), ...[...this.#pods.values()].map(({ key }) => key)]
      .filter((key) => namespaces.has(key.slice(0, key.indexOf("/"))));
  }

  /** What `<pod>.<service>.<namespace>` leads to. */
  pod(name: string): Target | undefined {
    return this.#pods.get(name);
  }

  /** Whether a Service's own name leads elsewhere in one namespace than in another. */
  isShared(name: string): boolean {
    return this.#shared.has(name);
  }

  /** Whether the proxy answers to a name. */
  isPublic(host: string): boolean {
    return this.#publicHosts.has(host);
  }
}

/** Name of what some services with one network are reached by: that of the first that is known there. */
function nameOf(composeNames: readonly string[], services: Services): string | undefined {
  const owner = networkOwner(services, composeNames[0]);
  return owner === undefined
    ? undefined
    : composeNames.find((name) => answersTo(name, owner, services[owner])) ?? owner;
}

/** Whether a service has a name on a network, which Compose gives it or an alias. */
function answersTo(name: string, owner: string, { networks }: ComposeService): boolean {
  return name === owner ||
    Object.values(networks ?? {}).some((network) => items(network?.aliases).includes(name));
}

/** A Service that leads to Compose services. */
interface LedService {
  namespace: string;
  name: string;
  composeNames: readonly string[];
}

function ledServices({ services }: ConvertContext): LedService[] {
  return [...services.values()].map((service) => ({
    namespace: namespaceOf(service),
    name: service.metadata.name,
    composeNames: services.composeNames(service),
  })).filter(({ composeNames }) => composeNames.length > 0);
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
