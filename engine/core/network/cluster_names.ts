/**
 * Names of the cluster inside text.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";

/** A name with dots, as it stands in a text. */
export interface FoundName {
  name: string;
  /** Where it begins. */
  at: number;
}

/** Looked for where a label begins, and not again at each of its letters. */
const DOTTED = /[a-z0-9_](?<![a-z0-9_]-*[a-z0-9_])[a-z0-9_-]*(?:\.[a-z0-9_-]+)+/g;

const LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

/**
 * A name without dots in host position: behind `//` or `@`, all that a line says but for a port, or in a list or behind `=`
 * with a port.
 */
const SHORT = new RegExp(
  String
    .raw`(?<=//)${LABEL}(?![\w.%@-]|:(?!\d))|(?<=@|^)${LABEL}(?=/|:\d|$)|(?<=[=,;"'\s])${LABEL}(?=:\d{2,5}(?![\w.-]))`,
  "gm",
);

/** What stands before a name that a certificate or a request is to have, which nobody looks up. */
const SERVER_NAME = /(?:server[_-]?name|ssl_name|\bsni)["'\s:=]*$/i;

/**
 * Keys of lists of names that nobody looks up: whom no proxy is asked for, and whom a certificate is for; and of what is called
 * like a host.
 */
const UNASKED_KEYS = String
  .raw`no[_-]?proxy|non[_-]?proxy[_-]?hosts|alt[_-]?names?|tls[_-]sans?|cert[_-]?sans?|dns[_-]?names?|common[_-]?name|\bCN|\bDNS(?:\.\d+)?|job[_-]?name`;

/** What stands between the members of a list, on a line or below each other. */
const UNASKED_LIST = new RegExp(
  String
    .raw`(?:${UNASKED_KEYS})["']?(?:\s*[:=]\s*|\s+)["'[({]*(?:-\s+["']?)?(?:[^\s"',|;\])}]+["']?(?:[,|;]\s*|\n\s*-\s+)["']?)*[^\s"',|;\])}]*$`,
  "i",
);

/** A request's own word on whom it is for, and an address that only names a vocabulary. */
const UNASKED_PLACE =
  /["']Host:\s*$|\$(?:http_)?host\s*!?[=~*]+\s*["']?$|(?:xmlns(?::[\w.-]+)?|targetNamespace|schemaLocation)\s*=\s*["'][^"'<>]*$/i;

/** A line of `/etc/hosts`, up to one of its names. */
const HOSTS_LINE =
  /(?:^|\n)[ \t]*(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:]+)[ \t]+(?:[\w.-]+[ \t]+)*$/i;

/** Whether nobody looks up the name that stands behind a text. */
export function isUnasked(lead: string): boolean {
  return UNASKED_LIST.test(lead) || UNASKED_PLACE.test(lead) || HOSTS_LINE.test(lead);
}

/** How much of a line is looked at. */
const LEAD = 300;

/** Names with dots in a text, of those that somebody `wants`. See {@linkcode nameAt}. */
export function* dottedNames(text: string, wants: (name: string) => boolean): Iterable<FoundName> {
  for (const { 0: whole, index } of text.matchAll(DOTTED)) {
    const found = wants(whole) && nameAt(text, whole, index);
    if (found && (found.name === whole || wants(found.name))) yield found;
  }
}

/** Names without dots where a host stands, of those that somebody `wants`. */
export function* shortHosts(text: string, wants: (name: string) => boolean): Iterable<FoundName> {
  for (const { 0: name, index } of text.matchAll(SHORT)) {
    if (wants(name) && !isComment(text, index)) yield { name, at: index };
  }
}

/**
 * The name that stands at a place, without what a program puts in front of it (`$pod.db`); `undefined` for wildcards
 * (`*.db`, `.db`), for names that TLS presents, for parts of other words, and in comments.
 */
function nameAt(text: string, whole: string, index: number): FoundName | undefined {
  const before = text.slice(Math.max(0, index - 2), index);
  if (/[A-Za-z0-9\\]$/.test(before) || /(?:^|[^\w)}>%])\.$/.test(before)) return undefined;
  if (SERVER_NAME.test(text.slice(Math.max(0, index - 40), index))) return undefined;
  const end = index + whole.length;
  // A class of a package: `com.example.svc.Orders`.
  if (/^\.?[A-Z]/.test(text.slice(end, end + 2)) || isComment(text, index)) return undefined;
  if (isUnasked(text.slice(Math.max(0, index - LEAD), index))) return undefined;
  const skip = /[$%][{(]?$/.test(before) ? whole.indexOf(".") + 1 : 0;
  return { name: withoutEnd(whole.slice(skip), "-_"), at: index + skip };
}

/** Whether a place lies behind what most languages begin a comment with. */
export function isComment(text: string, at: number): boolean {
  const window = text.slice(Math.max(0, at - LEAD), at);
  const line = window.lastIndexOf("\n") + 1;
  const begins = line > 0 || at <= LEAD;
  const lead = window.slice(line);
  return (begins && /^\s*(?:#|\/\/|;|--(?:\s|\[)|\/?\*|<!--|%)/.test(lead)) ||
    /\s(?:#|\/\/)\s/.test(lead);
}

/** The labels that DNS puts before a name that is asked for by SRV: of a port, and of a protocol. */
const SRV_LABELS = /^_[a-z0-9-]+\._(?:tcp|udp|sctp)\./;

/** What is asked for by SRV (`_http._tcp.db`) without the labels in front; `undefined` for any other name. */
export function srvHost(name: string): string | undefined {
  return SRV_LABELS.test(name) ? name.replace(SRV_LABELS, "") : undefined;
}

/** A name that a pod has by its address. */
const POD_ADDRESS =
  /^[^.]+\.[^.]+\.pod\.cluster\.local$|^(?:\d+(?:-\d+){3}|[0-9a-f]*(?:-[0-9a-f]*){3,7})\.[^.]+\.pod$/;

/** Whether a name is one that a pod has by its address: `10-42-0-5.shop.pod.cluster.local`. */
export function isPodAddressName(name: string): boolean {
  return POD_ADDRESS.test(name);
}

/** A name of a Service or of a pod, taken apart. */
export interface ClusterName {
  /** Labels in front of the Service's name, for instance a pod's host name. */
  pod: string;
  /** Name of the Service. */
  service: string;
  /** Its namespace; empty where the name has none. */
  namespace: string;
}

/**
 * A name that ends in `.svc` or `.svc.cluster.local`, taken apart; `undefined` for any other, and for the domain of a
 * namespace itself.
 */
export function fullClusterName(name: string): ClusterName | undefined {
  const [, inner] = /^(.+)\.svc(?:\.cluster\.local)?$/.exec(name) ?? [];
  return inner === undefined ? undefined : qualified(inner.split("."));
}

/** Whether a name is the domain of a namespace, which is no host's: `shop.svc.cluster.local`, `shop.svc`. */
export function isNamespaceDomain(name: string): boolean {
  return /^[^.]+\.svc(?:\.cluster\.local)?$/.test(name);
}

/** The parts of `service.namespace`, and of what may stand in front of it. */
export function qualified(labels: readonly string[]): ClusterName | undefined {
  if (labels.length < 2) return undefined;
  const [service, namespace] = labels.slice(-2);
  const pod = labels.slice(0, -2).join(".");
  return { pod, service, namespace };
}
