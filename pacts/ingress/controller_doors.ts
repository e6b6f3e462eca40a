/**
 * By which ports clients come to a port at which an ingress controller listens.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { internalSign, loadBalancerAccess } from "../kubernetes/load_balancer.ts";
import { portNumber, targetPortOf } from "../kubernetes/services.ts";
import type { ServicePort } from "../kubernetes/types.ts";
import { type Workload, workloadOf } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { items, list, type Mapping, mapping, text } from "../read.ts";
import { servicesOf } from "./controller_services.ts";

/** A port that clients know. */
export interface Door {
  /** Its number. */
  readonly port: number;
  /** The networks that alone come in by it. */
  readonly sources?: readonly string[];
  /** Why nobody may come in by it here: what asks them, in words. */
  readonly guard?: string;
  /** What keeps it in a private network. */
  readonly internal?: string;
}

/** A port at which a controller listens. */
interface Listening {
  port: number;
  protocol: "TCP" | "UDP";
}

/**
 * The doors that Services of the controller and its pods' own ports make. Where it has some for the outside and none of them
 * leads to the port there is none; where it has no such door at all something else leads to its pods, by the same port.
 */
export function doorsOf(
  controller: Manifest,
  listening: Listening,
  ctx: Pick<ConvertContext, "manifests" | "config">,
): Door[] {
  const workload = workloadOf(controller);
  if (workload?.pod.hostNetwork === true) return [{ port: listening.port }];
  const hostPorts = hostPortsOf(workload);
  const services = servicesOf(controller, ctx)
    .filter(({ spec }) => ["LoadBalancer", "NodePort"].includes(text(spec?.type)));
  if (services.length === 0 && hostPorts.length === 0) return [{ port: listening.port }];
  const byPods = hostPorts
    .filter(({ containerPort, protocol }) =>
      portNumber(containerPort) === listening.port &&
      (text(protocol) || "TCP") === listening.protocol
    )
    .map(({ hostPort }) => ({ port: Number(text(hostPort)) }));
  const leads = (port: ServicePort) =>
    (text(port.protocol) || "TCP") === listening.protocol &&
    targetPortOf(port, workload ? [workload] : []) === listening.port;
  const byServices = services.flatMap((service): Door[] => {
    const isBalancer = text(service.spec?.type) === "LoadBalancer";
    const { sources, firewall, does, path } = loadBalancerAccess(service, ctx.config);
    return items(service.spec?.ports).filter(leads).flatMap((port): Door[] => {
      const number = (isBalancer ? undefined : portNumber(port.nodePort)) ?? portNumber(port.port);
      if (number === undefined) return [];
      if (!isBalancer) return [{ port: number }];
      const { name } = service.metadata;
      if (firewall !== undefined) {
        return [{ port: number, guard: `${path} of the Service "${name}" ${does}` }];
      }
      const sign = internalSign(service);
      return [{
        port: number,
        ...(sources ? { sources } : {}),
        ...(sign === undefined ? {} : { internal: `${sign} of the Service "${name}"` }),
      }];
    });
  });
  return merged([...byPods, ...byServices]);
}

/** The ports of containers that are ports of their machine. */
function hostPortsOf(workload: Workload | undefined): Mapping[] {
  return items(workload?.pod.containers).flatMap((container) => list(mapping(container).ports))
    .map(mapping)
    .filter(({ hostPort }) => portNumber(hostPort) !== undefined);
}

/** One door a port: who may come in by one of several may come in. */
function merged(doors: readonly Door[]): Door[] {
  const byPort = new Map<number, Door>();
  for (const door of doors) byPort.set(door.port, either(byPort.get(door.port) ?? door, door));
  return [...byPort.values()];
}

function either(one: Door, other: Door): Door {
  if (one.guard !== undefined) return other;
  if (other.guard !== undefined) return one;
  const { port, sources, internal } = one;
  const all = sources && other.sources ? [...sources, ...other.sources] : undefined;
  return {
    port,
    ...(all ? { sources: [...new Set(all)] } : {}),
    ...(internal !== undefined && other.internal !== undefined ? { internal } : {}),
  };
}
