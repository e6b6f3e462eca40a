/**
 * Keeps claims and the `volumes` of dekube.yaml together.
 *
 * @module
 */

import {
  type ComposeService,
  type Config,
  type ConvertContext,
  hostPath,
  items,
  mountParts,
  type VolumeConfig,
} from "../../pacts/mod.ts";

/** `volumes` of a first dekube.yaml: each claim a folder of its name below `volume_root`. */
export function firstVolumes(claims: Iterable<string>): Config["volumes"] {
  return Object.fromEntries([...claims].sort().map((claim) => [claim, { host_path: claim }]));
}

/** Warns of claims that dekube.yaml does not map, and of mappings that no claim uses. */
export function checkClaims(services: Record<string, ComposeService>, ctx: ConvertContext): void {
  if (ctx.firstRun) return;
  const { volumes } = ctx.config;
  for (const claim of ctx.pvcNames) {
    if (Object.hasOwn(volumes, claim)) continue;
    ctx.diagnostics.warn(
      "unmapped-claim",
      `the claim "${claim}" is not in "volumes" of dekube.yaml, so it is kept in ${
        hostPath(claim, ctx.config.volumeRoot)
      }. Add it: volumes.${claim}.host_path: ${claim}`,
    );
  }
  const mounted = mountedSources([
    ...Object.values(services),
    ...Object.values(ctx.config.services),
  ]);
  for (const [claim, config] of Object.entries(volumes)) {
    if (ctx.pvcNames.has(claim) || mounted.has(sourceOf(claim, config, ctx.config.volumeRoot))) {
      continue;
    }
    ctx.diagnostics.warn(
      "unused-volume",
      `"volumes.${claim}" in dekube.yaml belongs to no claim of the manifests. Remove it if you don't need it; its data stays where it is`,
    );
  }
}

function sourceOf(claim: string, config: VolumeConfig, volumeRoot: string): string {
  return config.host_path === undefined ? claim : hostPath(config.host_path, volumeRoot);
}

function mountedSources(services: Iterable<ComposeService>): Set<string> {
  const sources = new Set<string>();
  for (const service of services) {
    for (const volume of items(service?.volumes)) sources.add(mountParts(volume).source);
  }
  return sources;
}
