/**
 * What the Ingresses of one host have in common: nginx has one server for all of them.
 *
 * @module
 */

import {
  type ConvertContext,
  type Ingress,
  isHostPattern,
  isMapping,
  items,
  text,
} from "@dekube/engine/pacts";
import { annotationOf, isTrue } from "./annotations.ts";
import { isNginxIngress } from "./ingress_class.ts";

/** What is known of the hosts of all Ingresses. */
export interface Hosts {
  /** Hosts all of whose paths are regular expressions that ignore case. */
  regex: ReadonlySet<string>;
  /** Other names for a host. */
  aliases: ReadonlyMap<string, readonly string[]>;
  /** Paths of type `Exact`, by host. */
  exact: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Indexed extends Hosts {
  members: ReadonlySet<unknown>;
}

/** By the list of all Ingresses, which may grow. */
const indexes = new WeakMap<readonly Ingress[], Indexed>();

/** The hosts of all Ingresses, `manifest` among them. */
export function hostsOf(manifest: Ingress, ctx: ConvertContext): Hosts {
  const all = (ctx.manifests.get("Ingress") ?? []) as readonly Ingress[];
  let index = indexes.get(all);
  if (index?.members.size !== all.length) indexes.set(all, index = indexHosts(all, ctx));
  // One that is not among them is part of the whole too.
  return index!.members.has(manifest) ? index! : indexHosts([...all, manifest], ctx);
}

function indexHosts(manifests: readonly Ingress[], ctx: ConvertContext): Indexed {
  const regex = new Set<string>();
  const exact = new Map<string, Set<string>>();
  const aliases = new Map<string, string[]>();
  // What some Ingress has a rule for is no other name of a host.
  const taken = new Set(manifests.flatMap((manifest) => rulesOf(manifest).map(({ host }) => host)));
  for (const manifest of manifests) {
    if (!isNginxIngress(manifest, ctx) || isTrue(annotationOf(manifest, "canary"))) continue;
    const usesRegex = isTrue(annotationOf(manifest, "use-regex"));
    const target = annotationOf(manifest, "rewrite-target");
    let others = aliasesIn(manifest).filter(isHostPattern);
    for (const { host, paths } of rulesOf(manifest)) {
      if (usesRegex || paths.some(({ path }) => target !== "" && path !== target)) regex.add(host);
      for (const { path, pathType } of paths) {
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
  return { regex, aliases, exact, members: new Set(manifests) };
}

/** The names of `server-alias`, of whatever form. */
export function aliasesIn(manifest: Ingress): string[] {
  const names = annotationOf(manifest, "server-alias").split(",");
  return [...new Set(names.map((name) => name.trim().toLowerCase()).filter(Boolean))];
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
