/**
 * Services that lead to the Prometheus: the operator's `prometheus-operated`, and those whose selector
 * is that of its pods.
 *
 * @module
 */

import {
  type ConvertContext,
  items,
  LabelIndex,
  type Manifest,
  namespaceOf,
  portNumber,
  registerService,
  selectorOf,
  type Service,
  serviceKey,
  servicePortKey,
  text,
  type Workload,
} from "@dekube/engine/pacts";
import { type Instance, podLabels, WEB_PORT } from "./instance.ts";

/** Makes them lead to the Compose service; returns what they publish on the host. */
export function registerOwnServices(
  instance: Instance,
  workload: Workload,
  ctx: ConvertContext,
): string[] {
  const { all, service, portName, resource } = instance;
  // Known by the Compose service's name, so that monitors and other extensions find it.
  ctx.workloads.add({
    ...workload,
    id: { ...resource, name: service },
  });
  const published = new Set<string>();
  for (const selecting of servicesOf(all, ctx)) {
    // Again, now that there is a pod to select.
    ctx.services.add(selecting);
    registerService(selecting, service, ctx);
    for (const port of items(selecting.spec?.ports)) {
      const number = webPort(text(port.targetPort) || text(port.port), portName);
      for (const key of [text(port.port), text(port.name)].filter(Boolean)) {
        const at = servicePortKey(namespaceOf(selecting), selecting.metadata.name, key);
        // The config reloader's port leads nowhere.
        if (number === undefined) ctx.servicePortMap.delete(at);
        else ctx.servicePortMap.set(at, number);
      }
      const host = portNumber(port.nodePort) ?? portNumber(port.port);
      const isPublic = /^(?:NodePort|LoadBalancer)$/.test(text(selecting.spec?.type));
      if (isPublic && number !== undefined && host !== undefined) {
        published.add(`${host}:${number}`);
      }
    }
  }
  for (const namespace of new Set(all.map(namespaceOf))) {
    registerService(operated(namespace, portName), service, ctx);
  }
  return [...published];
}

/** What the operator makes beside each Prometheus. */
function operated(namespace: string, portName: string): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "prometheus-operated",
      ...(namespace === "" ? {} : { namespace }),
      labels: { "operated-prometheus": "true" },
    },
    spec: {
      clusterIP: "None",
      ports: [{ name: portName, port: WEB_PORT, targetPort: WEB_PORT }],
      selector: { "app.kubernetes.io/name": "prometheus" },
    },
  };
}

/** Services that select the pods of one of the CRs, and nothing else that is here. */
function servicesOf(all: readonly Manifest[], ctx: ConvertContext): Service[] {
  const index = new LabelIndex<Manifest>();
  for (const manifest of all) index.add(namespaceOf(manifest), podLabels(manifest), manifest);
  return [...ctx.services.values()].filter((service) => {
    const namespace = namespaceOf(service);
    const behind = ctx.aliasMap.get(serviceKey(namespace, service.metadata.name)) ?? [];
    return behind.length === 0 && index.matching(namespace, selectorOf(service)).length > 0;
  });
}

/** The port that Prometheus listens on, where that is the one that is meant. */
function webPort(target: string, portName: string): number | undefined {
  return target === portName || target === "web" || portNumber(target) === WEB_PORT
    ? WEB_PORT
    : undefined;
}
