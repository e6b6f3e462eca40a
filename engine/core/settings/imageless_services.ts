/**
 * Services that nothing can be run of, because nobody names an image: Docker Compose refuses a whole project for one.
 *
 * @module
 */

import {
  type ComposeService,
  type Config,
  type Diagnostic,
  isMapping,
  networkOwner,
  ownValue,
  type RenderedService,
} from "../../../pacts/mod.ts";
import { removeServices } from "./removed_services.ts";

/** What a converter says of an object that names no image. */
const CODE = "no-image";

/**
 * Leaves out services without an image whose makers have said that the object names none, and what has their network. What
 * the user took the image from stays: that it is refused says where to mend it.
 */
export function dropImagelessServices(
  services: Record<string, RenderedService>,
  made: Readonly<Record<string, ComposeService>>,
  { overrides, services: own }: Pick<Config, "overrides" | "services">,
  diagnostics: Iterable<Diagnostic>,
): void {
  const said = new Set(
    [...diagnostics].filter(({ code }) => code === CODE)
      .map(({ resource }) => JSON.stringify(resource)),
  );
  if (said.size === 0) return;
  const isUsers = (name: string) =>
    Object.hasOwn(own, name) ||
    ["image", "build"].some((key) => Object.hasOwn(ownValue(overrides, name) ?? {}, key));
  const lost = new Set(
    Object.keys(services).filter((name) =>
      !isRunnable(services[name]) && !isUsers(name) &&
      said.has(JSON.stringify(made[name]?.owner))
    ),
  );
  const joined = Object.keys(services).filter((name) =>
    services[name]?.network_mode && lost.has(networkOwner(services, name) ?? "")
  );
  removeServices(services, new Set([...lost, ...joined]));
}

function isRunnable(service: RenderedService): boolean {
  return !isMapping(service) ||
    ["image", "build", "extends", "provider"].some((key) => service[key]);
}
