/**
 * Sees to it that no two services publish one port of the host.
 *
 * @module
 */

import type { ComposeService, Diagnostics } from "../../../pacts/mod.ts";

/**
 * Takes ports away that another service publishes already, and says so. `first` names the services
 * that go before all others: the reverse proxy is the platform's door.
 */
export function dropTakenPorts(
  services: Record<string, ComposeService>,
  first: readonly string[],
  diagnostics: Diagnostics,
): void {
  const owners = new Map<string, { address: string; service: string }[]>();
  const names = [...first, ...Object.keys(services).filter((name) => !first.includes(name))];
  for (const name of names) {
    const service = services[name];
    if (!Array.isArray(service?.ports)) continue;
    const kept = service.ports.filter((port) => {
      const binding = parsePort(port);
      if (!binding) return true;
      const key = `${binding.host}/${binding.protocol}`;
      const taken = owners.get(key) ?? [];
      const other = taken.find(({ address }) =>
        address === binding.address || address === "" || binding.address === ""
      );
      if (other) {
        diagnostics.warn(
          "port-taken",
          `the service "${name}" would publish port ${key} of the host, which "${other.service}" publishes already; it is not published. Give it another under "overrides.${name}.ports" in dekube.yaml`,
        );
        return false;
      }
      owners.set(key, [...taken, { address: binding.address, service: name }]);
      return true;
    });
    if (kept.length > 0) service.ports = kept;
    else delete service.ports;
  }
}

function parsePort(
  port: unknown,
): { address: string; host: string; protocol: string } | undefined {
  const match = /^(?:(.*):)?(\d+):\d+(?:\/(\w+))?$/.exec(String(port));
  if (!match) return undefined;
  const [, address = "", host, protocol = "tcp"] = match;
  return { address: address === "0.0.0.0" ? "" : address, host, protocol };
}
