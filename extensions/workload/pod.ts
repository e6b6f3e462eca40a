/**
 * What a pod says of its network, its processes, and its part of the kernel.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  extraHosts,
  faultOfHost,
  items,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  HOST_NAME,
  isClusterDns,
  isIndexedJob,
  podDomain,
  type PodSpec,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { COMPLETION_INDEX } from "./job.ts";

/** Keys of a service that has a network of its own, for the containers that use it. */
export function convertPod(
  workload: Workload,
  containers: readonly Container[],
  ctx: Pick<ConvertContext, "addresses" | "report">,
): ComposeService {
  const { pod } = workload;
  return {
    ...hostname(workload),
    ...podHosts(workload, containers, ctx),
    ...dns(pod),
  };
}

/** Keys of a container that has the host's processes, or its memory to share. */
export function processes(pod: PodSpec): ComposeService {
  return {
    ...(pod.hostPID === true ? { pid: "host" } : {}),
    ...(pod.hostIPC === true ? { ipc: "host" } : {}),
  };
}

/** `securityContext.sysctls`, which belong to the network, or to the memory to share. */
export function podSysctls(pod: PodSpec): ComposeService {
  const settings = items(pod.securityContext?.sysctls)
    .map(({ name, value }) => [text(name), text(value)])
    .filter(([name]) => name !== "");
  return settings.length > 0 ? { sysctls: Object.fromEntries(settings) } : {};
}

/**
 * The pod's host name where it can be known: `spec.hostname`, of a StatefulSet's or a bare Pod its name, which programs
 * take apart. Below a Service it has a domain, so that it knows its whole name (`hostname -f`). With `setHostnameAsFQDN` that
 * is its host name, as far as Linux takes one.
 */
function hostname(workload: Workload): ComposeService {
  const { host, subdomain } = podDomain(workload);
  const domain = subdomain === ""
    ? ""
    : `${subdomain}.${workload.id.namespace || "default"}.svc.cluster.local`;
  if (host === "" || host.length > 63) return domain === "" ? {} : { domainname: domain };
  const full = `${host}.${domain}`;
  if (workload.pod.setHostnameAsFQDN === true && domain !== "" && full.length <= 64) {
    return { hostname: full };
  }
  return {
    hostname: isIndexedJob(workload) ? `${workload.id.name}-${COMPLETION_INDEX}` : host,
    ...(domain === "" ? {} : { domainname: domain }),
  };
}

function podHosts(
  { id, pod }: Workload,
  containers: readonly Container[],
  { addresses, report }: Pick<ConvertContext, "addresses" | "report">,
): ComposeService {
  const hosts = items(pod.hostAliases).flatMap(({ ip, hostnames }) =>
    items(hostnames).map((name) => [text(name), text(ip)] as const)
  ).filter((host) => {
    if (host.includes("")) return false;
    const fault = faultOfHost(host);
    if (fault) report(id, "spec.template.spec.hostAliases").warn("bad-host", fault);
    return fault === undefined;
  });
  if (containers.some(readsHostIp) && addresses.ofHost() === undefined) {
    hosts.push([HOST_NAME, "host-gateway"]);
  }
  return hosts.length > 0 ? { extra_hosts: extraHosts(hosts) } : {};
}

/** Where there is no address, `status.hostIP` becomes a name that Docker must be told of. */
function readsHostIp(container: Container): boolean {
  return items(container.env).some((variable) =>
    /^status\.hostIPs?$/.test(text(variable.valueFrom?.fieldRef?.fieldPath))
  );
}

function dns(pod: PodSpec): ComposeService {
  // Docker's DNS server asks these for what it does not know, and the cluster's is none of them.
  const servers = unique(items(pod.dnsConfig?.nameservers).map(text))
    .filter((address) => !isClusterDns(address));
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
