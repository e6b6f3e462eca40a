/**
 * Ports that a service publishes, as Compose reads them.
 *
 * @module
 */

import { type ComposeProject, isMapping, items, text } from "../../../pacts/mod.ts";

/** A port of the machine that leads to one of a container. */
export interface PublishedPort {
  /** Address of the machine; empty for all. */
  address: string;
  /** Port of the machine. */
  port: number;
  /** Port of the container. */
  target: number;
  /** What is spoken. */
  protocol: "tcp" | "udp";
}

/**
 * The ports that a service of compose.yml publishes, in either form, ranges port by port. One that Docker chooses is not
 * among them.
 *
 * @example
 * ```ts
 * import { publishedPortsOf } from "./published.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(publishedPortsOf({ ports: ["127.0.0.1:8080:80", "53:53/udp", "9000"] }), [
 *   { address: "127.0.0.1", port: 8080, target: 80, protocol: "tcp" },
 *   { address: "", port: 53, target: 53, protocol: "udp" },
 * ]);
 * ```
 */
export function publishedPortsOf(service: unknown): PublishedPort[] {
  const ports = isMapping(service) ? service.ports : undefined;
  return items(Array.isArray(ports) ? ports as unknown[] : undefined).flatMap((port) => {
    const { address, published, target, protocol } = isMapping(port)
      ? longForm(port)
      : shortForm(port);
    const [from, to] = [numbers(published), numbers(target)];
    if (!from || !to || from.length !== to.length || !["tcp", "udp"].includes(protocol)) return [];
    return from.map((port, index) => ({
      address: address.replace(/^\[(.*)\]$/, "$1"),
      port,
      target: to[index],
      protocol: protocol as PublishedPort["protocol"],
    }));
  });
}

/** A port in words. */
type Words = Record<"address" | "published" | "target" | "protocol", string>;

function longForm({ host_ip, published, target, protocol }: Record<string, unknown>): Words {
  return {
    address: text(host_ip),
    published: text(published),
    target: text(target),
    protocol: text(protocol) || "tcp",
  };
}

/** `[ADDRESS:]PUBLISHED:TARGET[/PROTOCOL]`; variables have their default. */
function shortForm(port: unknown): Words {
  const written = text(port).replace(/\$\{\w+:?-([^{}]*)\}/g, "$1");
  const [, address = "", published = "", target = "", protocol = "tcp"] =
    /^(?:(.*):)?([\d-]+):([\d-]+)(?:\/(\w+))?$/.exec(written) ?? [];
  return { address, published, target, protocol };
}

/** A port, or those of a range. */
function numbers(range: string): number[] | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!(from > 0 && to >= from && to <= 65535)) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The ports of the machine that the services of a project publish, each once, as `80/tcp`. */
export function portsOf({ services }: Pick<ComposeProject, "services">): string[] {
  const ports = Object.values(services).flatMap(publishedPortsOf);
  return [...new Set(ports.map(({ port, protocol }) => `${port}/${protocol}`))].sort();
}
