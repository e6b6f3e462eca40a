/**
 * Which names are hosts of the cluster, and why one of them leads nowhere here.
 *
 * @module
 */

import { items, namespaceOf, type Service, word } from "../../../pacts/mod.ts";
import { podDomain } from "../../../pacts/kubernetes/mod.ts";
import {
  type ClusterName,
  fullClusterName,
  isNamespaceDomain,
  isPodAddressName,
  qualified,
  srvHost,
} from "../network/cluster_names.ts";
import { DOMAINS, OTHER_DOMAINS } from "../network/public_domains.ts";
import type { EngineContext } from "../context.ts";

/** Names of Kubernetes' own API. */
const API = /^\$KUBERNETES_SERVICE_HOST$|^kubernetes(?:\.default(?:\.svc(?:\.[a-z0-9-]+)*)?)?$/;

/** Namespaces that every cluster has, of names that nothing else bears. */
const SYSTEM_NAMESPACES = new Set(["kube-system", "kube-public", "kube-node-lease"]);

/** First labels of packages, which are domains the other way round. */
const PACKAGE =
  /^(?:com|org|net|io|dev|edu|gov|app|ai|co|me|eu|de|fr|uk|ch|nl|at|be|it|es|pl|ru|cn|jp|kr|in|br|us|ca|au|se|no|fi|dk|cz)\./;

/** How sure it is that a name is a host of the cluster: wherever it stands, where a host stands, or in an address with a port. */
export type Judgement = "anywhere" | "as host" | "as address" | undefined;

/** The hosts of a conversion's cluster, those among them that it lacks. */
export class HostNames {
  /** Names of Services that lead nowhere. */
  readonly idleNames: ReadonlySet<string>;
  /** What Services lead to that are names of hosts outside the cluster, by their own names. */
  readonly outsideNames: ReadonlyMap<string, string>;
  readonly #ctx: EngineContext;
  readonly #idle: ReadonlySet<Service>;
  readonly #names: ReadonlySet<string>;
  /** See `governingServices()`. */
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>;
  /** Services below which pods have names. */
  readonly #subdomains: ReadonlySet<string>;
  readonly #namespaces: ReadonlySet<string>;
  readonly #judged = new Map<string, Judgement>();

  /** The hosts of a conversion as it is at the end. */
  constructor(ctx: EngineContext) {
    this.#ctx = ctx;
    const services = [...ctx.services.values()];
    this.#names = new Set(services.map(({ metadata }) => metadata.name));
    this.outsideNames = new Map(
      services.flatMap((service) => {
        const { externalName } = ctx.services.resolve(service) ?? {};
        return externalName === undefined ? [] : [[service.metadata.name, externalName]];
      }),
    );
    this.#idle = new Set(
      services.filter((service) => {
        const target = ctx.services.resolve(service);
        return !target?.externalName && !target?.addresses &&
          ctx.services.composeNames(service).length === 0;
      }),
    );
    this.idleNames = new Set([...this.#idle].map(({ metadata }) => metadata.name));
    this.#members = governingServices(ctx);
    this.#subdomains = new Set(
      [...ctx.workloads].map((workload) => podDomain(workload).subdomain).filter(Boolean),
    );
    this.#namespaces = namespacesOf(ctx);
  }

  /** Whether a Service that leads nowhere has a port. */
  hasPort(name: string, port: number): boolean {
    return [...this.#idle].some(({ metadata, spec }) =>
      metadata.name === name &&
      items(spec?.ports).some((known) => Number(word(known.port)) === port)
    );
  }

  /** Whether a name is one of the cluster's, and not a file's, a key's or a host's outside. */
  judge(name: string): Judgement {
    if (this.#judged.has(name)) return this.#judged.get(name);
    const judgement = this.#judge(name);
    this.#judged.set(name, judgement);
    return judgement;
  }

  /** What asks DNS for SRV records of something in the cluster, of which Docker has none. */
  isSrv(name: string): boolean {
    const host = srvHost(name);
    if (host === undefined) return false;
    return this.#full(host) !== undefined || this.#names.has(host) ||
      (host.includes(".") && this.#isQualified(host.split(".")));
  }

  /** The name outside the cluster that a Service's name leads to; `undefined` for any other. */
  leadsTo(name: string): string | undefined {
    const { pod, service, namespace } = this.#parts(name);
    if (pod !== "") return undefined;
    if (namespace === "") return this.outsideNames.get(service);
    const found = this.#ctx.services.get(namespace, service);
    return found && this.#ctx.services.resolve(found)?.externalName;
  }

  /** Why nothing answers to a name. */
  why(name: string): string {
    if (API.test(name)) return "there is no Kubernetes API here";
    if (isPodAddressName(name)) {
      return "a container has no name by the address that a pod had in the cluster";
    }
    if (isNamespaceDomain(name)) {
      return `it lacks the namespace, which stands before "svc", and leads nowhere in a cluster either`;
    }
    const { pod, service, namespace } = this.#parts(name);
    const found = namespace === "" ? undefined : this.#ctx.services.get(namespace, service);
    const outside = this.leadsTo(name);
    if (outside !== undefined) {
      return `the Service "${service}" leads out of the cluster, to "${outside}"`;
    }
    const isThere = found !== undefined || (namespace === "" && this.#names.has(service));
    if (found ? this.#idle.has(found) : namespace === "" && this.idleNames.has(service)) {
      return `the Service "${service}" leads to no pod that is converted`;
    }
    if (isThere && pod !== "") {
      return `the Service "${service}" is there, but no pod or endpoint behind it is known as "${pod}"`;
    }
    if (found && namespaceOf(found) !== namespace) {
      return `the Service "${service}" is there, but its manifest names no namespace: if it is this one, run with -n ${namespace}`;
    }
    if (isThere) return "no service of the project has that name";
    if (namespace === "") return `there is no Service "${service}"`;
    const elsewhere = this.#othersOf(service);
    const missing = `there is no Service "${service}" in the namespace "${namespace}"`;
    if (elsewhere.length === 0) return missing;
    // Helm renders what nobody gives a namespace for that one.
    const meant = elsewhere.includes('"default"')
      ? `: if it is this one, run with -n ${namespace}`
      : "";
    return `${missing}, but there is one in ${elsewhere.join(", ")}${meant}`;
  }

  /** Namespaces that have a Service of a name which leads somewhere, in quotes. */
  #othersOf(name: string): string[] {
    return [...this.#ctx.services.values()]
      .filter((service) => service.metadata.name === name && !this.#idle.has(service))
      .map((service) => `"${namespaceOf(service)}"`).sort().slice(0, 3);
  }

  #judge(name: string): Judgement {
    if (API.test(name) || isPodAddressName(name) || this.isSrv(name)) return "anywhere";
    const full = this.#full(name);
    if (full) {
      const isPackage = name.endsWith(".svc") && PACKAGE.test(name) &&
        !this.#namespaces.has(full.namespace);
      return isPackage ? "as host" : "anywhere";
    }
    // Lists of domains to search hold it rightly.
    if (isNamespaceDomain(name)) return "as host";
    const labels = name.split(".");
    // What a program puts a variable before may be one label.
    if (labels.length < 2 || labels.length > 3) return undefined;
    if (this.#isQualified(labels) || this.#isMember(labels)) return "anywhere";
    const [, domain] = labels;
    if (labels.length > 2 || DOMAINS.has(domain)) return undefined;
    if (SYSTEM_NAMESPACES.has(domain)) return "anywhere";
    if (this.#namespaces.has(domain) || this.#subdomains.has(domain)) return "as host";
    // Domains of countries have two letters.
    return /^[a-z][0-9-]*[a-z][a-z0-9-]+$/.test(domain) && !OTHER_DOMAINS.has(domain)
      ? "as address"
      : undefined;
  }

  /** A full name taken apart. Below another domain than `cluster.local` it is one where that, or its namespace, is known. */
  #full(name: string): ClusterName | undefined {
    const known = fullClusterName(name);
    if (known) return known;
    const [, inner, domain] = /^(.+)\.svc\.(.+)$/s.exec(name) ?? [];
    const parts = inner === undefined ? undefined : qualified(inner.split("."));
    const isKnown = parts &&
      (this.#ctx.clusterDomains.has(domain) || this.#namespaces.has(parts.namespace));
    return isKnown ? parts : undefined;
  }

  /** `service.namespace`, of a Service that is there. */
  #isQualified(labels: readonly string[]): boolean {
    const { service, namespace } = qualified(labels)!;
    const found = this.#ctx.services.get(namespace, service);
    return found !== undefined && namespaceOf(found) === namespace;
  }

  /** `pod-1.service`, of pods of which there are others. */
  #isMember([pod, service]: readonly string[]): boolean {
    const [, set] = /^(.+)-\d+$/.exec(pod) ?? [];
    return set !== undefined && this.#members.get(set)?.has(service) === true;
  }

  /** A name taken apart: its last label is a namespace, or that of a Service in front of which a pod's stands. */
  #parts(name: string): ClusterName {
    const full = this.#full(name);
    if (full) return full;
    const labels = name.split(".");
    if (labels.length === 1) return { pod: "", service: name, namespace: "" };
    const [pod, service, namespace = ""] = labels;
    const isBelow = this.#isMember(labels) ||
      (this.#subdomains.has(service) && !this.#namespaces.has(service));
    return isBelow && !this.#isQualified(labels) ? { pod, service, namespace } : qualified(labels)!;
  }
}

/** Names of pods without the number behind them, and of the Services below which they have them. */
function governingServices(ctx: EngineContext): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { host, subdomain } of [...ctx.workloads].map(podDomain)) {
    const [, set] = /^(.+)-\d+$/.exec(host) ?? [];
    if (set !== undefined) found.set(set, (found.get(set) ?? new Set()).add(subdomain));
  }
  return found;
}

/** Namespaces of the manifests, and the one that every cluster has. */
function namespacesOf({ manifests }: Pick<EngineContext, "manifests">): Set<string> {
  const found = new Set(["default"]);
  for (const kind of manifests.kinds()) {
    for (const manifest of manifests.of(kind)) {
      found.add(kind === "Namespace" ? manifest.metadata.name : namespaceOf(manifest));
    }
  }
  return found;
}
