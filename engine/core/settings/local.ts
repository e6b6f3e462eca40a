/**
 * Settings for a laptop: names that lead to it by themselves, and ports that are free there (`--local`).
 *
 * @module
 */

import type { ComposeProject, Config } from "../../../pacts/mod.ts";
import { isHostPattern } from "../../../pacts/ingress/mod.ts";
import type { EntryPoint } from "../entry_points.ts";
import { publishedPortsOf } from "../output/published.ts";

/** A conversion that was made for elsewhere. */
export interface ForElsewhere {
  /** Its project. */
  project: Pick<ComposeProject, "services">;
  /** Its ways in. */
  entryPoints: readonly EntryPoint[];
}

/** What is known of the machine: whether a port of it is free. */
export type IsFree = (port: number, protocol: "tcp" | "udp") => boolean | Promise<boolean>;

/**
 * The settings with a name below `.localhost` for every host, and a free port for each that another program has. What the
 * user has set stays.
 *
 * @example
 * ```ts
 * import { defaultConfig } from "../../../pacts/config.ts";
 * import { localConfig } from "./local.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const shop = { url: "", protocol: "http", host: "shop.acme.io", address: "", port: 80, service: "caddy" } as const;
 * const elsewhere = { project: { services: {} }, entryPoints: [{ ...shop, extension: "caddy" }] };
 * const config = await localConfig(defaultConfig(), elsewhere, (port) => port !== 80);
 * assertEquals(config.hosts, { "shop.acme.io": "shop.localhost" });
 * assertEquals(config.extensions, { caddy: { http_port: 8080 } });
 * ```
 */
export async function localConfig(
  config: Config,
  { project, entryPoints }: ForElsewhere,
  isFree: IsFree,
): Promise<Config> {
  const ports = new FreePorts(isFree);
  const extensions = await proxyPorts(config, entryPoints, ports);
  return {
    ...config,
    hosts: { ...localHosts(entryPoints.map(({ host }) => host), config.hosts), ...config.hosts },
    extensions,
    overrides: await otherPorts(config, project, entryPoints, ports),
  };
}

/** A name below `.localhost` for each host that has none there: its first label, with a number where that is taken. */
export function localHosts(
  hosts: readonly string[],
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const targets = new Set(Object.values(given));
  const names = [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) =>
    isHostPattern(host) && host.includes(".") && !host.endsWith(".localhost") &&
    !/^[\d.]+$|:/.test(host) &&
    !Object.hasOwn(given, host) && !targets.has(host)
  );
  const taken = new Set([...hosts, ...Object.values(given)].map((host) => host.toLowerCase()));
  const result: Record<string, string> = {};
  const last = new Map<string, number>();
  // Plain names go before patterns, which are not what people type.
  for (const host of names.sort((a, b) => Number(a.startsWith("*")) - Number(b.startsWith("*")))) {
    const labels = host.split(".");
    const isPattern = labels[0] === "*";
    const label = labels[isPattern ? 1 : 0];
    const nameOf = (label: string) => `${isPattern ? "*." : ""}${label}.localhost`;
    let name = nameOf(label);
    while (taken.has(name)) {
      const number = (last.get(label) ?? 1) + 1;
      last.set(label, number);
      name = nameOf(`${label}-${number}`);
    }
    taken.add(name);
    result[host] = name;
  }
  return result;
}

const PROXY_PORTS = [
  { protocol: "http", setting: "http_port", usual: 80, first: 8080 },
  { protocol: "https", setting: "https_port", usual: 443, first: 8443 },
] as const;

/** The proxy's ports, where they are not free. */
async function proxyPorts(
  { extensions }: Config,
  entryPoints: readonly EntryPoint[],
  ports: FreePorts,
): Promise<Config["extensions"]> {
  const [{ extension: name } = {}] = entryPoints.filter(({ extension }) => extension !== undefined);
  if (name === undefined) return extensions;
  const own = Object.hasOwn(extensions, name) ? extensions[name] : {};
  const result = { ...own };
  for (const { setting, usual, first } of PROXY_PORTS) {
    const isSet = (own[setting] ?? null) !== null;
    if (isSet) ports.take(Number(own[setting]), "tcp");
    else {
      const port = await ports.choose(usual, first, "tcp");
      if (port !== usual) result[setting] = port;
    }
  }
  return Object.keys(result).length === 0 ? extensions : { ...extensions, [name]: result };
}

/** Other ports that services publish, where they are not free. */
async function otherPorts(
  { overrides }: Config,
  { services }: ForElsewhere["project"],
  entryPoints: readonly EntryPoint[],
  ports: FreePorts,
): Promise<Config["overrides"]> {
  const ofProxies = new Set(
    entryPoints.filter(({ extension }) => extension !== undefined).map(({ service }) => service),
  );
  const result = { ...overrides };
  for (const [name, service] of Object.entries(services)) {
    const published = publishedPortsOf(service);
    const own = Object.hasOwn(overrides, name) ? overrides[name] : {};
    if (ofProxies.has(name) || published.length === 0 || own === null || own.ports !== undefined) {
      continue;
    }
    const chosen = [];
    for (const { address, port, target, protocol } of published) {
      const free = await ports.choose(port, port < 1024 ? port + 8000 : port + 1, protocol);
      chosen.push({ address, port: free, target, protocol, isMoved: free !== port });
    }
    if (!chosen.some(({ isMoved }) => isMoved)) continue;
    result[name] = {
      ...own,
      ports: chosen.map(({ address, port, target, protocol }) =>
        `${
          address === "" ? "" : `${address.includes(":") ? `[${address}]` : address}:`
        }${port}:${target}${protocol === "udp" ? "/udp" : ""}`
      ),
    };
  }
  return result;
}

/** Ports of the machine, each given away once. */
class FreePorts {
  readonly #taken = new Set<string>();
  readonly #isFree: IsFree;

  constructor(isFree: IsFree) {
    this.#isFree = isFree;
  }

  take(port: number, protocol: "tcp" | "udp"): void {
    this.#taken.add(`${port}/${protocol}`);
  }

  /** A port, or the first that is free from another one on. */
  async choose(wanted: number, from: number, protocol: "tcp" | "udp"): Promise<number> {
    for (let port = wanted; port <= 65535; port = port === wanted ? from : port + 1) {
      if (this.#taken.has(`${port}/${protocol}`) || !await this.#isFree(port, protocol)) {
        if (port === wanted && from <= wanted) from = wanted + 1;
        continue;
      }
      this.take(port, protocol);
      return port;
    }
    return wanted;
  }
}
