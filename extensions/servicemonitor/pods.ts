/**
 * The operator's pods, made known so that Services lead to the Compose service that is run in their place.
 *
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  mapping,
  namespaceOf,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { labelsOf, PublishedPorts, type Workload } from "@dekube/engine/pacts/kubernetes";
import type { Instance } from "./instance.ts";
import { podSpec, WEB_PORT, webPort } from "./pod_spec.ts";

/** Name of the Service that the operator makes beside each Prometheus. */
const OPERATED = "prometheus-operated";

/** Makes the pod of each CR known, that of the one that is run first, and the operator's Services. */
export function addPods(
  instance: Instance,
  ctx: ConvertContext,
): [own: Workload, ...others: Workload[]] {
  const { all, manifest, service } = instance;
  const [, ...others] = all;
  for (const cr of all) {
    const namespace = namespaceOf(cr);
    const known = ctx.services.get(namespace, OPERATED);
    if (!known || namespaceOf(known) !== namespace) ctx.manifests.add(operatedService(cr));
  }
  const labels = all.length > 0 ? podLabels(manifest) : {};
  return [
    ctx.workloads.add(manifest, { labels, spec: podSpec(instance) }, service),
    ...others.map((other) => {
      const spec = {
        containers: [{ name: "prometheus", image: instance.image, ports: [webPort(other)] }],
      };
      return ctx.workloads.add(other, { labels: podLabels(other), spec }, service);
    }),
  ];
}

/** Labels that the operator gives a Prometheus' pods, and that Services select by. */
function podLabels(manifest: Manifest): Record<string, string> {
  const { name } = manifest.metadata;
  return {
    app: "prometheus",
    ...labelsOf(mapping(mapping(manifest.spec).podMetadata).labels),
    "app.kubernetes.io/name": "prometheus",
    "app.kubernetes.io/managed-by": "prometheus-operator",
    "app.kubernetes.io/instance": name,
    "operator.prometheus.io/name": name,
    "operator.prometheus.io/mode": "server",
    "operator.prometheus.io/shard": "0",
    "prometheus": name,
    "statefulset.kubernetes.io/pod-name": `prometheus-${name}-0`,
    "apps.kubernetes.io/pod-index": "0",
  };
}

function operatedService(manifest: Manifest): Service {
  const namespace = namespaceOf(manifest);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: OPERATED,
      ...(namespace === "" ? {} : { namespace }),
      labels: { "operated-prometheus": "true" },
    },
    spec: {
      clusterIP: "None",
      ports: [{ name: webPort(manifest).name, port: WEB_PORT, targetPort: WEB_PORT }],
      selector: { "app.kubernetes.io/name": "prometheus" },
    },
  };
}

/** What Services publish on the host of where Prometheus listens; the config reloader is not here. */
export function publishedPorts(
  name: string,
  pods: readonly Workload[],
  ctx: ConvertContext,
): string[] {
  const ports = new PublishedPorts(name, ctx);
  for (const service of new Set(pods.flatMap((pod) => ctx.services.selecting(pod)))) {
    ports.addService(service, (port) => {
      const target = ctx.services.targetPort(service, text(port.name) || text(port.port));
      return target === WEB_PORT ? target : undefined;
    });
  }
  return ports.all();
}
