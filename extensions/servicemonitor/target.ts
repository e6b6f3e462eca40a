/**
 * What is scraped: an address, the labels that its metrics get, and what service discovery would know.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  idOf,
  items,
  type Manifest,
  namespaceOf,
  type Service,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  podName,
  portNumber,
  type ServicePort,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { sanitize } from "./label_name.ts";

/** A label with its value. */
export type Pair = [name: string, value: string];

/** One target of a job. */
export interface Target {
  /** `host:port`. */
  address: string;
  /** Labels of its metrics. */
  labels: Pair[];
  /** What service discovery would tell relabelings (`__meta_kubernetes_*`). */
  meta: Pair[];
}

/** A port of a pod: the number, and the container that listens there as far as one says so. */
export interface PodPort {
  number: number;
  name: string;
  container?: Container;
}

/** Containers that run as long as the pod does. */
export function runningContainers({ pod }: Workload): Container[] {
  return [
    ...items(pod.containers),
    ...items(pod.initContainers).filter((init) => text(init.restartPolicy) === "Always"),
  ];
}

/** TCP ports that a pod's containers declare. */
export function podPorts(workload: Workload): PodPort[] {
  return runningContainers(workload).flatMap((container) =>
    items(container.ports).flatMap((port) => {
      const number = portNumber(port.containerPort);
      if (number === undefined || !isTcp(port.protocol)) return [];
      return [{ number, name: text(port.name), container }];
    })
  );
}

/** The port of a pod with a number, whether or not a container declares it. */
export function podPort(workload: Workload, number: number): PodPort {
  return podPorts(workload).find((port) => port.number === number) ?? { number, name: "" };
}

/** Whether a protocol is TCP, as it is where none is named. */
export function isTcp(protocol: unknown): boolean {
  return text(protocol) === "" || text(protocol) === "TCP";
}

/** A pod's name: its StatefulSet's controller puts it into a label, the operator's too. */
export function nameOfPod(workload: Workload): string {
  return workload.labels["statefulset.kubernetes.io/pod-name"] ?? podName(workload);
}

/** Workloads without those that run in the same container as another one. */
export function oneForEachService(
  workloads: readonly Workload[],
  { names }: Pick<ConvertContext, "names">,
): Workload[] {
  const services = new Set<string>();
  return workloads.filter(({ id }) => {
    const service = names.service(id);
    if (services.has(service)) return false;
    services.add(service);
    return true;
  });
}

/** What the discovery of pods knows. */
export function podMeta(workload: Workload, port: PodPort, address: string): Pair[] {
  const { kind, name, namespace } = workload.id;
  const host = address.replace(/:\d+$/, "");
  return [
    ["__meta_kubernetes_namespace", namespace],
    ["__meta_kubernetes_pod_name", nameOfPod(workload)],
    ["__meta_kubernetes_pod_ip", host],
    ["__meta_kubernetes_pod_phase", "Running"],
    ["__meta_kubernetes_pod_ready", "true"],
    ["__meta_kubernetes_pod_controller_kind", kind],
    ["__meta_kubernetes_pod_controller_name", name],
    // What containers are told of their node as well.
    ["__meta_kubernetes_pod_node_name", "localhost"],
    ["__meta_kubernetes_pod_container_init", "false"],
    ["__meta_kubernetes_pod_container_name", text(port.container?.name)],
    ["__meta_kubernetes_pod_container_image", text(port.container?.image)],
    ["__meta_kubernetes_pod_container_port_name", port.name],
    ["__meta_kubernetes_pod_container_port_number", String(port.number)],
    ["__meta_kubernetes_pod_container_port_protocol", "TCP"],
    ...described("pod_label", workload.labels),
    ...described("pod_annotation", workload.annotations),
  ];
}

/** What the discovery of endpoints knows beside the pod. */
export function serviceMeta(
  service: Service,
  port: ServicePort | undefined,
  pod: string,
): Pair[] {
  const { name, labels, annotations } = service.metadata;
  return [
    ["__meta_kubernetes_namespace", namespaceOf(service)],
    ["__meta_kubernetes_service_name", name],
    ["__meta_kubernetes_endpoints_name", name],
    ["__meta_kubernetes_endpoint_ready", "true"],
    ["__meta_kubernetes_endpoint_port_name", text(port?.name)],
    ["__meta_kubernetes_endpoint_port_protocol", "TCP"],
    ["__meta_kubernetes_endpoint_node_name", "localhost"],
    ["__meta_kubernetes_endpoint_address_target_kind", pod === "" ? "" : "Pod"],
    ["__meta_kubernetes_endpoint_address_target_name", pod],
    ["__meta_kubernetes_endpointslice_port_name", text(port?.name)],
    ["__meta_kubernetes_endpointslice_address_target_kind", pod === "" ? "" : "Pod"],
    ["__meta_kubernetes_endpointslice_address_target_name", pod],
    ["__meta_kubernetes_endpointslice_endpoint_conditions_ready", "true"],
    ...described("service_label", labels),
    ...described("service_annotation", annotations),
  ];
}

/** Labels or annotations as service discovery shows them: the value, and that there is one. */
function described(kind: string, map: Record<string, string | null> | null | undefined): Pair[] {
  return entries(map).flatMap(([key, value]): Pair[] => {
    const name = sanitize(key);
    return [
      [`__meta_kubernetes_${kind}_${name}`, text(value)],
      [`__meta_kubernetes_${kind}present_${name}`, "true"],
    ];
  });
}

/** Whether a host name can be part of an address. */
export function isHost(name: string): boolean {
  return /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(name);
}

/** Labels of a Service or pod that its metrics get as well (`targetLabels`, `podTargetLabels`). */
export function copyLabels(names: readonly string[], from: Record<string, string>): Pair[] {
  return names.filter((name) => Object.hasOwn(from, name) && from[name] !== "")
    .map((name) => [sanitize(name), from[name]]);
}

/** What a target or a label of one takes in the config, roughly. */
const TARGET_BYTES = 128;
const LABEL_BYTES = 16;

const labelled = new WeakMap<Workload, Set<string>>();

/** The label that names the container behind a port, which is noted: the account says that the name went there. */
export function containerLabel(workload: Workload, { container }: PodPort): Pair {
  const name = text(container?.name);
  labelled.set(workload, (labelled.get(workload) ?? new Set()).add(name));
  return ["container", name];
}

/** Whether metrics get the name of a container as a label. */
export function isLabel(name: string, workload: Workload): boolean {
  return labelled.get(workload)?.has(name) ?? false;
}

/** A target, counted: there may be as many as monitors times Services, where each selects all. */
export function counted(target: Target, monitor: Manifest, { limits }: ConvertContext): Target {
  const labels = target.labels.length + target.meta.length;
  limits.generate(TARGET_BYTES + labels * LABEL_BYTES, {
    object: idOf(monitor),
    path: "spec.selector",
  });
  return target;
}
