/**
 * Ports of the machine that two services of a finished project publish: Docker starts one of them alone.
 *
 * @module
 */

import { type ComposeProject, type Diagnostics, isMapping, items } from "../../../pacts/mod.ts";
import { PublishedPorts } from "../network/published_ports.ts";
import { publishedPortsOf } from "../output/published.ts";

/** Says which they are, be it by the user's overrides or services. Those of profiles need not run at one time. */
export function warnSharedPorts(
  { services }: Pick<ComposeProject, "services">,
  diagnostics: Diagnostics,
): void {
  const published = new PublishedPorts();
  for (const [name, service] of Object.entries(services)) {
    if (isMapping(service) && items(service.profiles as unknown[]).length > 0) continue;
    for (const { address, port, target, protocol } of publishedPortsOf(service)) {
      const bound = `${address}:${port}:${target}/${protocol}`;
      const other = published.owner(bound);
      if (other === undefined) published.add(name, bound);
      else if (other !== name) {
        diagnostics.warn(
          "shared-port",
          `the services "${other}" and "${name}" both publish port ${port}/${protocol} of this machine, so one of them does not start. Give one another port: overrides.NAME.ports, or extensions.caddy.http_port and https_port for the proxy, in dekube.yaml`,
        );
      }
    }
  }
}
