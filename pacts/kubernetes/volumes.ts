/**
 * Mounts of a container as Compose mounts.
 *
 * @module
 */

import { type Mount, mount } from "../compose.ts";
import type { VolumeConfig } from "../config.ts";
import type { ConvertContext } from "../context.ts";
import { namespaceOf } from "../manifest.ts";
import { isMapping, items, text } from "../read.ts";
import { type Env, expand } from "./env.ts";
import { parseQuantity } from "./quantity.ts";
import type { Container, Volume, VolumeMount } from "./types.ts";
import {
  type FileFolder,
  writeDownwardFolder,
  writeProjectedFolder,
  writeSourceFolder,
} from "./volume_files.ts";
import { volumeName } from "./volume_name.ts";
import type { Workload } from "./workloads.ts";

/** One mount of a container, taken apart. */
interface MountRequest {
  workload: Workload;
  volume: Volume;
  /** `mountPath`. */
  target: string;
  /** `subPath`, or `subPathExpr` resolved, without empty parts; empty for the whole volume. */
  subPath: string;
  readOnly: boolean;
  propagation: string;
  /** Where it stands, for diagnostics. */
  path: string;
  ctx: ConvertContext;
}

/** How each kind of volume becomes a mount, by its field in `spec.volumes[]`. */
const MOUNTS: Record<string, (request: MountRequest) => Mount | undefined> = {
  persistentVolumeClaim: (request) =>
    claimMount(
      text(request.volume.persistentVolumeClaim?.claimName),
      request.volume.persistentVolumeClaim?.readOnly === true
        ? { ...request, readOnly: true }
        : request,
    ),
  emptyDir: emptyDirMount,
  configMap: (request) => {
    const { name, items, defaultMode, optional } = request.volume.configMap ??
      {};
    return folderMount(
      writeSourceFolder(
        { kind: "ConfigMap", name: text(name), items, defaultMode, optional },
        request.workload,
        request.ctx,
        request.path,
      ),
      request,
    );
  },
  secret: (request) => {
    const { secretName, items, defaultMode, optional } = request.volume.secret ?? {};
    return folderMount(
      writeSourceFolder(
        {
          kind: "Secret",
          name: text(secretName),
          items,
          defaultMode,
          optional,
        },
        request.workload,
        request.ctx,
        request.path,
      ),
      request,
    );
  },
  projected: (request) =>
    folderMount(
      writeProjectedFolder(
        request.volume,
        request.workload,
        request.ctx,
        request.path,
      ),
      request,
    ),
  downwardAPI: (request) =>
    folderMount(
      writeDownwardFolder(
        request.volume,
        request.workload,
        request.ctx,
        request.path,
      ),
      request,
    ),
  hostPath: hostPathMount,
  nfs: nfsMount,
  ephemeral: anonymous,
};

/**
 * Mounts of a container, in the order of `volumeMounts`. Files of ConfigMaps and Secrets go into
 * `ctx.files`, named volumes into `ctx.composeExtras`; what can't be mounted is left out, with a diagnostic.
 *
 * `env` resolves `subPathExpr`.
 */
export function convertVolumeMounts(
  container: Container,
  workload: Workload,
  env: Env,
  ctx: ConvertContext,
): Mount[] {
  const volumes = new Map(
    items(workload.pod.volumes).map((volume) => [text(volume.name), volume]),
  );
  const mounts: Mount[] = [];
  for (const volumeMount of items(container.volumeMounts)) {
    const request = mountRequest(volumeMount, container, workload, env, ctx);
    if (!request) continue;
    const name = text(volumeMount.name);
    const volume = volumes.get(name);
    const converted = claimTemplate(workload, name)
      ? claimMount(templateClaim(workload, name, ctx), request)
      : volume
      ? volumeMountOf(volume, { ...request, volume })
      : missing(name, request);
    if (!converted) continue;
    const origin = { kind: CLAIM, subPath: request.subPath, ...converted.origin, volume: name };
    mounts.push({ ...converted, origin });
  }
  for (const device of items(container.volumeDevices)) {
    ctx.report(workload.id, `containers[${text(container.name)}].volumeDevices`).warn(
      "block-device",
      `the block device ${
        text(device.devicePath)
      } has no counterpart in Compose; it is left out. Name it under "overrides" in dekube.yaml: devices: ["/dev/..."]`,
    );
  }
  return mounts;
}

const CLAIM = "persistentVolumeClaim";

function missing(name: string, request: MountRequest): undefined {
  warn(
    request,
    "missing-volume",
    `the pod has no volume "${name}"; its mount is left out. Add it to the pod's "volumes"`,
  );
}

function mountRequest(
  volumeMount: VolumeMount,
  container: Container,
  workload: Workload,
  env: Env,
  ctx: ConvertContext,
): MountRequest | undefined {
  const path = `containers[${text(container.name)}].volumeMounts[${text(volumeMount.name)}]`;
  const mountPath = text(volumeMount.mountPath);
  // A relative path begins at the container's root, as kubelet has it.
  const target = mountPath.startsWith("/") ? mountPath : `/${mountPath}`;
  const written = text(volumeMount.subPath) || expand(text(volumeMount.subPathExpr), env);
  const parts = written.split("/").filter((part) => part !== "" && part !== ".");
  const subPath = parts.join("/");
  const request: MountRequest = {
    workload,
    volume: {},
    target,
    subPath,
    readOnly: volumeMount.readOnly === true,
    propagation: text(volumeMount.mountPropagation),
    path,
    ctx,
  };
  if (/^\/*$/.test(target)) {
    warn(
      request,
      "bad-mount-path",
      `"${mountPath}" is no mountPath below the container's root; the mount is left out`,
    );
    return undefined;
  }
  const unknown = text(volumeMount.subPath) ? [] : unknownNames(text(volumeMount.subPathExpr), env);
  if (unknown.length > 0) {
    warn(
      request,
      "unknown-variable",
      `subPathExpr needs ${
        unknown.join(", ")
      }, which the environment does not have; the folder is called "${subPath}"`,
    );
  }
  if (written.startsWith("/") || parts.includes("..")) {
    warn(
      request,
      "unsafe-path",
      `subPath "${written}" leaves its volume; the mount is left out`,
    );
    return undefined;
  }
  return request;
}

/** Names in an expression that have no value: with such a path kubelet starts no container. */
function unknownNames(expression: string, env: Env): string[] {
  if (!expression.includes("$(")) return [];
  return [...expression.replaceAll("$$", "").matchAll(/\$\(([^)]*)\)/g)]
    .map(([, name]) => name)
    .filter((name) => !Object.hasOwn(env, name) || env[name] === "");
}

function volumeMountOf(
  volume: Volume,
  request: MountRequest,
): Mount | undefined {
  const named = Object.keys(volume).find((key) => key !== "name");
  // A volume that names no source is an emptyDir, and `emptyDir:` with nothing behind it comes as null.
  const kind = Object.keys(MOUNTS).find((key) => isMapping(volume[key as keyof Volume])) ??
    (named === undefined || volume[named as keyof Volume] === null ? "emptyDir" : named);
  if (Object.hasOwn(MOUNTS, kind)) {
    const converted = MOUNTS[kind](request);
    const { subPath } = request;
    return converted &&
      { ...converted, origin: { kind, volume: text(volume.name), subPath, ...converted.origin } };
  }
  warn(
    request,
    "unsupported-volume",
    `a ${kind} volume has no counterpart in Compose; the mount at ${request.target} is left out. Give the container a volume under "overrides" in dekube.yaml`,
  );
  return undefined;
}

function emptyDirMount(request: MountRequest): Mount {
  const { volume, target, readOnly } = request;
  if (text(volume.emptyDir?.medium) !== "Memory") return anonymous(request);
  const size = parseQuantity(volume.emptyDir?.sizeLimit) ?? 0;
  return {
    type: "tmpfs",
    target,
    ...(readOnly ? { read_only: true } : {}),
    ...(size > 0 ? { tmpfs: { size: Math.ceil(size) } } : {}),
  };
}

/** An anonymous volume. */
function anonymous({ target, readOnly }: MountRequest): Mount {
  return { type: "volume", target, ...(readOnly ? { read_only: true } : {}) };
}

function folderMount(
  folder: FileFolder | undefined,
  request: MountRequest,
): Mount | undefined {
  if (!folder) return undefined;
  const { target, subPath } = request;
  if (subPath === "") {
    // A ConfigMap without keys is an empty folder, and Compose has nothing to bind.
    return folder.files.size === 0
      ? anonymous(request)
      : mount(`./${folder.path}`, target, { readOnly: true });
  }
  const isThere = folder.files.has(subPath) ||
    [...folder.files].some((file) => file.startsWith(`${subPath}/`));
  if (!isThere) {
    warn(
      request,
      "missing-key",
      `there is no file "${subPath}" in ${folder.path}; its mount is left out`,
    );
    return undefined;
  }
  return mount(`./${folder.path}/${subPath}`, target, { readOnly: true });
}

function hostPathMount(request: MountRequest): Mount | undefined {
  const { volume, subPath, target, readOnly, propagation } = request;
  const source = text(volume.hostPath?.path);
  if (!source.startsWith("/")) {
    warn(
      request,
      "bad-host-path",
      `hostPath "${source}" is not an absolute path; the mount is left out`,
    );
    return undefined;
  }
  warn(
    request,
    "host-path",
    `the container gets ${source} of the machine that runs it${
      readOnly ? "" : ", writable"
    }. Make sure that you want that`,
  );
  return bind(
    subPath ? `${source.replace(/\/$/, "")}/${subPath}` : source,
    target,
    readOnly,
    propagation,
  );
}

const PROPAGATION: Record<string, string> = {
  HostToContainer: "rslave",
  Bidirectional: "rshared",
};

function bind(
  source: string,
  target: string,
  readOnly: boolean,
  propagation: string,
): Mount {
  const bound = mount(source, target, { readOnly });
  return Object.hasOwn(PROPAGATION, propagation)
    ? { ...bound, type: "bind", bind: { propagation: PROPAGATION[propagation] } }
    : bound;
}

function nfsMount(request: MountRequest): Mount {
  const { volume, workload, ctx } = request;
  const { server, path, readOnly } = volume.nfs ?? {};
  const name = `${ctx.names.service(workload.id)}-${volumeName(volume)}`;
  ctx.composeExtras.volumes[name] = {
    driver_opts: {
      type: "nfs",
      o: `addr=${text(server)},${readOnly === true ? "ro" : "rw"}`,
      device: `:${text(path)}`,
    },
  };
  return named(
    name,
    readOnly === true ? { ...request, readOnly: true } : request,
  );
}

/** A mount of a named volume, or of part of one. */
function named(
  source: string,
  { target, subPath, readOnly }: Pick<MountRequest, "target" | "subPath" | "readOnly">,
): Mount {
  return {
    ...mount(source, target, { readOnly }),
    ...(subPath === "" ? {} : { volume: { subpath: subPath } }),
  };
}

function claimTemplate(workload: Workload, name: string): boolean {
  const spec = workload.manifest.spec as {
    volumeClaimTemplates?: { metadata?: { name?: unknown } }[];
  };
  return items(spec?.volumeClaimTemplates).some((template) =>
    text(template.metadata?.name) === name
  );
}

/**
 * Claim of a StatefulSet's volumeClaimTemplate: `<template>-<statefulset>`. A dekube.yaml that maps the bare
 * template name keeps working, with a warning.
 */
function templateClaim(
  workload: Workload,
  template: string,
  ctx: ConvertContext,
): string {
  const claim = `${template}-${workload.id.name}`;
  const key = ctx.names.claim(workload.id.namespace, claim);
  if (
    !Object.hasOwn(ctx.config.volumes, key) &&
    Object.hasOwn(ctx.config.volumes, template)
  ) {
    ctx.report(workload.id).warn(
      "old-claim-name",
      `"volumes.${template}" in dekube.yaml is used for the claim "${key}"; rename it to "${key}"`,
    );
    return template;
  }
  return claim;
}

function claimMount(claim: string, request: MountRequest): Mount | undefined {
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
 * A mount of a claim, which is kept where `volumes` in dekube.yaml says. `key` is what `names.claim()` calls it.
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
  ctx: Pick<ConvertContext, "config" | "composeExtras">,
): Mount {
  const { target, subPath = "", readOnly = false, propagation = "" } = options;
  const origin = { kind: CLAIM, volume: "", subPath, claim: key };
  const { host_path: path, ...volume } = claimConfig(key, ctx);
  // A key with nothing behind it is null, which the checked config does not rule out.
  if (path === undefined || path === null) {
    ctx.composeExtras.volumes[key] = Object.keys(volume).length > 0 ? volume : null;
    return { ...named(key, { target, subPath, readOnly }), origin };
  }
  const source = hostPath(path, ctx.config.volumeRoot);
  return {
    ...bind(subPath ? `${source}/${subPath}` : source, target, readOnly, propagation),
    origin,
  };
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

function warn({ workload, path, ctx }: MountRequest, code: string, message: string): void {
  ctx.report(workload.id, path).warn(code, message);
}

/**
 * Identity of the claims that a workload's volumeClaimTemplates declare.
 *
 * @example
 * ```ts
 * import { templateClaims } from "./volumes.ts";
 * import { workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { template: {}, volumeClaimTemplates: [{ metadata: { name: "data" } }] };
 * const workload = workloadOf({ kind: "StatefulSet", metadata: { name: "db" }, spec })!;
 * assertEquals(templateClaims(workload), [{ namespace: "", claim: "data-db" }]);
 * ```
 */
export function templateClaims(
  workload: Workload,
): { namespace: string; claim: string }[] {
  const spec = workload.manifest.spec as {
    volumeClaimTemplates?: { metadata?: { name?: unknown } }[];
  };
  return items(spec?.volumeClaimTemplates)
    .map((template) => text(template.metadata?.name))
    .filter((name) => name !== "")
    .map((name) => ({
      namespace: namespaceOf(workload.manifest),
      claim: `${name}-${workload.id.name}`,
    }));
}
