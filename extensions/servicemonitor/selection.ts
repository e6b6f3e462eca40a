/**
 * Which monitors and rules the CR selects.
 *
 * @module
 */

import { type ConvertContext, isExcluded, type Manifest, namespaceOf } from "@dekube/engine/pacts";
import { type LabelSelector, labelsOf, selectsLabels } from "@dekube/engine/pacts/kubernetes";
import type { Instance } from "./instance.ts";
import { POD_MONITOR, PROMETHEUS_RULE, SCRAPE_CONFIG, SERVICE_MONITOR } from "./kinds.ts";
import { siteOf } from "./read.ts";
import { readSelector } from "./selector.ts";

/** Prefix of the CR's selectors for each kind (`serviceMonitorSelector`). */
const PREFIXES: Record<string, string> = {
  [SERVICE_MONITOR]: "serviceMonitor",
  [POD_MONITOR]: "podMonitor",
  [SCRAPE_CONFIG]: "scrapeConfig",
  [PROMETHEUS_RULE]: "rule",
};

/**
 * The objects of a kind that the Prometheus takes, by namespace and name. A selector that is left
 * out selects all here, since there is nothing else that they could be for; with several
 * CRs, whose monitors one Prometheus scrapes, none is asked.
 */
export function selectedObjects(
  kind: string,
  instance: Instance,
  ctx: ConvertContext,
): Manifest[] {
  const { spec, site, all } = instance;
  const prefix = PREFIXES[kind];
  const asked = all.length === 1;
  const own = asked
    ? readSelector(spec[`${prefix}Selector`], site.at(`${prefix}Selector`))
    : undefined;
  const around = asked
    ? readSelector(spec[`${prefix}NamespaceSelector`], site.at(`${prefix}NamespaceSelector`))
    : undefined;
  const namespaces = namespaceLabels(ctx);
  return ctx.manifests.of(kind).filter((manifest) => {
    if (isExcluded(manifest.metadata.name, ctx.config.exclude)) return false;
    const isSelected = (!own || selectsLabels(own, labelsOf(manifest.metadata.labels))) &&
      (!around || isAround(around, namespaceOf(manifest), namespaces));
    if (!isSelected) {
      siteOf(manifest, ctx).info(
        "not-selected",
        `the Prometheus "${instance.resource.name}" does not select it, so it is left out`,
      );
    }
    return isSelected;
  }).sort((a, b) =>
    compare(namespaceOf(a), namespaceOf(b)) || compare(a.metadata.name, b.metadata.name)
  );
}

/** Labels of the namespaces that are among the manifests. */
export function namespaceLabels(ctx: ConvertContext): Map<string, Record<string, string>> {
  return new Map(
    ctx.manifests.of("Namespace").map(({ metadata }) => [
      metadata.name,
      { ...labelsOf(metadata.labels), "kubernetes.io/metadata.name": metadata.name },
    ]),
  );
}

/** Whether a namespace is selected. One that is not among the manifests is judged by its name alone. */
export function isAround(
  selector: LabelSelector,
  namespace: string,
  known: ReadonlyMap<string, Record<string, string>>,
): boolean {
  if (namespace === "") return true;
  const labels = known.get(namespace);
  if (labels) return selectsLabels(selector, labels);
  const NAME = "kubernetes.io/metadata.name";
  return selectsLabels(selector, { [NAME]: namespace }, (key) => key === NAME);
}

/** Order of two texts. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
