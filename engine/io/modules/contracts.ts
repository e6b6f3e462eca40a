/**
 * The entry points of the contracts. What is built carries them all, so that extensions that are loaded into it
 * share them.
 *
 * @module
 */

const ENGINE = "@dekube/engine";

/** Names of the contracts' entry points, for instance `@dekube/engine/pacts`. */
export const CONTRACTS: readonly string[] = [
  "pacts",
  "pacts/go_template",
  "pacts/ingress",
  "pacts/kubernetes",
  "pacts/postgres",
  "pacts/proxy",
  "pacts/regex",
].map((entry) => `${ENGINE}/${entry}`);

/** All names by which extensions import them. */
export const CONTRACT_SPECIFIERS: readonly string[] = CONTRACTS.flatMap((name) => [
  name,
  name.replace(ENGINE, `jsr:${ENGINE}@^1`),
]);
