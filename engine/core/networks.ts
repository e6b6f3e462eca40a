/**
 * Gives containers the names that they had in the cluster.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  isMapping,
  podName,
  serviceKey,
  text,
} from "../../pacts/mod.ts";

/** Label that says which namespace a Compose service came from. */
export const NAMESPACE_LABEL = "dekube.io/namespace";

type Services = Record<string, ComposeService>;

/**
 * Adds the Kubernetes names of each Service as network aliases: `<svc>.<ns>.svc.cluster.local`,
 * `<svc>.<ns>.svc`, `<svc>.<ns>` and, where Compose does not already answer to it, `<svc>`. Where
 * a name leads elsewhere in one namespace than in another, each gets a network of its own, on which
 * alone the short name lives.
 */
export function addNetworkAliases(services: Services, ctx: ConvertContext): void {
  const shared = sharedNames(ctx);
  const namespaces = new Set([...shared.values()].flatMap((owners) => [...owners]));
  joinNamespaceNetworks(services, namespaces, ctx);
  const homeless = new Set<string>();
  for (const [key, composeNames] of ctx.aliasMap) {
    const [namespace, name] = splitKey(key);
    for (const composeName of composeNames) {
      const service = networkOwner(services, composeName);
      if (!service) continue;
      const short = name === composeName ? [] : [name];
      if (namespace === "") {
        addAliases(service, "default", short);
        homeless.add(name);
        continue;
      }
      const full = [
        `${name}.${namespace}.svc.cluster.local`,
        `${name}.${namespace}.svc`,
        `${name}.${namespace}`,
      ];
      if (shared.has(name)) {
        addAliases(service, "default", full);
        addAliases(service, networkName(namespace), short);
        // A name that leads into another namespace may be all that there is in this one.
        ctx.composeExtras.networks[networkName(namespace)] ??= null;
      } else {
        addAliases(service, "default", [...full, ...short]);
      }
    }
  }
  addPodNames(services, shared, ctx);
  if (homeless.size > 0) warnNoNamespace([...homeless], ctx);
}

/** Names of the first pod of a StatefulSet below its headless Service. */
function addPodNames(
  services: Services,
  shared: ReadonlyMap<string, unknown>,
  ctx: ConvertContext,
): void {
  for (const workload of ctx.workloads) {
    if (workload.id.kind !== "StatefulSet" || !isMapping(workload.manifest.spec)) continue;
    const governing = text(workload.manifest.spec.serviceName);
    const service = networkOwner(services, ctx.names.service(workload.id));
    if (governing === "" || !service) continue;
    const { namespace } = workload.id;
    const name = `${podName(workload)}.${governing}`;
    if (namespace === "") {
      addAliases(service, "default", [name]);
      continue;
    }
    addAliases(service, "default", [
      `${name}.${namespace}.svc.cluster.local`,
      `${name}.${namespace}.svc`,
      `${name}.${namespace}`,
    ]);
    addAliases(service, shared.has(governing) ? networkName(namespace) : "default", [name]);
  }
}

/** Service names that lead elsewhere in one namespace than in another, with those namespaces. */
function sharedNames(ctx: ConvertContext): Map<string, Set<string>> {
  const owners = new Map<string, { namespaces: Set<string>; targets: Set<string> }>();
  for (const [key, composeNames] of ctx.aliasMap) {
    const [namespace, name] = splitKey(key);
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
  ctx: ConvertContext,
): void {
  if (namespaces.size === 0) return;
  for (const service of Object.values(services)) {
    const namespace = service.labels?.[NAMESPACE_LABEL];
    if (namespace === undefined || !namespaces.has(namespace) || service.network_mode) continue;
    const network = networkName(namespace);
    ctx.composeExtras.networks[network] ??= null;
    service.networks = { default: null, ...networksOf(service), [network]: null };
  }
}

function networkName(namespace: string): string {
  return `ns-${namespace}`;
}

/** The service whose network a name lives on, `undefined` where it is the host's. */
function networkOwner(services: Services, name: string): ComposeService | undefined {
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  const shared = /^service:(.+)$/.exec(service?.network_mode ?? "")?.[1];
  if (shared !== undefined && shared !== name) return networkOwner(services, shared);
  return service?.network_mode ? undefined : service;
}

function addAliases(service: ComposeService, network: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const networks = networksOf(service) ?? { default: null };
  const aliases = networks[network]?.aliases ?? [];
  networks[network] = { ...networks[network], aliases: [...new Set([...aliases, ...names])] };
  service.networks = networks;
}

/** Networks of a service by name; an extension may have written them as a list. */
function networksOf({ networks }: ComposeService): ComposeService["networks"] {
  if (!Array.isArray(networks)) return networks;
  return Object.fromEntries(networks.map((name: string) => [name, null]));
}

const MOST_NAMED = 10;

function warnNoNamespace(names: readonly string[], ctx: ConvertContext): void {
  const more = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : "";
  ctx.diagnostics.warn(
    "no-namespace",
    `the namespace of these Services is unknown, so they have only their short names: ${
      names.slice(0, MOST_NAMED).join(", ")
    }${more}. Set metadata.namespace in the charts, or render with --helmfile-dir`,
  );
}

function splitKey(key: string): [namespace: string, name: string] {
  const at = key.indexOf("/");
  const parts: [string, string] = [key.slice(0, at), key.slice(at + 1)];
  return serviceKey(...parts) === key ? parts : ["", key];
}
