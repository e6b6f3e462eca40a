/**
 * What the Ingresses of one host have in common: nginx has one server for all of them.
 *
 * @module
 */

import { type ConvertContext, type Ingress, isMapping, items, text } from "@dekube/engine/pacts";
import {
  Annotations,
  isHostPattern,
  tlsIn,
  type TlsTermination,
} from "@dekube/engine/pacts/ingress";
import { asksForCertificates } from "./client_certificate.ts";
import { NGINX } from "./controller.ts";
import { ownIngresses } from "./own_ingresses.ts";
import { restrictsHost } from "./server_snippet.ts";

/** What is known of the hosts of all Ingresses. */
export interface Hosts {
  /** Hosts all of whose paths are regular expressions that ignore case. */
  regex: ReadonlySet<string>;
  /** Other names for a host. */
  aliases: ReadonlyMap<string, readonly string[]>;
  /** Paths of type `Exact`, by host. */
  exact: ReadonlyMap<string, ReadonlySet<string>>;
  /** How TLS ends for a host, by the first Ingress that says it. */
  tls: ReadonlyMap<string, TlsTermination>;
  /** The first Ingress of each host and path, a space between them, that is no canary. */
  paths: ReadonlyMap<string, Ingress>;
  /** The first Ingress of each host that asks clients for certificates, be it a canary. */
  certificates: ReadonlyMap<string, Ingress>;
  /** The first Ingress of each host whose lines for all of it keep somebody out, or may. */
  snippets: ReadonlyMap<string, Ingress>;
  /** Hosts that some Ingress has a rule for, or another name. */
  known: ReadonlySet<string>;
}

/** The hosts of all Ingresses; of those of `own` it is known what they say of them. */
export function readHosts(
  ctx: ConvertContext,
  own: readonly Ingress[] = ownIngresses(ctx),
): Hosts {
  const manifests = ctx.manifests.of("Ingress") as readonly Ingress[];
  const regex = new Set<string>();
  const exact = new Map<string, Set<string>>();
  const aliases = new Map<string, string[]>();
  const tls = new Map<string, TlsTermination>();
  const paths = new Map<string, Ingress>();
  const certificates = new Map<string, Ingress>();
  const snippets = new Map<string, Ingress>();
  // What some Ingress has a rule for is no other name of a host.
  const taken = new Set(manifests.flatMap((manifest) => rulesOf(manifest).map(({ host }) => host)));
  for (const manifest of own) {
    const annotations = new Annotations(NGINX, manifest, ctx);
    if (asksForCertificates(annotations)) {
      for (const { host } of rulesOf(manifest)) {
        if (!certificates.has(host)) certificates.set(host, manifest);
      }
    }
    if (restrictsHost(annotations)) {
      for (const { host } of rulesOf(manifest)) {
        if (!snippets.has(host)) snippets.set(host, manifest);
      }
    }
    if (annotations.flag("canary")) continue;
    const usesRegex = annotations.flag("use-regex");
    const target = annotations.get("rewrite-target");
    let others = aliasesIn(annotations).filter(isHostPattern);
    const tlsFor = tlsIn(manifest);
    for (const { host, paths: own } of rulesOf(manifest)) {
      const termination = tlsFor(host);
      // One that names a certificate is heard before one that doesn't.
      if (termination && !tls.get(host)?.secret) tls.set(host, termination);
      if (usesRegex || own.some(({ path }) => target !== "" && path !== target)) regex.add(host);
      for (const { path, pathType } of own) {
        const key = `${host} ${path}`;
        if (!paths.has(key)) paths.set(key, manifest);
        if (pathType !== "Exact") continue;
        exact.set(host, (exact.get(host) ?? new Set()).add(path));
      }
      // The first Ingress that names some for a host is heard.
      if (others.length === 0 || aliases.has(host)) continue;
      aliases.set(host, others.filter((alias) => !taken.has(alias)));
      for (const alias of others) taken.add(alias);
      others = [];
    }
  }
  return { regex, aliases, exact, tls, paths, certificates, snippets, known: taken };
}

/** The names of `server-alias`, of whatever form. */
export function aliasesIn(annotations: Annotations): string[] {
  return [...new Set(annotations.list("server-alias").map((name) => name.toLowerCase()))];
}

interface Rule {
  host: string;
  paths: { path: string; pathType: string }[];
}

function rulesOf(manifest: Ingress): Rule[] {
  const spec = isMapping(manifest.spec) ? manifest.spec as Ingress["spec"] : undefined;
  return items(spec?.rules).filter((rule) => isMapping(rule)).map((rule) => ({
    host: text(rule.host).toLowerCase(),
    paths: items(rule.http?.paths).map(({ path, pathType }) => ({
      path: text(path) || "/",
      pathType: text(pathType),
    })),
  }));
}
