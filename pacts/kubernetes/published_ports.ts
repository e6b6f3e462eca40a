/**
 * Ports that a Compose service publishes on the host.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Manifest } from "../manifest.ts";
import { harmlessRemedy } from "../annotations/harmless_remedy.ts";
import { ipAddress } from "../ip_address.ts";
import { items, mapping, text, texts } from "../read.ts";
import { settingPath } from "../setting_path.ts";
import { clusterOnly, frontOf, internalSign, loadBalancerAccess } from "./load_balancer.ts";
import { portNumber } from "./services.ts";
import type { Service, ServicePort } from "./types.ts";

/** Says the container port behind a port of a Service, where there is one. */
export type TargetOf = (port: ServicePort) => number | undefined;

/** What keeps somebody from a port of a pod. */
export interface PortGuard {
  /** The object that does, in words. */
  by: string;
  /** Whom it lets in: some, or nobody from outside the cluster. */
  admits: "some" | "nobody";
}

/** Says what keeps somebody from a port of a pod, where anything does: from all who come, or who come by a Service. */
export type PortGuardOf = (
  port: { target: number; protocol?: string },
  service?: Service,
) => PortGuard | undefined;

/** A port of the host and what it leads to. */
interface Binding {
  host: number;
  target: number;
  protocol: string;
}

/**
 * Ports that a Compose service publishes. Docker does not ask where a request comes from, so what a Service opens to some
 * alone is not published, which is said.
 *
 * @example
 * ```ts
 * import { PublishedPorts } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ports = new PublishedPorts("web", testContext([]));
 * const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8080 }] };
 * ports.addService({ kind: "Service", metadata: { name: "web" }, spec }, () => 8080);
 * ports.add({ host: 9000, target: 9000 }, "127.0.0.1");
 * assertEquals(ports.all(), ["80:8080", "127.0.0.1:9000:9000"]);
 * ```
 */
export class PublishedPorts {
  readonly #ports = new Set<string>();
  /** What is left to say once all ports are known. */
  readonly #remarks: ((published: readonly string[]) => void)[] = [];
  readonly #name: string;
  readonly #ctx: Pick<ConvertContext, "config" | "report">;

  /** Those of the Compose service `name`. */
  constructor(name: string, ctx: Pick<ConvertContext, "config" | "report">) {
    this.#name = name;
    this.#ctx = ctx;
  }

  /** Publishes a port, at one address of the host or at all of them. */
  add(
    { host, target, protocol = "" }: { host: number; target: number; protocol?: string },
    address = "",
  ): void {
    this.#ports.add(written({ host, target, protocol }, address));
  }

  /** Publishes a port at the one address that an object names; not where it is none, since it may have kept others out. */
  addAt(
    binding: { host: number; target: number; protocol?: string },
    address: string,
    { object, path }: { object: Manifest; path: string },
  ): void {
    if (address === "" || ipAddress(address) !== undefined) {
      this.add(binding, address);
      return;
    }
    this.#withhold(
      [{ protocol: "", ...binding }],
      (setting) =>
        this.#ctx.report(object, path).error(
          "bad-address",
          `${
            JSON.stringify(address)
          } is no IP address, so port ${binding.target} is not published. Write one, such as "127.0.0.1"; to open the port to everybody who reaches this machine: ${setting}`,
        ),
    );
  }

  /** Leaves a port out that an object opens, because something keeps somebody from it in the cluster. */
  withhold(
    binding: { host: number; target: number; protocol?: string },
    guard: PortGuard,
    { object, path }: { object: Manifest; path: string },
  ): void {
    this.#guard(object, path, [{ protocol: "", ...binding }], guard);
  }

  /**
   * Publishes what a Service opens to the outside: `nodePort` of a NodePort (`port` where it gives none), `port` of a
   * LoadBalancer. Not those from which something keeps somebody in the cluster.
   */
  addService(service: Service, targetOf: TargetOf, guardOf: PortGuardOf = () => undefined): void {
    const type = frontOf(service);
    if (type !== "") {
      const hostPort = ({ port, nodePort }: ServicePort) =>
        type === "NodePort" ? portNumber(nodePort) ?? portNumber(port) : portNumber(port);
      const open = this.#withoutGuarded(service, bindingsOf(service, targetOf, hostPort), guardOf);
      if (type === "LoadBalancer" || clusterOnly(service)) this.#addLoadBalancer(service, open);
      else for (const binding of open) this.add(binding);
    }
    if (text(service.spec?.type) !== "ExternalName") this.#addExternalAddresses(service, targetOf);
  }

  /** The ports as Compose writes them. Says what is not published; the user's own word on ports ends that. */
  all(): string[] {
    const published = [...this.#ports];
    if (!this.#isSettled()) { for (const remark of this.#remarks) remark(published); }
    return published;
  }

  /** Whether the user says which ports are published. */
  #isSettled(): boolean {
    const { overrides } = this.#ctx.config;
    return [this.#name, `${this.#name}-pod`].some((name) =>
      Object.hasOwn(overrides, name) && "ports" in mapping(overrides[name])
    );
  }

  /** Those of a Service's ports from which nothing keeps anybody. */
  #withoutGuarded(service: Service, bindings: Binding[], guardOf: PortGuardOf): Binding[] {
    const guards = bindings.map((binding) => guardOf(binding, service));
    const guarded = Map.groupBy(guards.keys(), (index) => {
      const guard = guards[index];
      return guard && `${guard.admits} ${guard.by}`;
    });
    for (const [key, places] of guarded) {
      const guard = guards[places[0]];
      if (key === undefined || !guard) continue;
      this.#guard(service, "spec.ports", places.map((place) => bindings[place]), guard);
    }
    return bindings.filter((_, index) => !guards[index]);
  }

  #addLoadBalancer(service: Service, bindings: readonly Binding[]): void {
    if (bindings.length === 0) return;
    const { config } = this.#ctx;
    const { sources, firewall, does, isUnknown, path, loopback } = loadBalancerAccess(
      service,
      config,
    );
    if (firewall !== undefined) {
      const what = isUnknown
        ? `${firewall} ${does}`
        : `is for some alone: it ${does}, which Compose can't see to`;
      const harmless = isUnknown ? ` ${harmlessRemedy([firewall])}.` : "";
      this.#withhold(bindings, (setting) =>
        this.#ctx.report(service, path).error(
          "restricted-port",
          `${what}, so its ports are not published.${harmless} To open them to everybody who reaches this machine: ${setting}`,
        ));
      return;
    }
    if (sources === undefined || loopback.length > 0) {
      for (const address of sources === undefined ? [""] : loopback) {
        for (const binding of bindings) this.add(binding, address);
      }
      if (sources === undefined) this.#sayInternal(service, bindings);
      return;
    }
    this.#withhold(bindings, (setting) =>
      this.#ctx.report(service, path).error(
        "restricted-port",
        `lets in ${
          sources.join(", ")
        } alone, which Compose can't see to, so its ports are not published. To open them to everybody who reaches this machine: ${setting}; an address of the machine before a port opens it there alone ("127.0.0.1:${
          written(bindings[0])
        }")`,
      ));
  }

  #guard(
    object: Manifest,
    path: string,
    bindings: readonly Binding[],
    { by, admits }: PortGuard,
  ): void {
    const targets = [...new Set(bindings.map(({ target }) => target))];
    const ports = `port${targets.length > 1 ? "s" : ""} ${targets.join(", ")} of its pods`;
    const what = admits === "some"
      ? `${by} says who may ask ${ports}, which Compose can't see to`
      : `${by} lets nobody outside the cluster come to ${ports}`;
    const [are, them] = targets.length > 1 ? ["they are", "them"] : ["it is", "it"];
    this.#withhold(bindings, (setting) =>
      this.#ctx.report(object, path).error(
        "restricted-port",
        `${what}, so ${are} not published. To open ${them} to everybody who reaches this machine: ${setting}`,
      ));
  }

  #sayInternal(service: Service, bindings: readonly Binding[]): void {
    const sign = internalSign(service);
    if (sign === undefined) return;
    const open = new Set(bindings.map((binding) => written(binding)));
    this.#remarks.push((published) => {
      const closed = published.map((port) => open.has(port) ? `127.0.0.1:${port}` : port);
      this.#ctx.report(service).warn(
        "internal-load-balancer",
        `is reached from a private network alone (${sign}), while its ports are published at all addresses of this machine. To have them for the machine itself: ${
          this.#setting(closed)
        }${addressesBeside(service)}`,
      );
    });
  }

  /** Ports that are not published, unless something else does: says how the user can. */
  #withhold(bindings: readonly Binding[], say: (setting: string) => void): void {
    this.#remarks.push((published) => {
      const missing = bindings.map((binding) => written(binding))
        .filter((port) => !published.includes(port));
      if (missing.length > 0) say(this.#setting([...published, ...missing]));
    });
  }

  /** How dekube.yaml says that these ports are to be published, and no others. */
  #setting(ports: readonly string[]): string {
    const list = ports.map((port) => JSON.stringify(port)).join(", ");
    return `${settingPath("overrides", this.#name, "ports")}: [${list}] in dekube.yaml`;
  }

  /** `externalIPs` are addresses of nodes at which a cluster takes `port`; which of them this machine has is not known. */
  #addExternalAddresses(service: Service, targetOf: TargetOf): void {
    const addresses = texts(service.spec?.externalIPs);
    if (addresses.length === 0) return;
    const bindings = bindingsOf(service, targetOf, ({ port }) => portNumber(port));
    this.#withhold(bindings, (setting) =>
      this.#ctx.report(service, "spec.externalIPs").warn(
        "external-address",
        `is reached at ${
          addresses.join(", ")
        } in the cluster, and whether this machine has such an address is not known, so its ports are not published there. To publish them at all addresses: ${setting}; an address of the machine before a port opens it there alone`,
      ));
  }
}

/** The other addresses at which a cluster takes a Service's ports, which would be closed with them. */
function addressesBeside({ spec }: Service): string {
  const addresses = texts(spec?.externalIPs);
  return addresses.length === 0
    ? ""
    : `. The cluster takes them at ${
      addresses.join(", ")
    } too (externalIPs): where this machine has such an address, add them with it in front`;
}

function bindingsOf(
  service: Service,
  targetOf: TargetOf,
  hostPort: (port: ServicePort) => number | undefined,
): Binding[] {
  return items(service.spec?.ports).flatMap((port) => {
    const host = hostPort(port);
    const target = targetOf(port);
    return host === undefined || !target ? [] : [{ host, target, protocol: text(port.protocol) }];
  });
}

/** A port in Compose's short syntax. */
function written({ host, target, protocol }: Binding, address = ""): string {
  const suffix = protocol === "UDP" || protocol === "SCTP" ? `/${protocol.toLowerCase()}` : "";
  const prefix = address === "" || address === "0.0.0.0"
    ? ""
    : `${address.includes(":") ? `[${address}]` : address}:`;
  return `${prefix}${host}:${target}${suffix}`;
}
