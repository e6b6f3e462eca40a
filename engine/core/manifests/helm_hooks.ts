/**
 * Helm hooks: manifests that Helm applies at one moment of a release's life.
 *
 * @see https://helm.sh/docs/topics/charts_hooks/
 * @module
 */

import { type Diagnostics, idOf, type Manifest, text } from "../../../pacts/mod.ts";

const ANNOTATION = "helm.sh/hook";

/** Moments that come when somebody asks for them, or never where a release is installed and nothing else. */
const NEVER = /^(test|test-success|test-failure|(pre|post)-(delete|rollback|upgrade))$/;

/** The manifests without the hooks whose moment never comes here: tests, upgrades, deletions, rollbacks. */
export function withoutIdleHooks(
  manifests: readonly Manifest[],
  diagnostics: Diagnostics,
): Manifest[] {
  return manifests.filter((manifest) => {
    const moments = hookMoments(manifest);
    if (moments.length === 0 || !moments.every((moment) => NEVER.test(moment))) return true;
    diagnostics.info(
      "idle-hook",
      `left out: a Helm hook that only runs at ${
        moments.join(", ")
      }; here all is as when a release is installed`,
      { resource: idOf(manifest) },
    );
    return false;
  });
}

function hookMoments(manifest: Manifest): string[] {
  return text(manifest.metadata.annotations?.[ANNOTATION])
    .split(",").map((moment) => moment.trim()).filter(Boolean);
}
