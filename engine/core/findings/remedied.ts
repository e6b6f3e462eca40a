/**
 * What the user has settled already, by an override that a message names as its remedy.
 *
 * @module
 */

import {
  type ComposeService,
  type Diagnostic,
  isMapping,
  ownValue,
  type Remedy,
  type ResourceId,
  settingKeys,
  settingPath,
  text,
} from "../../../pacts/mod.ts";
import { iterNamedContainers, type Workload } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";

type Context = Pick<EngineContext, "config" | "names" | "workloads">;

/** How a message names a service that the engine knows better. */
const SERVICE_SETTING = "overrides.<service>";

/**
 * The diagnostics that still have something to say, with their services' names, and without their remedies, which are
 * no part of a report. `services` are those that were made, with their owners.
 */
export function withoutRemedied(
  diagnostics: Iterable<Diagnostic>,
  ctx: Context,
  services: Readonly<Record<string, ComposeService>> = {},
): Diagnostic[] {
  let byId: Map<string, Workload> | undefined;
  let byOwner: Map<string, string[]> | undefined;
  const ownedBy = (id: ResourceId) => {
    byOwner ??= Map.groupBy(Object.keys(services), (name) => JSON.stringify(services[name].owner));
    return byOwner.get(JSON.stringify(id)) ?? [];
  };
  const find = (id: ResourceId) => {
    byId ??= new Map([...ctx.workloads].map((workload) => [JSON.stringify(workload.id), workload]));
    return byId.get(JSON.stringify(id));
  };
  return [...diagnostics].flatMap((diagnostic) => {
    const { remedy, ...others } = diagnostic;
    if (!remedy) return [others];
    const names = remedy.service === undefined
      ? servicesOf(diagnostic, { find, ownedBy }, ctx)
      : [remedy.service];
    return isRemedied(remedy, names, ctx) ? [] : [{ ...others, message: named(others, names) }];
  });
}

function isRemedied(
  { override }: Remedy,
  names: readonly string[],
  { config: { overrides } }: Context,
): boolean {
  return names.flatMap((name) => [name, `${name}-pod`]).some((name) =>
    Object.hasOwn(overrides, name) &&
    [override].flat().some((path) => isSet(ownValue(overrides, name), settingKeys(path) ?? []))
  );
}

function named({ message }: Diagnostic, [name, ...others]: readonly string[]): string {
  if (name === undefined || others.length > 0) return message;
  return message.replaceAll(SERVICE_SETTING, () => settingPath("overrides", name));
}

/** Looks up what came of an object: its pods, and its services. */
interface Origins {
  find: (id: ResourceId) => Workload | undefined;
  ownedBy: (id: ResourceId) => string[];
}

/** The Compose services of the container that a diagnostic is about, or of all of its object. */
function servicesOf(
  { resource, path = "" }: Diagnostic,
  { find, ownedBy }: Origins,
  { names }: Context,
): string[] {
  if (!resource) return [];
  const workload = find(resource);
  if (!workload) return ownedBy(resource);
  const [, container] = /^(?:initContainers|containers)\[([^\]]*)\]/.exec(path) ?? [];
  return [...iterNamedContainers(workload, names.service(workload.id))]
    .filter(({ container: { name } }) => container === undefined || text(name) === container)
    .map(({ serviceName }) => serviceName);
}

/** Whether a patch says something of a key, were it that there is to be nothing. */
function isSet(patch: unknown, [key, ...below]: readonly string[]): boolean {
  if (patch === null || key === undefined) return true;
  if (Array.isArray(patch)) {
    return patch.some((line) => text(line) === key || text(line).startsWith(`${key}=`));
  }
  return isMapping(patch) && Object.hasOwn(patch, key) && isSet(patch[key], below);
}
