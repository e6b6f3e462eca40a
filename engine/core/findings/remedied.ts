/**
 * What the user has settled already, by an override that a message names as its remedy.
 *
 * @module
 */

import { type Diagnostic, isMapping, settingKeys, text } from "../../../pacts/mod.ts";
import { iterNamedContainers } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";

type Context = Pick<EngineContext, "config" | "names" | "workloads">;

/** The diagnostics that still have something to say, without their remedies, which are no part of a report. */
export function withoutRemedied(diagnostics: Iterable<Diagnostic>, ctx: Context): Diagnostic[] {
  return [...diagnostics].filter((diagnostic) => !isRemedied(diagnostic, ctx)).map((diagnostic) => {
    const { remedy: _remedy, ...others } = diagnostic;
    return others;
  });
}

function isRemedied(diagnostic: Diagnostic, ctx: Context): boolean {
  const { remedy } = diagnostic;
  if (!remedy) return false;
  const { overrides } = ctx.config;
  if (Object.keys(overrides).length === 0) return false;
  const names = remedy.service === undefined ? servicesOf(diagnostic, ctx) : [remedy.service];
  return names.flatMap((name) => [name, `${name}-pod`]).some((name) =>
    Object.hasOwn(overrides, name) &&
    [remedy.override].flat().some((path) => isSet(overrides[name], settingKeys(path) ?? []))
  );
}

/** The Compose services of the container that a diagnostic is about, or of all of its workload. */
function servicesOf({ resource, path = "" }: Diagnostic, ctx: Context): string[] {
  if (!resource) return [];
  const key = JSON.stringify(resource);
  const workload = [...ctx.workloads].find(({ id }) => JSON.stringify(id) === key);
  if (!workload) return [];
  const [, container] = /^(?:initContainers|containers)\[([^\]]*)\]/.exec(path) ?? [];
  return [...iterNamedContainers(workload, ctx.names.service(workload.id))]
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
