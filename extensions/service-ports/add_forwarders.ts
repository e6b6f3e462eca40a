/**
 * Gives workloads their forwarders.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  networkOwner,
  readSettings,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { type Container, portNumber } from "@dekube/engine/pacts/kubernetes";
import { chosenServices } from "./chosen.ts";
import { forwarder } from "./forwarder.ts";
import { type Backend, findBackends, type Forward, portKey } from "./port_changes.ts";
import { SETTINGS } from "./settings.ts";

/** Restart policies of services that are there all the time; an extension may have left it out. */
const RUNS_ON = ["always", "unless-stopped", ""];

type ContainerPort = NonNullable<NonNullable<Container["ports"]>[number]>;
type Services = Record<string, ComposeService>;

/** Adds one forwarder for each workload with Services that are chosen and have ports that change. */
export function addForwarders(services: Services, ctx: ConvertContext): void {
  const settings = readSettings("service-ports", SETTINGS, ctx);
  if (settings.services === "none") return;
  const backends = findBackends(ctx);
  const isChosen = chosenServices(settings.services, services, backends, ctx);
  for (const backend of backends.values()) {
    // Excluded, or replaced by something that is no service.
    if (!Object.hasOwn(services, backend.name)) continue;
    const forwards = forwardsOf(backend, isChosen, ctx);
    if (forwards.length === 0) continue;
    const owner = networkOwner(services, backend.name);
    if (owner === undefined) {
      sayNone(forwards, `the service "${backend.name}" has no network of its own`, ctx);
      continue;
    }
    // A Job that a selector hits by chance: what joins its network can't start once it is done.
    if (!RUNS_ON.includes(services[backend.name].restart ?? "")) {
      sayNone(forwards, `the service "${backend.name}" ends by itself`, ctx);
      continue;
    }
    const name = ctx.names.reserve(`${backend.name}-ports`);
    services[name] = forwarder(owner, forwards, services[owner], settings.image);
    noteForwards(name, forwards, backend, ctx);
  }
}

/** The ports to listen on: none twice, and none that the pod has itself. */
function forwardsOf(
  { changes, listening }: Backend,
  isChosen: (service: Service) => boolean,
  ctx: ConvertContext,
): Forward[] {
  const forwards = new Map<string, Forward>();
  for (const forward of changes) {
    const { service, protocol, port, target } = forward;
    if (!isChosen(service)) continue;
    const reporter = ctx.report(service, "spec.ports");
    const key = portKey(protocol, port);
    const other = forwards.get(key);
    if (listening.has(key)) {
      const isOwn = (own: ContainerPort) => portNumber(own.containerPort) === port;
      notePorts(service, isOwn, "which ports of Services are forwarded", ctx);
      reporter.info(
        "port-in-use",
        `port ${port} leads to ${target} in the cluster, but the pod listens on ${port} itself; what asks for ${port} without a URL gets that`,
      );
    } else if (!other) {
      forwards.set(key, forward);
    } else if (other.target !== target) {
      reporter.warn(
        "port-conflict",
        `port ${port} leads to ${target} here and to ${other.target} by the Service "${other.service.metadata.name}", which is kept: both names lead to the same container`,
      );
    }
  }
  return [...forwards.values()];
}

/**
 * Notes which ports of Services, and of the pods behind them, are forwarded. That another Service's port of the same number
 * leads elsewhere counts too: the pod would listen on it otherwise.
 */
function noteForwards(
  name: string,
  forwards: readonly Forward[],
  { changes }: Backend,
  ctx: ConvertContext,
): void {
  const to = `services.${name}.command`;
  const ports = new Set(forwards.map(({ protocol, port }) => portKey(protocol, port)));
  for (const forward of changes) {
    if (!ports.has(portKey(forward.protocol, forward.port))) continue;
    const { service, index } = forward;
    const { targetPort, protocol } = service.spec?.ports?.[index] ?? {};
    const isKept = forwards.includes(forward);
    const fields = isKept ? ["port", ...text(protocol) === "UDP" ? ["protocol"] : []] : [];
    for (const field of [...fields, "targetPort"]) {
      ctx.account?.shaped(service, `spec.ports[${index}].${field}`, to);
    }
    notePorts(service, ({ name }) => text(name) !== "" && name === targetPort, to, ctx);
  }
}

/** Notes which ports of the pods behind a Service have shaped something. */
function notePorts(
  service: Service,
  isMeant: (port: ContainerPort) => boolean,
  to: string,
  { account, services }: ConvertContext,
): void {
  if (!account) return;
  for (const { id, pod } of services.selected(service)) {
    for (const { name, ports } of [...items(pod.containers), ...items(pod.initContainers)]) {
      for (const [index, port] of items(ports).entries()) {
        const place = `containers[${text(name)}].ports[${text(port.name) || index}]`;
        if (isMeant(port)) account.shaped(id, place, to);
      }
    }
  }
}

function sayNone(
  forwards: readonly Forward[],
  reason: string,
  ctx: ConvertContext,
): void {
  for (const { service, port, target } of forwards) {
    ctx.report(service, "spec.ports").info(
      "no-forwarder",
      `port ${port} is not forwarded to ${target}: ${reason}`,
    );
  }
}
