/**
 * Network policies in front of ingress controllers, by whose pods all requests for their routes come.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { portNumber, targetPortOf } from "../kubernetes/services.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { items, text } from "../read.ts";
import { servicesOf } from "./controller_services.ts";
import type { PodPort } from "./network_rules.ts";
import { admissionOf } from "./source_policies.ts";

/**
 * The policies that keep somebody from outside from a controller's pods: from one of the ports that are open to the outside, or
 * everybody from all of them. Where none is, somebody inside leads to the controller, and nobody is kept out but whom a policy
 * names.
 *
 * @example
 * ```ts
 * import { frontPolicies } from "./front_policies.ts";
 * import { workloadOf } from "../kubernetes/workloads.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const labels = { app: "edge" };
 * const metadata = { name: "edge", namespace: "edge" };
 * const pod = { kind: "Pod", metadata: { ...metadata, labels }, spec: { containers: [] } };
 * const service = {
 *   kind: "Service",
 *   metadata,
 *   spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
 * };
 * const policy = {
 *   apiVersion: "networking.k8s.io/v1",
 *   kind: "NetworkPolicy",
 *   metadata,
 *   spec: { podSelector: {}, ingress: [] },
 * };
 * assertEquals(frontPolicies(workloadOf(pod)!, testContext([service, policy])), [policy]);
 * ```
 */
export function frontPolicies(
  workload: Workload,
  ctx: Pick<ConvertContext, "manifests">,
): readonly Manifest[] {
  const ports = workload.pod.hostNetwork === true ? [] : openPorts(workload, ctx);
  const admissions = (ports.length > 0 ? ports : [undefined])
    .map((port) => admissionOf(workload, port, ctx));
  const partly = admissions.filter(({ admits }) => admits === "some");
  if (partly.length > 0) return [...new Set(partly.flatMap(({ policies }) => policies))];
  const isClosed = ports.length > 0 && admissions.every(({ admits }) => admits === "nobody");
  return isClosed ? admissions[0].policies : [];
}

/** Ports of the pods that something opens to the outside. */
function openPorts(workload: Workload, ctx: Pick<ConvertContext, "manifests">): PodPort[] {
  const byServices = servicesOf(workload.manifest, ctx)
    .filter(({ spec }) => ["LoadBalancer", "NodePort"].includes(text(spec?.type)))
    .flatMap(({ spec }) => items(spec?.ports))
    .map((port) => ({ target: targetPortOf(port, [workload]), protocol: text(port.protocol) }));
  const byPods = items(workload.pod.containers).flatMap(({ ports }) => items(ports))
    .filter(({ hostPort }) => portNumber(hostPort) !== undefined)
    .map((port) => ({
      target: portNumber(port.containerPort) ?? NaN,
      protocol: text(port.protocol),
    }));
  return [...byServices, ...byPods].filter(({ target }) => !Number.isNaN(target));
}
