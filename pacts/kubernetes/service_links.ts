/**
 * Variables by which Kubernetes tells pods of the Services of their namespace: `REDIS_SERVICE_HOST`,
 * `REDIS_PORT_6379_TCP_ADDR`. They exist where something uses them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { namespaceOf } from "../manifest.ts";
import { items, text } from "../read.ts";
import { usedLinkNames } from "./service_link_names.ts";
import { isHeadless, portNumber } from "./services.ts";
import type { Container, Service } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** The variables among Kubernetes' own that a container uses: in its values, command lines and probes, and in files. */
export function serviceLinks(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): Record<string, string> {
  const links: Record<string, string> = {};
  if (workload.pod.enableServiceLinks === false) return links;
  for (const name of usedLinkNames(container, workload, ctx)) {
    const value = valueOf(name, workload, ctx);
    if (value !== undefined) links[name] = value;
  }
  return links;
}

/** What stands behind a Service's name in a variable's. */
const FORMS: readonly [RegExp, (link: Link, ...groups: string[]) => string | undefined][] = [
  [/_SERVICE_HOST$/, ({ host }) => host],
  [/_SERVICE_PORT$/, ({ first }) => first && String(first.target)],
  [/_SERVICE_PORT_([A-Z0-9_]+)$/, ({ ports }, name) => {
    const named = ports.find((port) => variable(port.name) === name);
    return named && String(named.target);
  }],
  [/_PORT$/, ({ first, host }) => first && url(first, host)],
  [/_PORT_(\d+)_(TCP|UDP|SCTP)(?:_(PROTO|PORT|ADDR))?$/, ({ ports, host }, ...groups) => {
    const [number, protocol, part] = groups;
    const port = ports.find((port) => String(port.number) === number && port.protocol === protocol);
    if (!port) return undefined;
    if (part === "PROTO") return protocol.toLowerCase();
    if (part === "PORT") return String(port.target);
    return part === "ADDR" ? host : url(port, host);
  }],
];

/** What the variables of one Service say. */
interface Link {
  /** A name that leads there. */
  host: string;
  ports: readonly LinkPort[];
  first: LinkPort | undefined;
}

interface LinkPort {
  name: string;
  number: number;
  protocol: string;
  /** The port that is listened on: there is no Service that would change it. */
  target: number;
}

function valueOf(name: string, { id }: Workload, ctx: ConvertContext): string | undefined {
  for (const [form, value] of FORMS) {
    const match = form.exec(name);
    if (!match) continue;
    // No Service's name holds an underscore, so there is one way back.
    const service = name.slice(0, match.index).toLowerCase().replaceAll("_", "-");
    const link = linkOf(ctx.services.get(id.namespace, service), id.namespace, ctx);
    const result = link && value(link, ...match.slice(1));
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Only Services with an address of their own have variables. */
function linkOf(
  service: Service | undefined,
  namespace: string,
  ctx: ConvertContext,
): Link | undefined {
  if (!service || namespaceOf(service) !== namespace) return undefined;
  if (isHeadless(service) || text(service.spec?.type) === "ExternalName") return undefined;
  const ports = items(service.spec?.ports).flatMap((port) => {
    const number = portNumber(port.port);
    if (number === undefined) return [];
    return [{
      name: text(port.name),
      number,
      protocol: text(port.protocol) || "TCP",
      target: ctx.services.targetPort(service, number) ?? number,
    }];
  });
  return { host: service.metadata.name, ports, first: ports[0] };
}

function url({ protocol, target }: LinkPort, host: string): string {
  return `${protocol.toLowerCase()}://${host}:${target}`;
}

function variable(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}
