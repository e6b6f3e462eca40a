/**
 * Sees to it that no two services publish one port of the host.
 *
 * @module
 */

import { type ComposeService, type Diagnostics, settingPath, text } from "../../../pacts/mod.ts";

/** Which service publishes which port of the host. What can't be read is nobody's. */
export class PublishedPorts {
  // By port, who has it at which address.
  readonly #owners = new Map<string, Map<string, string>>();

  /** Those that services publish. */
  constructor(services: Record<string, ComposeService> = {}) {
    for (const [name, service] of Object.entries(services)) {
      for (const port of Array.isArray(service?.ports) ? service.ports : []) this.add(name, port);
    }
  }

  /** The service that publishes the port of the host which `port` (`8080:80`) would take. */
  owner(port: unknown): string | undefined {
    const binding = parsePort(port);
    if (!binding) return undefined;
    const known = this.#owners.get(binding.key);
    const [first] = known?.values() ?? [];
    return binding.address === ANY ? first : known?.get(binding.address) ?? known?.get(ANY);
  }

  /** Notes that a service publishes a port. */
  add(service: string, port: unknown): void {
    const binding = parsePort(port);
    if (!binding) return;
    const { key, address } = binding;
    const known = this.#owners.get(key) ?? new Map<string, string>();
    if (!known.has(address)) known.set(address, service);
    this.#owners.set(key, known);
  }
}

/**
 * Takes ports away that another service publishes already, and says so. `first` names the services
 * that go before all others: the reverse proxy is the platform's door.
 */
export function dropTakenPorts(
  services: Record<string, ComposeService>,
  first: readonly string[],
  diagnostics: Diagnostics,
): void {
  const published = new PublishedPorts();
  const names = [...first, ...Object.keys(services).filter((name) => !first.includes(name))];
  for (const name of names) {
    const service = services[name];
    if (!Array.isArray(service?.ports)) continue;
    const kept = service.ports.filter((port) => {
      const other = published.owner(port);
      if (other !== undefined) {
        diagnostics.warn(
          "port-taken",
          `the service "${name}" would publish port ${
            parsePort(port)!.key
          } of the host, which "${other}" publishes already; it is not published. Give it another under "${
            settingPath("overrides", name, "ports")
          }" in dekube.yaml`,
          { remedy: { override: "ports", service: name } },
        );
        return false;
      }
      published.add(name, port);
      return true;
    });
    if (kept.length > 0) service.ports = kept;
    else delete service.ports;
  }
}

function parsePort(port: unknown): { address: string; key: string } | undefined {
  const match = /^(?:(.*):)?(\d+):\d+(?:\/(\w+))?$/.exec(text(port));
  if (!match) return undefined;
  const [, address = "", host, protocol = "tcp"] = match;
  return { address: address === "0.0.0.0" ? ANY : address, key: `${host}/${protocol}` };
}

/** All addresses of the machine. */
const ANY = "";
