/**
 * The user's own word on services, which comes last.
 *
 * @module
 */

import { isMapping, type RenderedService, settingPath } from "../../../pacts/mod.ts";
import { withoutAlternatives } from "./alternatives.ts";
import { withTexts } from "./compose_texts.ts";
import type { EngineContext } from "../context.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { checkedServices, forgetLostChecks } from "./lost_checks.ts";
import { idleOnHost, joinOwner, splitPatch } from "./network_keys.ts";
import { joinNetworks, leavesNames } from "./override_networks.ts";
import { resolvePlaceholders } from "./placeholders.ts";
import { dropProfiledWaits } from "./profiles.ts";
import { removeServices } from "./removed_services.ts";

/**
 * Applies `overrides` and `services` of dekube.yaml, in that order of appearance. A `null` deletes
 * the key; what the user wrote is left as written, but for placeholders, and numbers where Compose takes text alone.
 */
export function applyUserServices(
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  const removed = new Set<string>();
  const checked = checkedServices(services);
  const written = new Map<string, string>();
  for (const [name, patch] of Object.entries(ctx.config.overrides)) {
    if (!Object.hasOwn(services, name)) warnUnknown(name, services, ctx);
    else if (patch === null) removed.add(name);
    else applyPatch(services, name, withTexts(resolvePlaceholders(patch, ctx)), written, ctx);
    sayNamesake(name, services, ctx);
  }
  forgetLostChecks(checked.difference(removed), services, ctx.diagnostics);
  removeServices(services, removed);
  for (const [name, definition] of Object.entries(ctx.config.services)) {
    if (Object.hasOwn(services, name)) {
      ctx.report().warn(
        "replaced-service",
        `"${
          settingPath("services", name)
        }" in dekube.yaml replaces the generated service of that name. Use "overrides" to change parts of it`,
      );
    }
    services[name] = withTexts(resolvePlaceholders(definition, ctx));
  }
  dropProfiledWaits(services, { ...ctx.config.overrides, ...ctx.config.services }, ctx.report());
  for (const service of Object.values(services)) {
    if (isMapping(service)) Object.assign(service, joinOwner(services, service));
  }
}

/** Says that a service has the name that another one would have, since the user may mean that. */
function sayNamesake(
  name: string,
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  const others = ctx.names.insteadOf(name).filter((other) => Object.hasOwn(services, other));
  if (!Object.hasOwn(services, name) || others.length === 0) return;
  ctx.report().warn(
    "overrides-namesake",
    `"${
      settingPath("overrides", name)
    }" in dekube.yaml changes the service of the manifests that is called so; another that would be is "${
      others.join('", "')
    }". Write "${settingPath("overrides", others[0])}" where you mean that`,
  );
}

/** `written` has who wrote what before, by service and key: containers of one pod share the keys of its network. */
function applyPatch(
  services: Record<string, RenderedService>,
  name: string,
  patch: Record<string, unknown>,
  written: Map<string, string>,
  ctx: EngineContext,
): void {
  for (const [target, asked] of splitPatch(services, name, patch)) {
    const before = services[target];
    const onHost = idleOnHost(before, asked);
    if (onHost.length > 0) warnOnHost(name, onHost, ctx);
    const possible = Object.fromEntries(
      Object.entries(asked).filter(([key]) => !onHost.includes(key)),
    );
    const part = joinNetworks(before, besideOthers(name, target, before, possible, written, ctx));
    const { networks, ...others } = part;
    services[target] = deepMerge(withoutAlternatives(before, part), others);
    // A network without options is none that is taken away.
    if (networks === null) delete services[target].networks;
    else if (networks !== undefined) Object.assign(services[target], { networks });
    if (leavesNames(before, services[target])) {
      ctx.report().warn(
        "nothing-answers",
        `"${
          settingPath("overrides", name, "networks")
        }" in dekube.yaml takes "${target}" out of the networks in which its names are, so nothing answers to them. Keep the network beside others: "default: {}"`,
      );
    }
  }
}

/** What two containers of one pod list is of both; of anything else the last word counts. */
function besideOthers(
  name: string,
  target: string,
  service: RenderedService,
  part: Record<string, unknown>,
  written: Map<string, string>,
  ctx: EngineContext,
): Record<string, unknown> {
  const result = { ...part };
  for (const [key, value] of Object.entries(part)) {
    const place = JSON.stringify([target, key]);
    const other = written.get(place);
    written.set(place, name);
    if (other === undefined || value === null || key === "networks") continue;
    const known = service[key as keyof RenderedService] as unknown;
    if (Array.isArray(value) && Array.isArray(known)) {
      const seen = new Set(known.map((item) => JSON.stringify(item)));
      result[key] = [...known, ...value.filter((item) => !seen.has(JSON.stringify(item)))];
    } else if (!isMapping(value) && known !== value) {
      ctx.report().warn(
        "override-replaced",
        `"${settingPath("overrides", name, key)}" in dekube.yaml replaces "${
          settingPath("overrides", other, key)
        }": containers of one pod share it, so "${target}" has the last one`,
      );
    }
  }
  return result;
}

function warnOnHost(name: string, keys: readonly string[], ctx: EngineContext): void {
  ctx.report().warn(
    "host-network-override",
    `"${settingPath("overrides", name)}" in dekube.yaml has ${
      keys.map((key) => `"${key}"`).join(", ")
    }, which means nothing in the host's network: what the program listens at is open there as it is. For a network of its own set extensions.workload.host_network: published`,
  );
}

/** More names than these are no help. */
const MOST_NAMED = 8;

function warnUnknown(
  name: string,
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  const known = Object.keys(services).sort();
  // A release's name stands before that of a chart's workloads, or behind it.
  const parts = known.filter((other) => `-${other}-`.includes(`-${name}-`));
  const meant = nearest(name, known) ||
    (parts.length === 1 ? ` (did you mean "${parts[0]}"?)` : "");
  const some = parts.length > 1 ? parts : known;
  ctx.report().warn(
    "unknown-override",
    `"${
      settingPath("overrides", name)
    }" in dekube.yaml matches no service${meant}, so it has no effect. There are: ${
      some.slice(0, MOST_NAMED).join(", ")
    }${some.length > MOST_NAMED ? ", and more in compose.yml" : ""}`,
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
