/**
 * The user's own word on services, which comes last.
 *
 * @module
 */

import { isMapping, type RenderedService } from "../../../pacts/mod.ts";
import { withoutAlternatives } from "./alternatives.ts";
import { warnUnknownServiceKeys } from "./compose_keys.ts";
import type { EngineContext } from "../context.ts";
import { nearest } from "../nearest.ts";
import { joinOwner, splitPatch } from "./network_keys.ts";
import { resolvePlaceholders } from "./placeholders.ts";
import { removeServices } from "./removed_services.ts";

/**
 * Applies `overrides` and `services` of dekube.yaml, in that order of appearance. A `null` deletes
 * the key; what the user wrote is left as written, placeholders aside.
 */
export function applyUserServices(
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  const removed = new Set<string>();
  for (const [name, patch] of Object.entries(ctx.config.overrides)) {
    if (!Object.hasOwn(services, name)) warnUnknown(name, services, ctx);
    else if (patch === null) removed.add(name);
    else {
      warnUnknownServiceKeys(`overrides.${name}`, patch, ctx.report());
      applyPatch(services, name, resolvePlaceholders(patch, ctx));
    }
  }
  removeServices(services, removed);
  for (const [name, definition] of Object.entries(ctx.config.services)) {
    if (Object.hasOwn(services, name)) {
      ctx.report().warn(
        "replaced-service",
        `"services.${name}" in dekube.yaml replaces the generated service of that name. Use "overrides" to change parts of it`,
      );
    }
    warnUnknownServiceKeys(`services.${name}`, definition, ctx.report());
    services[name] = resolvePlaceholders(definition, ctx);
  }
  for (const service of Object.values(services)) {
    if (isMapping(service)) Object.assign(service, joinOwner(services, service));
  }
}

function applyPatch(
  services: Record<string, RenderedService>,
  name: string,
  patch: Record<string, unknown>,
): void {
  for (const [target, part] of splitPatch(services, name, patch)) {
    services[target] = deepMerge(withoutAlternatives(services[target], part), part);
  }
}

function warnUnknown(
  name: string,
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  ctx.report().warn(
    "unknown-override",
    `"overrides.${name}" in dekube.yaml matches no service${
      nearest(name, Object.keys(services))
    }, so it has no effect. Services: see compose.yml`,
  );
}

/**
 * Merges mappings at any depth; anything else in the patch replaces what was there, and `null`
 * deletes.
 *
 * @example
 * ```ts ignore
 * deepMerge({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: 4 } }); // { b: { c: 4, d: 3 } }
 * ```
 */
export function deepMerge<T extends Record<string, unknown>>(
  base: T,
  patch: Record<string, unknown>,
): T {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else if (isMapping(value)) {
      const below = Object.hasOwn(result, key) ? result[key] : undefined;
      result[key] = deepMerge(isMapping(below) ? below : {}, value);
    } else {
      result[key] = value;
    }
  }
  return result as T;
}
