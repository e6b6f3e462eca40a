/**
 * Domains of the cluster other than `cluster.local`.
 *
 * @module
 */

import type { ComposeService } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { serviceTexts, textFiles } from "./service_texts.ts";

/** Domain below which every cluster has its names unless its administrator says otherwise. */
export const CLUSTER_DOMAIN = "cluster.local";

/** `service.namespace.svc.` and a domain. */
const FULL = /(?<![a-z0-9-])([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.([a-z0-9-]+(?:\.[a-z0-9-]+)*)/g;

/**
 * Notes below which domains something in the project has names of Services that are there. No manifest says which a
 * cluster has: charts are told.
 */
export function noteClusterDomains(
  services: Readonly<Record<string, ComposeService>>,
  ctx: EngineContext,
): void {
  const read = (text: string) => {
    for (const [, name, namespace, domain] of text.includes(".svc.") ? text.matchAll(FULL) : []) {
      if (domain === CLUSTER_DOMAIN || ctx.clusterDomains.has(domain)) continue;
      if (ctx.services.get(namespace, name)) ctx.clusterDomains.add(domain);
    }
  };
  for (const service of Object.values(services)) {
    for (const { text } of serviceTexts(service)) read(text);
  }
  for (const [, content] of textFiles(ctx)) read(content);
}

/** The names of a Service, or of a pod behind one, that mean the same in every namespace. */
export function fullNames(
  qualified: string,
  { clusterDomains }: Pick<EngineContext, "clusterDomains">,
): string[] {
  return [
    `${qualified}.svc.${CLUSTER_DOMAIN}`,
    `${qualified}.svc`,
    qualified,
    ...[...clusterDomains].map((domain) => `${qualified}.svc.${domain}`),
  ];
}
