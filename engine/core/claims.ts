/**
 * Keeps claims and the `volumes` of dekube.yaml together.
 *
 * @module
 */

import {
  type ComposeService,
  namespaceOf,
  type RenderedService,
  settingPath,
  type VolumeConfig,
} from "../../pacts/mod.ts";
import { nearest } from "../../pacts/nearest.ts";
import { hostPath } from "../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "./context.ts";
import { isFolderName } from "./settings/decisions.ts";
import { mountsOf } from "./output/mounts.ts";

/** Claims that a first dekube.yaml says a place of: all but those that a PersistentVolume of the manifests holds. */
export function firstClaims(
  { claimsInUse, claims, config }: Pick<EngineContext, "claimsInUse" | "claims" | "config">,
): string[] {
  return [...claimsInUse].filter((claim) =>
    isFolderName(claim) && !claims.isElsewhere(claim) && !Object.hasOwn(config.volumes, claim)
  ).sort();
}

/** The claims that the manifests declare, where an extension makes them known. */
export function noteDeclaredClaims({ manifests, names, claimsInUse }: EngineContext): void {
  if (!manifests.isConverted("PersistentVolumeClaim")) return;
  for (const claim of manifests.of("PersistentVolumeClaim")) {
    claimsInUse.add(names.claim(namespaceOf(claim), claim.metadata.name));
  }
}

/** The claims that services mount; those that a transform takes away later count as well. */
export function noteMountedClaims(
  services: Iterable<ComposeService>,
  { claimsInUse }: EngineContext,
): void {
  for (const service of services) {
    for (const { origin } of service.volumes ?? []) {
      if (origin?.claim !== undefined) claimsInUse.add(origin.claim);
    }
  }
}

/** Warns of claims that dekube.yaml does not map, and of mappings that no claim uses. */
export function checkClaims(services: Record<string, ComposeService>, ctx: EngineContext): void {
  ctx.claims.sayRest();
  if (ctx.firstRun) return;
  const { volumes } = ctx.config;
  const unmapped = [...ctx.claimsInUse].filter((claim) =>
    !Object.hasOwn(volumes, claim) && !ctx.claims.isElsewhere(claim)
  );
  for (const claim of unmapped) {
    ctx.report().warn(
      "unmapped-claim",
      `the claim "${claim}" is not in "volumes" of dekube.yaml, so it is kept in ${
        hostPath(claim, ctx.config.volumeRoot)
      }. Add it: ${settingPath("volumes", claim, "host_path")}: ${claim}`,
    );
  }
  const mounted = mountedSources([
    ...Object.values(services),
    ...Object.values(ctx.config.services),
  ]);
  for (const [claim, config] of Object.entries(volumes)) {
    if (ctx.claimsInUse.has(claim) || mounted.has(sourceOf(claim, config, ctx.config.volumeRoot))) {
      continue;
    }
    const namesakes = unmapped.filter((key) => ctx.names.claimBehind(key)?.name === claim);
    if (namesakes.length > 0) {
      ctx.report().warn(
        "claim-renamed",
        `"${
          settingPath("volumes", claim)
        }" in dekube.yaml belongs to no claim any more: several are called so, and those without an entry begin empty (${
          namesakes.join(", ")
        }). Before you start anything, rename the entry to the one whose data is there, and leave its "host_path": ${
          settingPath("volumes", namesakes[0])
        }`,
      );
      continue;
    }
    ctx.report().warn(
      "unused-volume",
      `"${settingPath("volumes", claim)}" in dekube.yaml belongs to no claim of the manifests${
        nearest(claim, unmapped)
      }. Remove it if you don't need it; its data stays where it is`,
    );
  }
}

function sourceOf(claim: string, config: VolumeConfig, volumeRoot: string): string {
  return config.host_path === undefined ? claim : hostPath(config.host_path, volumeRoot);
}

function mountedSources(services: Iterable<ComposeService | RenderedService>): Set<string> {
  const sources = new Set<string>();
  for (const service of services) {
    for (const { source } of mountsOf(service)) if (source !== undefined) sources.add(source);
  }
  return sources;
}
