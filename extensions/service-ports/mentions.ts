/**
 * Names of Services in text, where the port that belongs to them could not be rewritten.
 *
 * @module
 */

import type { Service } from "@dekube/engine/pacts";
import { isBehindHostKey } from "@dekube/engine/pacts/kubernetes";

/** The Service that a host name means, where it is one whose ports change. */
export type Lookup = (host: string) => Service | undefined;

/** What a text is, which says how much a name in it means. */
export type TextKind = "value" | "file";

/** Whether a port is one of a Service's that lead to another. */
export type Changes = (service: Service, port: number) => boolean;

/** A scheme whose default port is rewritten, and perhaps a user. */
const REWRITTEN = /(?:^|[^\w+.-])https?:\/\/(?:[^\s/@"']*@)?$/i;

/** How much of the text before a name is looked at. */
const LEAD = 120;

/**
 * The Services whose names stand in a text as hosts, without a port that was rewritten: alone
 * (`web`), in a list (`web,api`), behind a key (`host: web`), behind a scheme with a port of its own
 * (`redis://web`), or with a port that was left as it is (`web:80`, `web 80`). In a file, and in a value of
 * several words, a short name without a port counts only behind a key; a long one (`web.shop.svc`) anywhere.
 */
export function* mentions(
  text: string,
  kind: TextKind,
  find: Lookup,
  changes: Changes,
): Iterable<Service> {
  const prose = kind === "file" || /\s/.test(text.trim());
  for (const { 0: run, index } of text.matchAll(/[\w.-]+/g)) {
    const host = run.replace(/^[.-]+|[.-]+$/g, "");
    if (host === "" || host.length > 253) continue;
    const service = find(host);
    if (!service) continue;
    const start = index + run.indexOf(host);
    const end = start + host.length;
    if (isMention(text, start, end, prose, (port) => changes(service, port))) yield service;
  }
}

function isMention(
  text: string,
  start: number,
  end: number,
  prose: boolean,
  changes: (port: number) => boolean,
): boolean {
  const lead = text.slice(Math.max(0, start - LEAD), start);
  const port = /^\.?:(\d{1,5})(?!\d)/.exec(text.slice(end, end + 8))?.[1];
  if (port !== undefined) return changes(Number(port));
  // `nc web 80`
  const next = /^["']?\s+["']?(\d{1,5})(?![\w.-])/.exec(text.slice(end, end + 12))?.[1];
  if (next !== undefined && changes(Number(next))) return true;
  if (REWRITTEN.test(lead)) return false;
  if (/\/\/(?:[^\s/@"']*@)?$/.test(lead) || lead.endsWith("@")) return true;
  // A path, an option or a variable of that name is no host.
  if (/(?:[/\\$~#{-]|\$\()$/.test(lead)) return false;
  if (text.slice(start, end).includes(".")) return true;
  if (/[=:,;"'([\s]?$/.exec(lead)?.[0] === "" && lead !== "") return false;
  if (!/^\.?(?:$|[,;"')\]\s&])/.test(text.slice(end, end + 2))) return false;
  return prose ? isBehindHostKey(text, start) : true;
}
