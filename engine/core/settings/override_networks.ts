/**
 * The user's word on the networks of a service.
 *
 * @module
 */

import {
  isMapping,
  items,
  mapping,
  ownValue,
  type RenderedService,
  text,
} from "../../../pacts/mod.ts";

/** The network that every service is in that names none. */
const DEFAULT = "default";

/**
 * `networks` of a patch in terms of what the service has: each network that it names is one more, with the names that the service
 * has there kept beside the user's. Compose takes a service that names any out of the default one; here `null` does that.
 */
export function joinNetworks(
  service: RenderedService,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const { networks } = patch;
  if (!isMapping(networks) && !Array.isArray(networks)) return patch;
  const joined = { ...byName(service.networks ?? [DEFAULT]) };
  for (const [name, wanted] of Object.entries(byName(networks))) {
    const isLeft = wanted === null && isMapping(networks) && Object.hasOwn(joined, name);
    if (isLeft) delete joined[name];
    else {joined[name] = wanted === null
        ? ownValue(joined, name) ?? null
        : merged(ownValue(joined, name), wanted);}
  }
  return { ...patch, networks: joined };
}

/** One network of both; `null` deletes an option of it. */
function merged(own: unknown, wanted: unknown): Record<string, unknown> {
  const aliases = [own, wanted].flatMap((network) => items(mapping(network).aliases as unknown[]));
  const both = { ...mapping(own), ...mapping(wanted) };
  if (both.aliases !== null && aliases.length > 0) both.aliases = [...new Set(aliases.map(text))];
  return Object.fromEntries(Object.entries(both).filter(([, value]) => value !== null));
}

/** Whether a service is in none of the networks in which its names were. */
export function leavesNames(before: RenderedService, after: RenderedService): boolean {
  const names = (service: RenderedService) => Object.keys(byName(service.networks ?? [DEFAULT]));
  if (after.network_mode || before.network_mode) return false;
  return !names(after).some((name) => names(before).includes(name));
}

function byName(networks: unknown): Record<string, unknown> {
  return Array.isArray(networks)
    ? Object.fromEntries(networks.map((name) => [text(name), null]))
    : mapping(networks);
}
