/**
 * What a page shows, out of a conversion.
 *
 * @module
 */

import { type Diagnostic, text } from "../../pacts/mod.ts";
import type { PageCall, PageData, PageMark, PageMessage, PageService } from "./data.ts";
import { PageFiles } from "./files.ts";
import type { DrawingInput, PageAccount, PageInput } from "./input.ts";
import { Masked } from "./masked.ts";
import { Names, networksWithNames } from "./names.ts";
import { Objects } from "./objects.ts";
import { ownerOf, type Topology, type TopologyNode, topologyOf } from "./topology.ts";
import type { Call } from "./calls.ts";

/** What hides secrets, for all that is shown of a conversion. */
export function maskedFor({ project, details }: DrawingInput, files: PageFiles): Masked {
  const inFiles = [...files.secrets()].map(([path, value]) => {
    const [, secret = "", key = ""] = path.split("/");
    return { namespace: "", secret, key, value };
  });
  const names = new Set(Object.keys(project.services));
  for (const { manifest: { apiVersion, kind, metadata } } of details.manifests) {
    names.add(metadata.name).add(metadata.namespace ?? "").add(apiVersion ?? "").add(kind);
  }
  const hosts = new Set<string>();
  for (const [service, { image }] of Object.entries(project.services)) {
    names.add(text(image));
    for (const [, own] of networksWithNames(project.services, service)) {
      for (const name of own) hosts.add(name);
    }
  }
  // Operators write down in Secrets how their servers are reached; one word may be a password as well.
  const isHost = (value: string) => value.includes(".") && hosts.has(value);
  const values = inFiles.filter(({ value }) => value.trim() !== "");
  return new Masked(
    [...details.secrets, ...values].filter(({ value }) => !isHost(value)),
    names,
  );
}

/** The topology of a conversion, without what is not to be seen. */
export function drawnTopology(
  input: DrawingInput,
  files = new PageFiles(input.files),
  masked = maskedFor(input, files),
  objects = new Objects(input.details.manifests),
): Topology & { calls: Call[] } {
  const { project: { services }, entryPoints, details } = input;
  const topology = topologyOf({ services, entryPoints, details, files });
  // Only names of services are seen whatever they are.
  const ids = new Map(
    topology.nodes.map(({ id, kind }, index) => [id, kind === "pod" ? id : `${kind}:${index}`]),
  );
  // People know their own object, and not what an operator makes of it.
  const kindOf = ({ kind, detail, services: [first] }: TopologyNode) => {
    const owner = kind === "pod" && ownerOf(services[first]);
    const own = owner && objects.of(owner);
    return typeof own === "number"
      ? details.manifests[objects.originOf(own)].manifest.kind
      : detail;
  };
  return {
    ...topology,
    nodes: topology.nodes.map((node) => ({
      ...node,
      id: ids.get(node.id)!,
      name: masked.label(node.name),
      detail: kindOf(node),
      ...node.networks ? { networks: node.networks.map((name) => masked.label(name)) } : {},
    })),
    edges: topology.edges.map((edge) => ({
      ...edge,
      from: ids.get(edge.from)!,
      to: ids.get(edge.to)!,
      why: edge.why.map((why) => masked.label(why)),
    })),
  };
}

const MOST_NAMES = 4;

const SEVERITIES = ["error", "warning", "info"];

/** What a page shows, and what it draws. */
export function pageModel(input: PageInput): { data: PageData; topology: Topology } {
  const { project, written = project, details, account, generator } = input;
  const files = new PageFiles(input.files);
  const masked = maskedFor(input, files);
  const objects = new Objects(details.manifests);
  const topology = drawnTopology(input, files, masked, objects);
  const names = new Names(project.services);
  const proxies = new Set(
    input.entryPoints.filter(({ extension }) => extension !== undefined)
      .map(({ service }) => service),
  );
  const sources = objects.byService(project, details.routes, names, proxies);
  const servicesOf = inverted(sources);
  const notes = new Notes();
  const marks = marksOf(account, objects, notes);
  const diagnostics = [...input.diagnostics].sort((a, b) =>
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
  const messages = diagnostics.map((diagnostic) => messageOf(diagnostic, objects, masked));
  const byObject = new Map<number, number[]>();
  for (const [index, { object }] of messages.entries()) {
    if (object === undefined) continue;
    byObject.set(object, [...byObject.get(object) ?? [], index]);
  }
  const pods = new Map(
    topology.nodes.flatMap(({ services }) => services.map((name) => [name, services] as const)),
  );
  const links = linksOf(topology);
  const calls = groupedCalls(topology.calls, "from", masked);
  const callers = groupedCalls(topology.calls, "to", masked);
  const services = Object.keys(project.services).map((name): PageService => {
    const owner = ownerOf(project.services[name]);
    const from = sources.get(name) ?? [];
    const own = owner && objects.of(owner);
    const asked = own === undefined ? undefined : objects.originOf(own);
    const pod = pods.get(name) ?? [name];
    return {
      name,
      namespace: owner?.namespace ?? "",
      kind: asked === undefined ? owner?.kind ?? "" : details.manifests[asked].manifest.kind,
      ...Object.hasOwn(details.makers, name) ? { maker: details.makers[name] } : {},
      compose: masked.value(written.services[name] ?? {}),
      pod: pod.filter((other) => other !== name),
      from,
      calls: calls.get(name) ?? [],
      calledBy: callers.get(name) ?? [],
      hosts: links.get(`service:${pod[0]}`)?.hosts ?? [],
      volumes: links.get(`service:${pod[0]}`)?.volumes ?? [],
      networks: networksWithNames(project.services, name).map(([network, names]) =>
        masked.label(names.length > 0 ? `${network} as ${someOf(names)}` : network)
      ),
      messages: [...new Set([asked, own])]
        .flatMap((one) => one === undefined ? [] : byObject.get(one) ?? []),
    };
  });
  const order = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
  return {
    topology,
    data: {
      project: project.name,
      generator,
      namespaces: topology.namespaces,
      services: services.sort((a, b) => order(a.namespace, b.namespace) || order(a.name, b.name)),
      objects: details.manifests.map(({ manifest, file }, index) => ({
        kind: manifest.kind,
        namespace: manifest.metadata.namespace ?? "",
        name: manifest.metadata.name,
        ...file === undefined ? {} : { file },
        value: masked.manifest(manifest),
        marks: [
          ...marks.get(index) ?? saidOf(byObject.get(index) ?? [], messages, notes),
        ],
        services: servicesOf.get(index) ?? [],
        messages: byObject.get(index) ?? [],
      })),
      messages,
      urls: input.entryPoints.filter(({ fails }) => fails === undefined)
        .map(({ url, service }) => ({ url: masked.label(url), service })),
      notes: notes.all.map((note) => masked.text(note)),
      hasAccount: account !== undefined,
    },
  };
}

/** Texts that many share, each once. */
class Notes {
  readonly all: string[] = [];
  readonly #indices = new Map<string, number>();

  add(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

function marksOf(
  account: PageAccount | undefined,
  objects: Objects,
  notes: Notes,
): Map<number, PageMark[]> {
  const marks = new Map<number, PageMark[]>();
  for (const { resource, fields } of account?.objects ?? []) {
    const object = objects.of(resource);
    if (object === undefined) continue;
    marks.set(
      object,
      fields.map(({ path, verdict, by, to, reason, code }) => {
        const note = reason ?? code ?? (by === undefined ? undefined : `by ${by}`);
        return {
          path,
          verdict,
          ...note === undefined ? {} : { note: notes.add(note) },
          ...to === undefined ? {} : { to: [...to] },
        };
      }),
    );
  }
  return marks;
}

/** What is known of fields where nobody accounts for them: what is said of them. */
function saidOf(
  indices: readonly number[],
  messages: readonly PageMessage[],
  notes: Notes,
): PageMark[] {
  return indices.flatMap((index) => {
    const { path, severity, message } = messages[index];
    if (path === undefined || severity === "info") return [];
    return [{ path, verdict: "not-convertible", note: notes.add(message) }];
  });
}

function messageOf(
  { severity, code, message, resource, path, file }: Diagnostic,
  objects: Objects,
  masked: Masked,
): PageMessage {
  const object = resource && objects.of(resource);
  const about = resource
    ? `${resource.kind} ${resource.namespace ? `${resource.namespace}/` : ""}${resource.name}`
    : file ?? "";
  // What is said is said elsewhere: here it is no other for being shown.
  const kind = { severity, code };
  return {
    ...kind,
    message: masked.text(message),
    about: masked.label(about),
    ...object === undefined ? {} : { object },
    ...path === undefined ? {} : { path: masked.label(path) },
  };
}

function inverted(sources: ReadonlyMap<string, readonly number[]>): Map<number, string[]> {
  const services = new Map<number, string[]>();
  for (const [service, objects] of sources) {
    for (const object of objects) {
      const known = services.get(object);
      if (known) known.push(service);
      else services.set(object, [service]);
    }
  }
  return services;
}

/** The first of some names, and how many more there are. */
function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

/** Hosts that lead to pods, and volumes that those keep data in, by node. */
function linksOf({ nodes, edges }: Topology): Map<string, { hosts: string[]; volumes: string[] }> {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const links = new Map<string, { hosts: string[]; volumes: string[] }>();
  const of = (id: string) => {
    let found = links.get(id);
    if (!found) links.set(id, found = { hosts: [], volumes: [] });
    return found;
  };
  for (const { kind, from, to, why } of edges) {
    if (kind === "route") of(to).hosts.push(`${names.get(from)} (${why.join(", ")})`);
    if (kind === "mount") of(from).volumes.push(`${names.get(to)} at ${why.join(", ")}`);
  }
  return links;
}

/** Calls of each service, or calls to it, by the other one. */
function groupedCalls(
  calls: readonly Call[],
  by: "from" | "to",
  masked: Masked,
): Map<string, PageCall[]> {
  const other = by === "from" ? "to" : "from";
  return new Map(
    [...Map.groupBy(calls, (call) => call[by])].map(([name, own]) => [
      name,
      [...Map.groupBy(own, (call) => call[other])].map(([service, same]) => ({
        service,
        places: same.map(({ place }) => masked.label(place)),
      })),
    ]),
  );
}
