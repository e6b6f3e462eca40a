/**
 * Takes away the services that stand for pods where nobody needs them any more: other extensions had containers go.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, podOwnerOf } from "@dekube/engine/pacts";
import { iterNamedContainers } from "@dekube/engine/pacts/kubernetes";
import { alone, needsOwner } from "./pod_owner.ts";

type Services = Record<string, ComposeService>;

/** What such a service is itself, beside what it holds for its pod. */
const OWN_KEYS = ["owner", "holdsPod", "image", "entrypoint", "command", "ipc", "restart"];

/** Gives what such a service holds back to the one container that is left. */
export function dissolvePods(services: Services, ctx: ConvertContext): void {
  const joined = Map.groupBy(Object.values(services), ({ network_mode: mode }) => mode);
  for (const workload of ctx.workloads) {
    const main = ctx.names.service(workload.id);
    const owner = podOwnerOf(services, main);
    if (owner === undefined) continue;
    const containers = [...iterNamedContainers(workload, main)]
      .filter(({ serviceName }) => Object.hasOwn(services, serviceName));
    const members = joined.get(`service:${owner}`) ?? [];
    if (needsOwner(containers, workload) || members.length > containers.length) continue;

    const common = Object.fromEntries(
      Object.entries(services[owner]).filter(([key]) => !OWN_KEYS.includes(key)),
    );
    dropAlias(common, main);
    delete services[owner];
    for (const named of containers) {
      const service = services[named.serviceName];
      for (const key of ["network_mode", "ipc", "pid"]) delete service[key];
      Object.assign(service, alone(named, workload, common, ctx));
    }
  }
}

/** Takes away a further name of a service that is going to be its own. */
function dropAlias(service: ComposeService, name: string): void {
  const { default: network, ...others } = service.networks ?? {};
  if (!network?.aliases) return;
  const { aliases, ...rest } = network;
  const left = aliases.filter((alias) => alias !== name);
  const kept = left.length > 0 ? { ...rest, aliases: left } : rest;
  if (Object.keys(kept).length + Object.keys(others).length === 0) delete service.networks;
  else service.networks = { ...others, default: kept };
}
