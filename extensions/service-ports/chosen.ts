/**
 * Which Services the settings ask for.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  namespaceOf,
  type Service,
} from "@dekube/engine/pacts";
import { neededServices } from "./needs.ts";
import type { Backend } from "./port_changes.ts";
import type { Choice } from "./settings.ts";

/** Whether a Service is to get a forwarder. */
export function chosenServices(
  choice: Choice,
  services: Record<string, ComposeService>,
  backends: ReadonlyMap<string, Backend>,
  ctx: ConvertContext,
): (service: Service) => boolean {
  if (choice === "all") return () => true;
  if (choice === "none") return () => false;
  if (choice === "auto") {
    const needed = neededServices(services, backends, ctx);
    return (service) => needed.has(service);
  }
  const names = new Set(choice);
  const known = new Set([...ctx.services.values()].flatMap(namesOf));
  for (const name of names) {
    if (known.has(name)) continue;
    ctx.report().warn(
      "unknown-service",
      `"extensions.service-ports.services" in dekube.yaml names the Service ${
        JSON.stringify(name)
      }, which is not there`,
    );
  }
  return (service) => namesOf(service).some((name) => names.has(name));
}

function namesOf(service: Service): string[] {
  const { name } = service.metadata;
  return [name, `${namespaceOf(service)}/${name}`];
}
