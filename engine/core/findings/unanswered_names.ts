/**
 * The last look: names of the cluster that are left in the output and that nothing answers.
 *
 * @module
 */

import {
  type ComposeProject,
  type IngressEntry,
  isMapping,
  list,
  namespaceOf,
  type RenderedService,
  type StreamRoute,
} from "../../../pacts/mod.ts";
import { podDomain } from "../../../pacts/kubernetes/mod.ts";
import { dottedNames, fullClusterName, qualified, shortHosts } from "../network/cluster_names.ts";
import type { EngineContext } from "../context.ts";
import { serviceTexts, textFiles } from "../network/service_texts.ts";

/** A URL whose host is asked for by SRV, as MongoDB's drivers do it. */
const SRV_URL = /\bmongodb\+srv:\/\/(?:[^\s\/@]*@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g;

/** More places than this are counted. */
const MOST_PLACES = 3;

/** Warns of each name that nothing answers, once, with the places where it stands. */
export function warnUnansweredNames(
  project: ComposeProject,
  routes: readonly (IngressEntry | StreamRoute)[],
  ctx: EngineContext,
): void {
  const look = new LastLook(project, ctx);
  for (const route of routes) {
    const { upstream, resource } = route;
    const place = resource
      ? `the ${resource.kind} "${resource.name}"`
      : `the route of ${"host" in route ? route.host : `port ${route.port}`}`;
    look.read(upstream, () => place);
  }
  for (const [name, service] of Object.entries(project.services)) {
    for (const { key, text } of serviceTexts(service)) {
      if (!/no_proxy/i.test(key)) look.read(text, () => `${key} of the service "${name}"`);
    }
  }
  for (const [path, content] of textFiles(ctx)) {
    const lineOf = lineCounter(content);
    look.read(content, (at) => `${path}, line ${lineOf(at)}`);
  }
  for (const [name, places] of look.found) {
    ctx.report().warn("unanswered-name", `${look.why(name)}. ${listed(places)}`);
  }
}

/** Reads texts, and keeps the names in them that nothing answers. */
class LastLook {
  /** Places by name. */
  readonly found = new Map<string, Set<string>>();
  readonly #answered: ReadonlySet<string>;
  readonly #ctx: EngineContext;
  /** Names of Services that lead nowhere. */
  readonly #idle: ReadonlySet<string>;
  /** See `governingServices()`. */
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #judged = new Map<string, boolean>();
  /** Texts in which nothing was found. */
  readonly #sound = new Set<string>();
  #count = 0;

  constructor(project: ComposeProject, ctx: EngineContext) {
    this.#ctx = ctx;
    this.#answered = answeredNames(Object.entries(project.services));
    this.#idle = new Set(
      [...ctx.services.values()].filter((service) => {
        const target = ctx.services.resolve(service);
        return !target?.externalName && !target?.addresses &&
          ctx.services.composeNames(service).length === 0;
      }).map(({ metadata }) => metadata.name),
    );
    this.#members = governingServices(ctx);
  }

  /** Reads a text. Many services hold the same. */
  read(text: string, place: (at: number) => string): void {
    if (this.#sound.has(text)) return;
    const before = this.#count;
    this.#read(text, place);
    if (this.#count === before) this.#sound.add(text);
  }

  #read(text: string, place: (at: number) => string): void {
    const isLost = (name: string) => !this.#answered.has(name) && this.#isOfCluster(name);
    for (const { name, at } of text.includes(".") ? dottedNames(text, isLost) : []) {
      this.#note(name, place(at));
    }
    for (const { 0: url, index } of text.includes("+srv://") ? text.matchAll(SRV_URL) : []) {
      // Passwords stand before the host.
      const host = url.replace(/.*[/@]/, "");
      if (this.#isOfCluster(host)) this.#note(`mongodb+srv://${host}`, place(index));
    }
    const isIdle = (name: string) => this.#idle.has(name) && !this.#answered.has(name);
    for (const { name, at } of this.#idle.size > 0 ? shortHosts(text, isIdle) : []) {
      this.#note(name, place(at));
    }
  }

  /** Why nothing answers to a name, and what to do. */
  why(name: string): string {
    const { isSrv = false, service = name, namespace = "" } = fullClusterName(name) ??
      qualified(name.split(".")) ?? {};
    if (isSrv || name.includes("+srv://")) {
      return `"${name}" asks DNS for SRV records, which Docker has none of. Name hosts and ports in its place`;
    }
    const reason = name.startsWith("kubernetes.default")
      ? "there is no Kubernetes API here"
      : this.#idle.has(service)
      ? `the Service "${service}" leads to no pod that is converted`
      : this.#ctx.services.find(name, namespace)
      ? "no service of the project has that name"
      : `there is no Service "${service}"${namespace ? ` in the namespace "${namespace}"` : ""}`;
    return `nothing answers to "${name}": ${reason}. Add what it leads to, or put another name there: under "replacements" in dekube.yaml for values and files, under "overrides" for commands`;
  }

  #note(name: string, place: string): void {
    this.#count++;
    const places = this.found.get(name);
    if (places) places.add(place);
    else this.found.set(name, new Set([place]));
  }

  /** Whether a name is one of the cluster's, and not a file's, a key's or a host's outside. */
  #isOfCluster(name: string): boolean {
    let judged = this.#judged.get(name);
    if (judged === undefined) this.#judged.set(name, judged = this.#judge(name));
    return judged;
  }

  #judge(name: string): boolean {
    if (fullClusterName(name)) return true;
    const labels = name.split(".");
    return labels.length <= 3 && (this.#isQualified(labels) || this.#isMember(labels));
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

/** Every name that some container answers to, or has among its hosts. */
function answeredNames(services: readonly [string, RenderedService][]): Set<string> {
  const names = new Set<string>();
  for (const [name, service] of services) {
    if (!service.network_mode) names.add(name);
    if (typeof service.container_name === "string") names.add(service.container_name);
    for (const network of Object.values(isMapping(service.networks) ? service.networks : {})) {
      for (const alias of list(network?.aliases)) names.add(String(alias));
    }
    const { extra_hosts: hosts } = service;
    const known = isMapping(hosts)
      ? Object.keys(hosts)
      : list(hosts).map((line) => String(line).split(/[:=]/, 1)[0]);
    for (const host of known) names.add(host);
  }
  return names;
}

/** Numbers of lines; quick for places that are asked for in order. */
function lineCounter(text: string): (at: number) => number {
  let [line, start] = [1, 0];
  return (at) => {
    if (at < start) [line, start] = [1, 0];
    for (let end; (end = text.indexOf("\n", start)) >= 0 && end < at; start = end + 1) line++;
    return line;
  };
}

function listed(places: ReadonlySet<string>): string {
  const named = [...places].slice(0, MOST_PLACES);
  const more = places.size - named.length;
  return `It stands in ${named.join("; ")}${more > 0 ? `; and in ${more} more places` : ""}`;
}
