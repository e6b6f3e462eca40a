/**
 * What a conversion decides of the settings. All else in them is the user's.
 *
 * @module
 */

import type { Config } from "../../../pacts/mod.ts";

/** What a conversion adds to the settings that it was given. */
export interface Decisions {
  /** Workloads that it left out. */
  exclude: string[];
  /** Claims that nobody said a place of. */
  claims: string[];
}

/** What was decided, by the settings before and after. */
export function decisionsIn(inForce: Config, given: Config): Decisions {
  const known = new Set(given.exclude);
  return {
    exclude: inForce.exclude.filter((name) => !known.has(name)),
    claims: Object.keys(inForce.volumes).filter((claim) => !Object.hasOwn(given.volumes, claim)),
  };
}

/** Settings with what was decided: each claim is a folder of its name below `volume_root`. */
export function withDecisions(given: Config, { exclude, claims }: Decisions): Config {
  return {
    ...given,
    exclude: [...given.exclude, ...exclude],
    volumes: {
      ...Object.fromEntries(claims.map((claim) => [claim, { host_path: claim }])),
      ...given.volumes,
    },
  };
}

/** Whether a folder of this name lies below `volume_root`, and nowhere else. */
export function isFolderName(claim: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(claim);
}
