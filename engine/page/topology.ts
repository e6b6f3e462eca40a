/**
 * What a project consists of, and what leads where: the drawing before it is drawn.
 *
 * @module
 */

import { isMapping, networkOwner, type RenderedService, text } from "../../pacts/mod.ts";
import type { ConversionDetails, EntryPoint } from "../core/convert.ts";
import { mountsOf } from "../core/output/mounts.ts";
import { type Call, callsIn } from "./calls.ts";
import type { PageFiles } from "./files.ts";
import { Names, networksWithNames } from "./names.ts";

/** Something that is drawn. */
export interface TopologyNode {
  /** `service:web`, `host:shop.test`, `volume:data`. */
  id: string;
  /** What it is: a way in, a pod or what stands for one, or where data is kept. */
  kind: "host" | "pod" | "volume";
  /** What people call it. */
  name: string;
  /** The namespace that it belongs to; empty for the project as a whole. */
  namespace: string;
  /** What it is, in a word or two: the kind of its object. */
  detail: string;
  /** The Compose services that it consists of, the most telling first. */
  services: string[];
  /** Networks of a pod beside the one that all are in and its namespace's own: `host` is the machine's. */
  networks?: string[];
}

/** Something that leads from one to another. */
export interface TopologyEdge {
  /** Who asks, or mounts. */
  from: string;
  /** Who is asked, or mounted. */
  to: string;
  /** A route from outside, a call, or a mount. */
  kind: "route" | "call" | "mount";
  /** Why: paths, and places where names stand. */
  why: string[];
}

/** What a project consists of, and what leads where. */
export interface Topology {
  /** By namespace, then as they come. */
  nodes: TopologyNode[];
  /** Each pair once for a kind. */
  edges: TopologyEdge[];
  /** Names of namespaces, in the alphabet. */
  namespaces: string[];
}

/** What is known of a project. */
export interface TopologyInput {
  /** Services by name. */
  services: Readonly<Record<string, RenderedService>>;
  /** How people get in. */
  entryPoints: readonly EntryPoint[];
  /** What a conversion went through. */
  details: Pick<ConversionDetails, "routes">;
  /** Files beside compose.yml. */
  files: PageFiles;
}

/** The topology of a project, and the calls by which it is known. */
export function topologyOf(input: TopologyInput): Topology & { calls: Call[] } {
  const { services, files, entryPoints } = input;
  const names = new Names(services);
  const pods = podsOf(services);
  const nodes = new Map<string, TopologyNode>();
  const podOf = new Map<string, TopologyNode>();
  for (const pod of pods) {
    nodes.set(pod.id, pod);
    for (const service of pod.services) podOf.set(service, pod);
  }
  const edges = new Edges();
  for (const { host, why, services } of waysIn(input, names)) {
    const known = services.map((service) => podOf.get(service)).filter((pod) => pod !== undefined);
    const id = `host:${host}`;
    if (!nodes.has(id)) {
      const namespace = known[0]?.namespace ?? "";
      nodes.set(id, { id, kind: "host", name: host, namespace, detail: "", services: [] });
    }
    for (const pod of known) edges.add("route", id, pod.id, why);
  }
  const calls = callsIn(services, files, names);
  // Where a proxy leads is drawn as routes.
  const proxies = new Set(
    entryPoints.filter(({ extension }) => extension !== undefined).map(({ service }) => service),
  );
  for (const { from, to, place } of calls) {
    if (proxies.has(from)) continue;
    const [caller, called] = [podOf.get(from), podOf.get(to)];
    if (caller && called && caller !== called) edges.add("call", caller.id, called.id, place);
  }
  for (const [name, service] of Object.entries(services)) {
    const pod = podOf.get(name)!;
    for (const { volume, detail, target } of volumesOf(service, files)) {
      const id = `volume:${volume}`;
      if (!nodes.has(id)) {
        const { namespace } = pod;
        nodes.set(id, { id, kind: "volume", name: volume, namespace, detail, services: [] });
      }
      edges.add("mount", pod.id, id, target);
    }
  }
  const order = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
  const all = [...nodes.values()];
  return {
    nodes: all.sort((a, b) => order(a.namespace, b.namespace)),
    edges: edges.all(),
    namespaces: [...new Set(all.map(({ namespace }) => namespace))].filter((name) => name !== "")
      .sort(order),
    calls,
  };
}

/** Edges, each pair once for a kind. */
class Edges {
  readonly #edges = new Map<string, TopologyEdge & { reasons: Set<string> }>();

  add(kind: TopologyEdge["kind"], from: string, to: string, why: string): void {
    const key = JSON.stringify([kind, from, to]);
    const edge = this.#edges.get(key);
    if (edge) edge.reasons.add(why);
    else this.#edges.set(key, { kind, from, to, why: [], reasons: new Set([why]) });
  }

  all(): TopologyEdge[] {
    return [...this.#edges.values()].map(({ reasons, ...edge }) => ({
      ...edge,
      why: [...reasons],
    }));
  }
}

/** What stands below a node's name. */
export function aboutOf({ kind, detail, services, networks = [] }: TopologyNode): string {
  if (kind === "host") return "";
  if (kind === "volume") return detail;
  const containers = services.length > 1 ? ` · ${services.length} containers` : "";
  const inNetworks = networks.map((name) => ` · ${name} network`).join("");
  return `${detail || "service"}${containers}${inNetworks}`;
}

/** The object that a service was made of, as its labels say it. */
export function ownerOf(
  service: RenderedService,
): { kind: string; namespace: string; name: string } | undefined {
  const labels: Record<string, unknown> = isMapping(service.labels) ? service.labels : {};
  const [kind, name, namespace] = ["kind", "name", "namespace"]
    .map((key) => text(labels[`dekube.io/${key}`]));
  return kind === "" || name === "" ? undefined : { kind, namespace, name };
}

/** Services by the pods that they are containers of: those of one object, and those that share a network. */
function podsOf(services: TopologyInput["services"]): TopologyNode[] {
  const pods = new Map<string, string[]>();
  for (const [name, service] of Object.entries(services)) {
    const holder = networkOwner(services, name) ?? name;
    const owner = ownerOf(service) ?? ownerOf(services[holder]);
    const key = JSON.stringify(owner ?? holder);
    const pod = pods.get(key);
    if (pod) pod.push(name);
    else pods.set(key, [name]);
  }
  return [...pods.values()].map((names) => {
    // The workload's own name is what those of its other containers begin with.
    const byLength = [...names].sort((a, b) => a.length - b.length);
    const [name] = byLength;
    const owner = ownerOf(services[name]);
    const namespace = owner?.namespace ?? "";
    const networks = networksWithNames(services, name).map(([network]) => network)
      .filter((network) => network !== "default" && network !== `ns-${namespace}`);
    return {
      id: `service:${name}`,
      kind: "pod",
      name,
      ...networks.length > 0 ? { networks } : {},
      namespace,
      detail: owner?.kind ?? "",
      services: [name, ...names.filter((other) => other !== name)],
    };
  });
}

/** Hosts and ports that people get in by, and the services that answer there. */
function waysIn(
  { entryPoints, details: { routes } }: TopologyInput,
  names: Names,
): { host: string; why: string; services: string[] }[] {
  const routed = routes.map(({ host, path, port, upstreams }) => ({
    host: host !== "" ? host : port === undefined ? "any host" : `port ${port}`,
    why: path ?? `port ${port}`,
    services: upstreams.map((upstream) => names.fromOutside(upstream.replace(/:\d+$/, "")))
      .filter((service) => service !== undefined),
  }));
  const known = new Set(routed.map(({ host }) => host));
  // What the proxy serves is known by its routes.
  const published = entryPoints.filter(({ host, extension }) =>
    extension === undefined && !known.has(host)
  ).map(({ url, host, port, service }) => ({
    host: host || `localhost:${port}`,
    why: url,
    services: [service],
  }));
  return [...routed, ...published];
}

/** Where a service keeps data; what is written beside compose.yml is no data. */
function volumesOf(
  service: RenderedService,
  files: PageFiles,
): { volume: string; detail: string; target: string }[] {
  return mountsOf(service).flatMap(({ type, source, target }) => {
    if (source === undefined || (type !== "bind" && type !== "volume")) return [];
    if (type === "bind" && files.isAt(source)) return [];
    return [{ volume: source, detail: type === "bind" ? "folder" : "volume", target }];
  });
}
