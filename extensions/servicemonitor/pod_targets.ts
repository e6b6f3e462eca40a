/**
 * Targets of a PodMonitor: the pods that it selects.
 *
 * @module
 */

import {
  type ConvertContext,
  kindOf,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";
import { portNumber, type Workload } from "@dekube/engine/pacts/kubernetes";
import { type Site, siteOf } from "./read.ts";
import { readSelector, selectedNamespaces, type SelectorIndex } from "./selector.ts";
import {
  containerLabel,
  copyLabels,
  counted,
  isHost,
  nameOfPod,
  oneForEachService,
  podMeta,
  type PodPort,
  podPort,
  podPorts,
  type Target,
} from "./target.ts";

/** What finding pods needs. */
export interface PodSearch {
  /** All workloads. */
  index: SelectorIndex<Workload>;
  /** Whether `namespaceSelector` is ignored, as the CR may ask for. */
  ignoreNamespaces: boolean;
  ctx: ConvertContext;
}

/** The workloads whose pods a monitor selects; a diagnostic says where there are none. */
export function findPods(
  monitor: Manifest,
  { index, ignoreNamespaces, ctx }: PodSearch,
): Workload[] {
  const spec = mapping(monitor.spec);
  const site = siteOf(monitor, ctx).at("selector");
  const namespaces = selectedNamespaces(
    ignoreNamespaces ? {} : spec.namespaceSelector,
    namespaceOf(monitor),
  );
  const selector = readSelector(spec.selector, site);
  const selected = selector ? index.select(selector, namespaces) : [];
  // The operator leaves out pods that have ended, as those of a Job soon have.
  const lasting = selected.filter(({ manifest }) => kindOf(manifest) !== "Job");
  if (lasting.length === 0) {
    site.warn(
      "no-pod",
      `no pod that lasts ${selector ? "has these labels" : "is selected"}${
        namespaces ? ` in ${namespaces.join(", ")}` : ""
      }, so nothing is scraped`,
    );
  }
  return oneForEachService(lasting, ctx);
}

/** What an endpoint of a PodMonitor is, beside its fields. */
export interface PodEndpointOf {
  monitor: Manifest;
  pods: readonly Workload[];
  /** The CR's own `podTargetLabels`. */
  podTargetLabels: readonly string[];
  site: Site;
  ctx: ConvertContext;
}

/** Targets of an endpoint: its port at each pod, which its Compose service's name leads to. */
export function podTargets(endpoint: Mapping, of: PodEndpointOf): Target[] {
  const { monitor, podTargetLabels, site, ctx } = of;
  const spec = mapping(monitor.spec);
  const jobLabel = text(spec.jobLabel);
  const wanted = text(endpoint.port) || text(endpoint.portNumber) || text(endpoint.targetPort);
  return of.pods.flatMap((workload) => {
    const host = ctx.names.service(workload.id);
    const ports = isHost(host) ? findPorts(workload, endpoint) : [];
    if (ports.length === 0) {
      site.warn(
        "missing-port",
        `the pod "${nameOfPod(workload)}" has no ${
          wanted === "" ? "TCP port" : `port "${wanted}"`
        }; the target is left out`,
      );
    }
    return ports.map((port) => {
      const address = `${host}:${port.number}`;
      const job = Object.hasOwn(workload.labels, jobLabel) ? workload.labels[jobLabel] : "";
      const target: Target = {
        address,
        labels: [
          ["job", job || `${namespaceOf(monitor)}/${monitor.metadata.name}`],
          ["namespace", workload.id.namespace],
          ["pod", nameOfPod(workload)],
          containerLabel(workload, port),
          ["endpoint", wanted],
          ...copyLabels([...texts(spec.podTargetLabels), ...podTargetLabels], workload.labels),
        ],
        meta: podMeta(workload, port, address),
      };
      return counted(target, monitor, ctx);
    });
  });
}

function findPorts(workload: Workload, endpoint: Mapping): PodPort[] {
  const name = text(endpoint.port);
  if (name !== "") return byName(name);
  for (const value of [endpoint.portNumber, endpoint.targetPort]) {
    const number = portNumber(value);
    if (number !== undefined) return [podPort(workload, number)];
    if (text(value) !== "") return byName(text(value));
  }
  return podPorts(workload);

  function byName(wanted: string): PodPort[] {
    const found = podPorts(workload).find((port) => port.name === wanted);
    return found ? [found] : [];
  }
}
