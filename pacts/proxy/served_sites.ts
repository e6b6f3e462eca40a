/**
 * What a proxy says it serves.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import type { CertificateSource, ServedSite } from "../ingress/served_site.ts";
import { isSentOn } from "./served_over.ts";
import type { SiteCertificate } from "./site_certificate.ts";
import type { Sites } from "./sites.ts";

/** What a proxy knows once its config is written. */
export interface KnownSites {
  /** The certificate of each host over HTTPS. */
  certificates: ReadonlyMap<string, SiteCertificate>;
  /** File of the own authority's certificate, from the folder of compose.yml. */
  authority: string;
  /** The routes that answer 403, whatever they say themselves. */
  closed: ReadonlySet<IngressEntry>;
}

const NOT_FOUND = 404;
const FAILURE = 500;
const UNAVAILABLE = 503;

/**
 * The sites as people reach them. What only sends requests on to HTTPS is none, nor what only says that nothing is
 * there. Where nothing is known of certificates, nothing is said of them.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { servedSites, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: IngressEntry = { host: "a.test", path: "/api", upstream: "web:80", scheme: "http", tls: {} };
 * assertEquals(servedSites(sitesOf([entry], testContext([]))), [
 *   { host: "a.test", protocol: "https", paths: ["/api"] },
 * ]);
 * ```
 */
export function servedSites(sites: Sites, known?: KnownSites): ServedSite[] {
  return [...sites].flatMap(({ host, protocol, entries }): ServedSite[] => {
    const served = entries.filter((entry) => !isSentOn(entry));
    const isClosed = (entry: IngressEntry) =>
      entry.denied !== undefined || (known?.closed.has(entry) ?? false);
    if (served.every((entry) => entry.answer?.status === NOT_FOUND && !isClosed(entry))) return [];
    const kept = served.filter((entry) => !isClosed(entry));
    const open = kept.filter((entry) => failureOf(entry) === undefined);
    const failing = open.length > 0 ? undefined : kept[0];
    const certificate = protocol === "https" ? known?.certificates.get(host) : undefined;
    const source: CertificateSource | undefined = typeof certificate === "object"
      ? "secret"
      : certificate;
    return [{
      host,
      protocol,
      paths: pathsOf(open.length > 0 ? open : failing ? kept : served),
      ...source === undefined ? {} : { certificate: source },
      ...source === "internal" ? { authority: known!.authority } : {},
      ...kept.length > 0 ? {} : { closed: true },
      ...failing ? { fails: failureOf(failing) } : {},
    }];
  });
}

/** The error that a route answers with, whatever is asked for: there is nothing that it could lead to. */
function failureOf({ answer, backends = [] }: IngressEntry): number | undefined {
  if (answer) return answer.status >= FAILURE ? answer.status : undefined;
  const asked = backends.filter(({ weight }) => weight > 0);
  if (backends.length > 0 && asked.length === 0) return UNAVAILABLE;
  const statuses = asked.map(({ status = 0 }) => status);
  return statuses.length > 0 && statuses.every((status) => status >= FAILURE)
    ? statuses[0]
    : undefined;
}

/** The paths of routes: the root alone, where something is there; of regular expressions what they begin with. */
function pathsOf(entries: readonly IngressEntry[]): string[] {
  // A route that answers by itself leads nowhere; one for requests of some sort is not what a browser asks for.
  const leading = entries.filter(({ answer, match }) => !answer && !match);
  const paths = (leading.length > 0 ? leading : entries).map(({ path, pathType, defaultBackend }) =>
    defaultBackend ? "/" : pathType === "Regex" ? beginningOf(path) : path || "/"
  );
  if (paths.includes("/")) return ["/"];
  return [...new Set(paths)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** What all matches of an expression begin with, in whole segments. */
function beginningOf(expression: string): string {
  const [literal] = /^(?:[\w/~-]|\\[.-])*/.exec(expression)!;
  const rest = expression.slice(literal.length);
  // Behind it the segment ends: `/api`, `/api$`, `/api(/|$)`, `/api/?`.
  const isWhole = /^(?:$|\$|\((?:\?:)?\/)/.test(rest);
  const path = isWhole ? literal : literal.replace(/[^/]*$/, "");
  return /^\//.test(path) ? path.replaceAll("\\", "") : "/";
}
