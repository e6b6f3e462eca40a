/**
 * What in compose.yml the user wrote, and where.
 *
 * @module
 */

import { type ComposeProject, type Config, isMapping, settingPath } from "../../../pacts/mod.ts";
import type { Path } from "./shape.ts";

/** Where in dekube.yaml stands what is at a place of compose.yml; nothing where that was generated. */
export function placeInConfig(
  path: Path,
  { services }: ComposeProject,
  config: Config,
): Path | undefined {
  const [group, name, ...below] = path;
  if (typeof name !== "string") return undefined;
  if (group === "volumes") {
    return leadsThrough(config.volumes, [name, ...below]) ? path : undefined;
  }
  if (group !== "services") return undefined;
  if (Object.hasOwn(config.services, name)) return path;
  // What belongs to a network is moved to the service that has it.
  const sharing = Object.keys(config.overrides).filter((other) =>
    isMapping(services[other]) && services[other].network_mode === `service:${name}`
  );
  const writer = [name, ...sharing].find((one) => leadsThrough(config.overrides, [one, ...below]));
  return writer === undefined ? undefined : ["overrides", writer, ...below];
}

/** Whether a place is in what somebody wrote. A list is replaced as a whole, so whatever is in it is theirs. */
function leadsThrough(value: unknown, path: Path): boolean {
  let at = value;
  for (const step of path) {
    if (Array.isArray(at)) return true;
    if (!isMapping(at) || !Object.hasOwn(at, step)) return false;
    at = at[step];
  }
  return true;
}

/** A place for people, as the user would write it: `overrides.web.ports[0]`. */
export function placeText(path: Path): string {
  let place = "";
  for (const step of path) {
    if (typeof step === "number") place += `[${step}]`;
    else place += `${place === "" ? "" : "."}${settingPath(step)}`;
  }
  return place;
}
