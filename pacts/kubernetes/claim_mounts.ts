/**
 * Mounts of claims: what lives on, where dekube.yaml says that it is kept.
 *
 * @module
 */

import { type Mount, mount } from "../compose.ts";
import type { VolumeConfig } from "../config.ts";
import type { ConvertContext } from "../context.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { items, mapping, text } from "../read.ts";
import { settingPath } from "../setting_path.ts";
import { bind } from "./host_path_mounts.ts";
import { type MountRequest, warn } from "./mount_request.ts";
import { wholeNumber } from "./whole_number.ts";
import type { Workload } from "./workloads.ts";

/** What a mount of a claim says that it stands for. */
export const CLAIM = "persistentVolumeClaim";

/** Whether a volume of a StatefulSet is one of its volumeClaimTemplates. */
export function claimTemplate(workload: Workload, name: string): boolean {
  const spec = workload.manifest.spec as {
    volumeClaimTemplates?: { metadata?: { name?: unknown } }[];
  };
  return items(spec?.volumeClaimTemplates).some((template) =>
    text(template.metadata?.name) === name
  );
}

/**
 * Claim of a StatefulSet's volumeClaimTemplate: `<template>-<statefulset>`, with the first member's number where another
 * pod's claim is called that. A dekube.yaml that maps the bare template name keeps working, with a warning, and so does
 * one that has the one claim for both.
 */
export function templateClaim(
  workload: Workload,
  template: string,
  ctx: ConvertContext,
): string {
  const { namespace, name } = workload.id;
  const claim = `${template}-${name}`;
  const key = ctx.names.claim(namespace, claim);
  const own = ctx.names.templateClaim(
    namespace,
    claim,
    `${claim}-${firstOrdinal(workload.manifest)}`,
  );
  if (own !== claim) {
    const ownKey = ctx.names.claim(namespace, own);
    const { volumes } = ctx.config;
    if (!Object.hasOwn(volumes, key) || Object.hasOwn(volumes, ownKey)) return own;
    ctx.report(workload.id).warn(
      "shared-claim",
      `"${
        settingPath("volumes", key)
      }" in dekube.yaml is used for the claim "${own}" too, which is another one in a cluster. Stop the containers, copy what is the StatefulSet's into a folder of its own, and name that: ${
        settingPath("volumes", ownKey, "host_path")
      }: ${ownKey}`,
    );
    return claim;
  }
  if (
    !Object.hasOwn(ctx.config.volumes, key) &&
    Object.hasOwn(ctx.config.volumes, template)
  ) {
    ctx.report(workload.id).warn(
      "old-claim-name",
      `"${
        settingPath("volumes", template)
      }" in dekube.yaml is used for the claim "${key}"; rename it to "${key}"`,
    );
    return template;
  }
  return claim;
}

/** A mount of a claim of the workload's namespace. */
export function claimMount(claim: string, request: MountRequest): Mount | undefined {
  const { workload, ctx } = request;
  if (claim === "") {
    warn(request, "no-claim-name", "the volume names no claim; its mount is left out");
    return undefined;
  }
  return mountOfClaim(ctx.names.claim(workload.id.namespace, claim), request, ctx);
}

/** How a claim is mounted, as `volumeMounts` of a container says it. */
export interface ClaimMountOptions {
  /** Path in the container. */
  target: string;
  /** Path in the claim that is mounted, without empty parts and `.`; empty for all of it. */
  subPath?: string;
  /** Mounted read-only. */
  readOnly?: boolean;
  /** `mountPropagation` of the container's mount. */
  propagation?: string;
}

/**
 * A mount of a claim, which is kept where `volumes` in dekube.yaml says, else where the PersistentVolume is that it is
 * bound to. `key` is what `names.claim()` calls it.
 *
 * @example
 * ```ts
 * import { mountOfClaim } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const { source } = mountOfClaim("db-data", { target: "/var/lib/db" }, testContext([]));
 * assertEquals(source, "./data/db-data");
 * ```
 */
export function mountOfClaim(
  key: string,
  options: ClaimMountOptions,
  ctx: Pick<ConvertContext, "config" | "composeExtras" | "claims">,
): Mount {
  const { target, subPath = "", propagation = "" } = options;
  const bound = ctx.claims.volume(key);
  const readOnly = options.readOnly === true || bound?.readOnly === true;
  // What is elsewhere belongs to whom it belongs there, as with a volume of the pod's own of that kind.
  const origin = bound
    ? { kind: bound.kind, volume: "", subPath }
    : { kind: CLAIM, volume: "", subPath, claim: key };
  const { host_path: path, ...volume } = bound?.config ?? claimConfig(key, ctx);
  // A key with nothing behind it is null, which the checked config does not rule out.
  if (path === undefined || path === null) {
    ctx.composeExtras.volumes[key] = Object.keys(volume).length > 0 ? volume : null;
    return { ...named(key, { target, subPath, readOnly }), origin };
  }
  const source = hostPath(path, ctx.config.volumeRoot);
  const mounted = bind(subPath ? `${source}/${subPath}` : source, target, readOnly, propagation);
  // The folder of a subPath is made, whatever holds it.
  if (!bound?.mustExist || subPath !== "") return { ...mounted, origin };
  return { ...mounted, bind: { ...mounted.bind, create_host_path: false }, origin };
}

/** What dekube.yaml says of a claim; a claim that it does not know gets a folder of its name. */
function claimConfig(
  key: string,
  ctx: Pick<ConvertContext, "config">,
): VolumeConfig {
  const { volumes } = ctx.config;
  return Object.hasOwn(volumes, key) ? volumes[key] : { host_path: key };
}

/**
 * Path of a bind mount: a bare `host_path` lies below `volume_root`, one that begins with `/`, `./` or
 * `../` is taken as it is.
 *
 * @example
 * ```ts
 * import { hostPath } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hostPath("db", "./data"), "./data/db");
 * assertEquals(hostPath("/srv/db", "./data"), "/srv/db");
 * ```
 */
export function hostPath(path: string, volumeRoot: string): string {
  const tidy = String(path).replace(/(?<=[^/])\/+$/, "");
  if (/^(\/|\.\.?(\/|$)|~)/.test(tidy)) return tidy;
  return `${volumeRoot.replace(/(?<!\/)\/+$/, "")}/${tidy}`;
}

/**
 * A mount of a named volume, or of a folder in one. Such a folder is never filled with what the image has there:
 * Docker would look for it before anything can have made it.
 */
export function named(
  source: string,
  { target, subPath, readOnly }: Pick<MountRequest, "target" | "subPath" | "readOnly">,
): Mount {
  return {
    ...mount(source, target, { readOnly }),
    ...(subPath === "" ? {} : { volume: { nocopy: true, subpath: subPath } }),
  };
}

/**
 * Identity of the claims that a workload's volumeClaimTemplates declare: without a number, and the first member's.
 *
 * @example
 * ```ts
 * import { templateClaims } from "./claim_mounts.ts";
 * import { workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { template: {}, volumeClaimTemplates: [{ metadata: { name: "data" } }] };
 * const workload = workloadOf({ kind: "StatefulSet", metadata: { name: "db" }, spec })!;
 * assertEquals(templateClaims(workload), [
 *   { namespace: "", claim: "data-db", member: "data-db-0" },
 * ]);
 * ```
 */
export function templateClaims(
  workload: Workload,
): { namespace: string; claim: string; member: string }[] {
  const spec = workload.manifest.spec as {
    volumeClaimTemplates?: { metadata?: { name?: unknown } }[];
  };
  return items(spec?.volumeClaimTemplates)
    .map((template) => text(template.metadata?.name))
    .filter((name) => name !== "")
    .map((name) => `${name}-${workload.id.name}`)
    .map((claim) => ({
      namespace: namespaceOf(workload.manifest),
      claim,
      member: `${claim}-${firstOrdinal(workload.manifest)}`,
    }));
}

/** Number of a StatefulSet's first member. */
export function firstOrdinal({ spec }: Manifest): number {
  return wholeNumber(mapping(mapping(spec).ordinals).start) ?? 0;
}
