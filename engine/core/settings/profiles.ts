/**
 * Services that the user puts into a profile: Compose starts them on demand, and refuses a project in which one that it
 * always starts waits for them.
 *
 * @module
 */

import {
  type ComposeDependency,
  isMapping,
  items,
  mapping,
  ownValue,
  type RenderedService,
  type Reporter,
  text,
} from "../../../pacts/mod.ts";
import { dropWaits } from "./dropped_waits.ts";

type Services = Readonly<Record<string, RenderedService>>;

/** Takes such waits away where they were generated, and says so. What the user wrote stays as he wrote it. */
export function dropProfiledWaits(
  services: Record<string, RenderedService>,
  written: Readonly<Record<string, unknown>>,
  diagnostics: Pick<Reporter, "info">,
): void {
  const dropped = dropWaits(services, ({ service, dependency }) => {
    const own = mapping(mapping(ownValue(written, service)).depends_on);
    return !Object.hasOwn(own, dependency) && isOutOfReach(services, service, dependency);
  });
  for (const [other, waits] of Map.groupBy(dropped, ({ dependency }) => dependency)) {
    const names = waits.map(({ service }) => `"${service}"`);
    diagnostics.info(
      "profiled-service",
      `"${other}" has a profile, so Compose starts it on demand alone (docker compose run --rm ${other}), and ${
        names.join(", ")
      } ${names.length === 1 ? "waits" : "wait"} for it no more`,
    );
  }
}

/** Whether Compose starts a service without another one that it refers to, which it refuses. */
export function isOutOfReach(services: Services, name: string, other: string): boolean {
  const wanted = profilesOf(services, other);
  if (wanted.length === 0) return false;
  const wait = mapping(mapping(services[name]).depends_on)[other] as ComposeDependency | undefined;
  if (isMapping(wait) && wait.required === false) return false;
  const own = profilesOf(services, name);
  return own.length === 0 || own.some((profile) => !wanted.includes(profile));
}

function profilesOf(services: Services, name: string): string[] {
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  const { profiles } = mapping(service);
  return Array.isArray(profiles) ? items(profiles as unknown[]).map(text) : [];
}
