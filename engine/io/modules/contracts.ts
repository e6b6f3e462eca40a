/**
 * The entry points of the contracts. What is built carries them all, so that extensions that are loaded into it
 * share them.
 *
 * @module
 */

import own from "../../../deno.json" with { type: "json" };

/** Names of the contracts' entry points, for instance `@dekube/engine/pacts`. */
export const CONTRACTS: readonly string[] = Object.keys(own.exports)
  .filter((entry) => /^\.\/pacts(\/|$)/.test(entry))
  .map((entry) => `${own.name}${entry.slice(1)}`);

/** All names by which extensions import them. */
export const CONTRACT_SPECIFIERS: readonly string[] = CONTRACTS.flatMap((name) => [
  name,
  name.replace(own.name, `jsr:${own.name}@^1`),
]);
