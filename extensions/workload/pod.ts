/**
 * What a pod says of its network and its processes.
 *
 * @module
 */

import { type ComposeService, items, text } from "@dekube/engine/pacts";
import {
  type Container,
  HOST_NAME,
  podName,
  type PodSpec,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/** Keys of a service that has a network of its own, for the containers that use it. */
export function convertPod(workload: Workload, containers: readonly Container[]): ComposeService {
  const { pod } = workload;
  return {
    ...hostname(workload),
    ...extraHosts(pod, containers),
    ...dns(pod),
    ...(pod.hostPID === true ? { pid: "host" } : {}),
    ...(pod.hostIPC === true ? { ipc: "host" } : {}),
  };
}

/** Keys of a sidecar that shares the main container's processes. */
export function sharedProcesses(pod: PodSpec, main: string): ComposeService {
  return {
    ...(pod.hostPID === true
      ? { pid: "host" }
      : pod.shareProcessNamespace === true
      ? { pid: `service:${main}` }
      : {}),
    ...(pod.hostIPC === true ? { ipc: "host" } : {}),
  };
}

/** `spec.hostname`; of a StatefulSet the pod's name, whose number programs read. */
function hostname(workload: Workload): ComposeService {
  const name = text(workload.pod.hostname) ||
    (workload.id.kind === "StatefulSet" ? podName(workload) : "");
  return name && name.length <= 63 ? { hostname: name } : {};
}

function extraHosts(pod: PodSpec, containers: readonly Container[]): ComposeService {
  const hosts = items(pod.hostAliases).flatMap(({ ip, hostnames }) =>
    items(hostnames).map((name) => [text(name), text(ip)])
  ).filter(([name, ip]) => name !== "" && ip !== "");
  if (containers.some(readsHostIp)) hosts.push([HOST_NAME, "host-gateway"]);
  return hosts.length > 0 ? { extra_hosts: Object.fromEntries(hosts) } : {};
}

/** `status.hostIP` becomes a name that Docker must be told of. */
function readsHostIp(container: Container): boolean {
  return items(container.env).some((variable) =>
    /^status\.hostIPs?$/.test(text(variable.valueFrom?.fieldRef?.fieldPath))
  );
}

function dns(pod: PodSpec): ComposeService {
  const servers = unique(items(pod.dnsConfig?.nameservers).map(text));
  const search = unique(items(pod.dnsConfig?.searches).map(text));
  const options = unique(
    items(pod.dnsConfig?.options)
      .map(({ name, value }) => text(value) === "" ? text(name) : `${text(name)}:${text(value)}`),
  );
  return {
    ...(servers.length > 0 ? { dns: servers } : {}),
    ...(search.length > 0 ? { dns_search: search } : {}),
    ...(options.length > 0 ? { dns_opt: options } : {}),
  };
}

/** Compose refuses lists that say a thing twice. */
function unique(values: string[]): string[] {
  return [...new Set(values)].filter((value) => value !== "");
}
