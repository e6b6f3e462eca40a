/**
 * The last look: names of the cluster that are left in the output and that nothing answers.
 *
 * @module
 */

import {
  type ComposeProject,
  type IngressEntry,
  isMapping,
  namespaceOf,
  type Service,
  type StreamRoute,
  text,
} from "../../../pacts/mod.ts";
import { isBehindHostKey } from "../../../pacts/kubernetes/mod.ts";
import {
  dottedNames,
  isComment,
  isNamespaceDomain,
  isUnasked,
  shortHosts,
  srvHost,
} from "../network/cluster_names.ts";
import { hostPlace, isOtherKey, shortNames } from "../network/host_place.ts";
import type { EngineContext } from "../context.ts";
import { answeredNames } from "./answered_names.ts";
import { HostNames } from "./host_names.ts";
import { ServiceAddresses } from "../network/service_addresses.ts";
import { keyOfFile, serviceTexts, textFiles } from "../network/service_texts.ts";

/** A URL whose host is asked for by SRV, as MongoDB's drivers do it. */
const SRV_URL = /\bmongodb\+srv:\/\/(?:[^\s\/@]*@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g;

/** A URL whose host is the variable that tells where the API is. */
const API_VARIABLE = /:\/\/\$[{(]?KUBERNETES_SERVICE_HOST\b/g;
/** What programs are told that the variable is, where an API runs beside the project. */
const API_HOST = "kubernetes.default.svc";
/** What an extension wrote for programs of its own: it knows itself what it names. */
const OWN_FILE = /^secrets\/\./;

/** A URL with a port, whose host is one label. */
const URL_WITH_PORT =
  /:\/\/(?:[^\s\/@"'<>]*@)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?):\d{2,5}(?![\w.@-])/g;

/** Names that are nobody's: the own one, numbers, and what stands for a name in examples. */
const NOBODYS =
  /^(?:localhost|\d+|(?:my|your|some)-.*|.*(?:example|placeholder|changeme).*|(?:host|hostname|server|servername|address|domain|name|ip|user|foo|bar|x+))$/s;

/** What stands before the API's short name where it can only be meant. */
const API_SCHEME = /\b(?:https?|tcp|wss?):\/\/$/;

/** A file that says whom a certificate is for. */
const SIGNING_REQUEST = /(?:^|[-_.\/])csr(?:[-_.][^\/]*)?$/i;

/** Where files of Secrets are. */
const SECRETS = "secrets/";

/** How much of the text before a name is looked at. */
const LEAD = 120;

/** More places than this are counted. */
const MOST_PLACES = 3;

/** Whether a proxy answers for a route, and asks no backend. */
function answersItself({ redirect, answer, denied }: IngressEntry): boolean {
  return redirect !== undefined || answer !== undefined || denied !== undefined;
}

/** Warns of each name that nothing answers, once, with the places where it stands. */
export function warnUnansweredNames(
  project: ComposeProject,
  routes: readonly (IngressEntry | StreamRoute)[],
  ctx: EngineContext,
): void {
  const look = new LastLook(project, ctx);
  for (const route of routes) {
    const { upstream, resource } = route;
    if ("host" in route && answersItself(route)) continue;
    const place = resource
      ? `the ${resource.kind} "${resource.name}"`
      : `the route of ${"host" in route ? route.host : `port ${route.port}`}`;
    look.read(upstream, () => place);
  }
  for (const [name, service] of Object.entries(project.services)) {
    for (const { key, text, lead } of serviceTexts(service)) {
      if (isUnasked(lead)) continue;
      look.read(text, () => `${key} of the service "${name}"`, lead);
    }
    for (const key of ["dns", "extra_hosts"]) {
      for (const address of addressesOf(service[key])) {
        look.readAddresses(address, () => `${key} of the service "${name}"`);
      }
    }
  }
  for (const [path, content] of textFiles(ctx)) {
    if (SIGNING_REQUEST.test(path) || OWN_FILE.test(path)) continue;
    const lineOf = lineCounter(content);
    const place = (at: number) => `${path}, line ${lineOf(at)}`;
    look.read(content, place, keyOfFile(path, content), path.startsWith(SECRETS));
    look.readApi(content, place);
  }
  for (const [name, places] of look.found) {
    ctx.report().warn("unanswered-name", `${look.why(name)}. ${listed(places)}`);
  }
}

/** The routes of which nothing answers to the address that they lead to, nor to another that shares their requests. */
export function unansweredRoutes(
  project: ComposeProject,
  routes: readonly IngressEntry[],
  ctx: EngineContext,
): Set<IngressEntry> {
  const look = new LastLook(project, ctx);
  const isAnswered = (address: string) => {
    look.found.clear();
    look.read(address, () => "");
    return look.found.size === 0;
  };
  return new Set(routes.filter((route) => {
    const { upstream, backends = [] } = route;
    const shared = backends.filter(({ weight }) => weight > 0)
      .flatMap((backend) => backend.upstream ?? []);
    const addresses = backends.length > 0 ? shared : [upstream];
    return !answersItself(route) && addresses.length > 0 && !addresses.some(isAnswered);
  }));
}

/** Reads texts, and keeps the names in them that nothing answers. */
class LastLook {
  /** Places by name. */
  readonly found = new Map<string, Set<string>>();
  readonly #answered: ReadonlySet<string>;
  /** Names that containers know themselves by. */
  readonly #hostnames: ReadonlySet<string>;
  readonly #hosts: HostNames;
  readonly #addresses: ServiceAddresses;
  /** Whose addresses those are that were found. */
  readonly #owners = new Map<string, Service>();
  /** Texts in which nothing was found. */
  readonly #sound = new Set<string>();
  #count = 0;

  constructor(project: ComposeProject, ctx: EngineContext) {
    this.#answered = answeredNames(Object.entries(project.services));
    this.#hostnames = new Set(
      Object.values(project.services).map(({ hostname }) => text(hostname)),
    );
    this.#hosts = new HostNames(ctx);
    this.#addresses = new ServiceAddresses(ctx.services);
  }

  /** Reads a text; `key` stands before it. Many services hold the same. */
  read(text: string, place: (at: number) => string, key = "", isSecret = false): void {
    const known = `${isSecret}${key}${text}`;
    if (this.#sound.has(known)) return;
    const before = this.#count;
    this.#read(text, place, key, isSecret);
    this.readAddresses(text, place);
    if (this.#count === before) this.#sound.add(known);
  }

  /** Looks for addresses that Services have in the cluster. */
  readAddresses(text: string, place: (at: number) => string): void {
    for (const { address, at, service } of this.#addresses.in(text)) {
      if (isComment(text, at)) continue;
      this.#owners.set(address, service);
      this.#note(address, place(at));
    }
  }

  /** Looks for the API's address in a file. Of services that have it in themselves others know more. */
  readApi(text: string, place: (at: number) => string): void {
    if (this.#answered.has(API_HOST)) return;
    for (const { index } of text.includes("KUBERNETES_") ? text.matchAll(API_VARIABLE) : []) {
      if (!isComment(text, index)) this.#note("$KUBERNETES_SERVICE_HOST", place(index));
    }
  }

  #read(text: string, place: (at: number) => string, key: string, isSecret: boolean): void {
    this.#readOutside(text, place, key, isSecret);
    this.#readUrls(text, place, key);
    const isLost = (name: string) =>
      !this.#answered.has(name) && this.#hosts.judge(name) !== undefined;
    for (const { name, at } of text.includes(".") ? dottedNames(text, isLost) : []) {
      const isMeant = {
        "anywhere": () => true,
        "as host": () => isHost(text, name, at, key) || isValue(text, name, key),
        "as address": () => isAddress(text, name, at),
      };
      if (isMeant[this.#hosts.judge(name)!]()) this.#note(name, place(at));
    }
    for (const { 0: url, index } of text.includes("+srv://") ? text.matchAll(SRV_URL) : []) {
      // Passwords stand before the host.
      const host = url.slice(Math.max(url.lastIndexOf("/"), url.lastIndexOf("@")) + 1);
      if (this.#hosts.judge(host) === "anywhere") this.#note(`mongodb+srv://${host}`, place(index));
    }
    const { idleNames } = this.#hosts;
    const hasApi = text.includes("://kubernetes");
    const isIdle = (name: string) =>
      (idleNames.has(name) || (hasApi && name === "kubernetes")) && !this.#answered.has(name);
    for (const { name, at } of idleNames.size > 0 || hasApi ? shortHosts(text, isIdle) : []) {
      const [, port] = /^:(\d+)/.exec(text.slice(at + name.length, at + name.length + 6)) ?? [];
      // In a list or behind a key it may be an image and its tag.
      if (/[=,;"'\s]/.test(text[at - 1] ?? "") && !this.#hosts.hasPort(name, Number(port))) {
        continue;
      }
      if (text === name && isOtherKey(key)) continue;
      if (idleNames.has(name) || API_SCHEME.test(text.slice(Math.max(0, at - 9), at))) {
        this.#note(name, place(at));
      }
    }
  }

  /** Looks for short names of Services that lead out of the cluster. What a secret is in whole stays one. */
  #readOutside(
    text: string,
    place: (at: number) => string,
    key: string,
    isSecret: boolean,
  ): void {
    const { outsideNames } = this.#hosts;
    if (outsideNames.size === 0) return;
    const isLeft = (name: string) => outsideNames.has(name) && !this.#answered.has(name);
    for (const found of shortNames(text, isLeft)) {
      const what = hostPlace(text, found, key);
      if (what === "other" || (what === "value" && isSecret)) continue;
      const lead = (found.at < LEAD ? key : "") +
        text.slice(Math.max(0, found.at - LEAD), found.at);
      if (isComment(text, found.at) || isUnasked(lead)) continue;
      this.#note(found.name, place(found.at));
    }
  }

  /** Looks for hosts of URLs with a port that have names of one label: who they are is plain, whether or not a Service is called so. */
  #readUrls(text: string, place: (at: number) => string, key: string): void {
    for (
      const { 0: url, 1: name, index } of text.includes("://") ? text.matchAll(URL_WITH_PORT) : []
    ) {
      if (this.#answered.has(name) || this.#hostnames.has(name) || NOBODYS.test(name)) continue;
      const at = index + url.lastIndexOf(`${name}:`);
      if (hostPlace(text, { name, at }, key) !== "host" || isComment(text, at)) continue;
      if (isUnasked(text.slice(Math.max(0, at - LEAD), at))) continue;
      this.#note(name, place(at));
    }
  }

  /** Why nothing answers to a name, and what to do. */
  why(name: string): string {
    const owner = this.#owners.get(name);
    if (owner) {
      const { metadata } = owner;
      return `"${name}" is the address that the Service "${metadata.name}" has in the cluster, and nothing has it here. Put the Service's name there, "${metadata.name}.${
        namespaceOf(owner) || "default"
      }.svc", or the address of what it leads to: under "replacements" in dekube.yaml for values and files, under "overrides" for commands and for what has to be an address`;
    }
    if (name.includes("+srv://") || srvHost(name) !== undefined) {
      return `"${name}" asks DNS for SRV records, which Docker has none of. Name hosts and ports in its place`;
    }
    const outside = this.#hosts.leadsTo(name);
    return `nothing answers to "${name}": ${this.#hosts.why(name)}. ${
      outside === undefined
        ? "Add what it leads to, or put another name there"
        : "Where a host is meant, put that name there"
    }: under "replacements" in dekube.yaml for values and files, under "overrides" for commands`;
  }

  #note(name: string, place: string): void {
    this.#count++;
    const places = this.found.get(name);
    if (places) places.add(place);
    else this.found.set(name, new Set([place]));
  }
}

/** Whether a name stands where a host does: in an address, with a port, or behind a key that says so. */
function isHost(text: string, name: string, at: number, key: string): boolean {
  const lead = (at < LEAD ? key : "") + text.slice(Math.max(0, at - LEAD), at);
  // A variable before it says which host of the namespace is meant.
  if (lead.endsWith(".") && isNamespaceDomain(name)) return false;
  return /(?:\/\/|@)$/.test(lead) ||
    /^:\d/.test(text.slice(at + name.length, at + name.length + 2)) ||
    isBehindHostKey(lead, lead.length);
}

/** Variables whose values look like a Service in a namespace, and are something else. */
const OTHER_VALUE =
  /MODULE|SETTINGS|CONFIG|FILE|PROFILE|KEY|CLASS|PACKAGE|PKG|TOPIC|QUEUE|BUCKET|TABLE|INDEX|TAG|VERSION|NAME|USER|ACCOUNT|ROLE|LOG|LEVEL|GROUP|ID|PATH=$/i;

/** Whether a name is all that a variable says, which does not seem to hold something else. */
function isValue(text: string, name: string, key: string): boolean {
  return text === name && /^\w+=$/.test(key) && !OTHER_VALUE.test(key) &&
    !isNamespaceDomain(name) &&
    !name.endsWith(".default");
}

/** Whether a name stands in an address that has a scheme and a port. */
function isAddress(text: string, name: string, at: number): boolean {
  return /:\/\/(?:[^\s\/@"']*@)?$/.test(text.slice(Math.max(0, at - LEAD), at)) &&
    /^:\d/.test(text.slice(at + name.length, at + name.length + 2));
}

/** Addresses that Compose is told, in each form that it takes. */
function addressesOf(value: unknown): string[] {
  const known = isMapping(value) ? Object.values(value).flat() : [value].flat();
  return known.map((address) => text(address).replace(/^[\w.-]+[=:](?=[\d[])/, ""));
}

/** Numbers of lines; quick for places that are asked for in order. */
function lineCounter(text: string): (at: number) => number {
  const first = text.indexOf("\n");
  let [line, start, end] = [1, 0, first];
  return (at) => {
    if (at < start) [line, start, end] = [1, 0, first];
    for (; end >= 0 && end < at; end = text.indexOf("\n", start)) {
      start = end + 1;
      line++;
    }
    return line;
  };
}

function listed(places: ReadonlySet<string>): string {
  const named = [...places].slice(0, MOST_PLACES);
  const more = places.size - named.length;
  return `It stands in ${named.join("; ")}${
    more > 0 ? `; and in ${more} more place${more > 1 ? "s" : ""}` : ""
  }`;
}
