/**
 * Ports of the machine that two services of a finished project publish: Docker starts one of them alone.
 *
 * @module
 */

import { type ComposeProject, type Diagnostics, isMapping, items } from "../../../pacts/mod.ts";
import { publishedPortsOf } from "../output/published.ts";

/** Says which they are, be it by the user's overrides or services. Those of profiles need not run at one time. */
export function warnSharedPorts(
  { services }: Pick<ComposeProject, "services">,
  diagnostics: Diagnostics,
): void {
  // By port, who has it at which address.
  const owners = new Map<string, Map<string, string>>();
  for (const [name, service] of Object.entries(services)) {
    if (isMapping(service) && items(service.profiles as unknown[]).length > 0) continue;
    for (const { address, port, protocol } of publishedPortsOf(service)) {
      const key = `${port}/${protocol}`;
      const known = owners.get(key) ?? new Map<string, string>();
      owners.set(key, known);
      const place = isAny(address) ? ANY : address;
      const [first] = known.values();
      const other = place === ANY ? first : known.get(place) ?? known.get(ANY);
      if (other === undefined) known.set(place, name);
      else if (other !== name) {
        diagnostics.warn(
          "shared-port",
          `the services "${other}" and "${name}" both publish port ${key} of this machine, so one of them does not start. Give one another port: overrides.NAME.ports, or extensions.caddy.http_port and https_port for the proxy, in dekube.yaml`,
        );
      }
    }
  }
}

const ANY = "";

function isAny(address: string): boolean {
  return ["", "0.0.0.0", "::"].includes(address);
}
