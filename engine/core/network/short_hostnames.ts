/**
 * Shortens host names that Linux would not take.
 *
 * @module
 */

import { type ComposeService, type Diagnostics, settingPath } from "../../../pacts/mod.ts";

/** Longest host name that Linux and DNS labels allow. */
const LONGEST = 63;

/**
 * Gives services with too long a name a shortened `hostname`. Those in another's network have none.
 */
export function shortenHostnames(
  services: Record<string, ComposeService>,
  diagnostics: Diagnostics,
): void {
  const owners = new Map<string, string>();
  for (const [name, service] of Object.entries(services)) {
    if (name.length === LONGEST || service.hostname) owners.set(service.hostname ?? name, name);
  }
  for (const [name, service] of Object.entries(services)) {
    if (name.length <= LONGEST || service.network_mode || service.hostname) continue;
    const hostname = name.slice(0, LONGEST).replace(/[^A-Za-z0-9]+$/, "");
    const other = owners.get(hostname);
    if (other) {
      diagnostics.warn(
        "hostname-collision",
        `the services "${other}" and "${name}" both get the host name "${hostname}". Set "${
          settingPath("overrides", name, "hostname")
        }" in dekube.yaml if a program reads it`,
        { remedy: { override: "hostname", service: name } },
      );
    }
    owners.set(hostname, name);
    service.hostname = hostname;
  }
}
