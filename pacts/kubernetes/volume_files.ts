/**
 * Files that a pod mounts from ConfigMaps, Secrets and its own fields, put into the output.
 *
 * @module
 */

import { append } from "../append.ts";
import type { ConvertContext } from "../context.ts";
import { idOf } from "../manifest.ts";
import { isLongPath } from "../long_path.ts";
import { items, text } from "../read.ts";
import { type FileFolder, fileOf, missingPoints, sharedFolder, writeFiles } from "./file_folder.ts";
import { apiServerOf } from "./api_server.ts";
import type { MountPoint } from "./mount_request.ts";
import { fieldFiles } from "./field_files.ts";
import {
  type FileSource,
  isFilePath,
  lookUp,
  modeBits,
  pathsIn,
  type SourceFile,
  sourceFiles,
} from "./source_files.ts";
import type { Volume } from "./types.ts";
import { volumeName } from "./volume_name.ts";
import type { Workload } from "./workloads.ts";

/**
 * Writes the files of a ConfigMap or Secret and returns their folder: `configmaps/<name>` or
 * `secrets/<name>`, with `_<hash>` behind the name where `items` pick from it. `undefined` where the object
 * is missing; a diagnostic says so unless it is optional. What a container mounts inside the folder has its mount
 * points there.
 */
export function writeSourceFolder(
  source: FileSource,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
  mountPoints: readonly MountPoint[] = [],
): FileFolder | undefined {
  const found = lookUp(source, workload, ctx, path);
  if (!found) return undefined;
  const defaultMode = modeBits(source.defaultMode);
  const picked = items(source.items).length > 0
    ? JSON.stringify(
      items(source.items).map((
        item,
      ) => [text(item.key), text(item.path), modeBits(item.mode, defaultMode)]),
    )
    : "";
  const base = `${source.kind === "ConfigMap" ? "configmaps" : "secrets"}/${
    ctx.names.folder(idOf(found))
  }`;
  const points = mountPoints.length > 0 ? missingPoints(mountPoints, pathsIn(source, found)) : [];
  const content = picked || String(defaultMode);
  return sharedFolder(
    {
      base,
      // The first to mount the whole object gives its plain folder the mode; another mode is another folder.
      canBePlain: picked === "",
      variant: points.length > 0 ? JSON.stringify([content, points]) : content,
    },
    (folder) =>
      writeFiles(
        folder,
        [...sourceFiles(source, workload, ctx, path), ...points.map(fileOf)],
        ctx,
        ctx.report(workload.id, path),
      ),
    ctx,
  );
}

/**
 * Writes the merged files of a projected volume and returns their folder. It lies below `secrets/` where a
 * Secret is among the sources. Tokens are left out, and that is said.
 */
export function writeProjectedFolder(
  volume: Volume,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
  mountPoints: readonly MountPoint[] = [],
): FileFolder | undefined {
  let known = projected.get(volume);
  if (known?.workload !== workload || known.ctx !== ctx) {
    known = { workload, ctx, ...readProjected(volume, workload, ctx, path) };
    projected.set(volume, known);
  }
  const { files, secret } = known;
  return writeVolumeFolder(
    secret ? "secrets" : "configmaps",
    volume,
    { files, mountPoints },
    workload,
    ctx,
    path,
  );
}

/** Files of a projected volume. */
interface ProjectedFiles {
  files: SourceFile[];
  /** Whether a Secret is among the sources. */
  secret: boolean;
}

/** What was read of volumes by whom: a container may mount one many times. */
const projected = new WeakMap<
  Volume,
  ProjectedFiles & { workload: Workload; ctx: ConvertContext }
>();

function readProjected(
  volume: Volume,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
): ProjectedFiles {
  const { sources, defaultMode } = volume.projected ?? {};
  const files: SourceFile[] = [];
  let secret = false;
  for (const [index, source] of items(sources).entries()) {
    const at = `${path}.projected.sources[${index}]`;
    const { configMap, secret: secretSource, downwardAPI } = source;
    if (configMap) {
      append(
        files,
        sourceFiles(
          {
            kind: "ConfigMap",
            name: text(configMap.name),
            ...pick(configMap),
            defaultMode,
          },
          workload,
          ctx,
          at,
        ),
      );
    }
    if (secretSource) {
      secret = true;
      append(
        files,
        sourceFiles(
          {
            kind: "Secret",
            name: text(secretSource.name),
            ...pick(secretSource),
            defaultMode,
          },
          workload,
          ctx,
          at,
        ),
      );
    }
    if (downwardAPI) {
      append(
        files,
        fieldFiles(downwardAPI.items, defaultMode, workload, ctx, at),
      );
    }
    const token = source.serviceAccountToken ? tokenOf(workload, ctx) : undefined;
    const tokenPath = text(source.serviceAccountToken?.path);
    if (token !== undefined && isFilePath(tokenPath) && !isLongPath(tokenPath)) {
      secret = true;
      files.push({ path: tokenPath, content: token, mode: modeBits(defaultMode) });
    } else if (source.serviceAccountToken || source.clusterTrustBundle) {
      ctx.report(workload.id, at).info(
        "no-cluster-credentials",
        "there is no Kubernetes API here, so the projected service account token is left out",
      );
    }
  }
  return { files, secret };
}

/** The token of a pod's account, where there is an API that takes it. */
function tokenOf({ id, pod }: Workload, ctx: ConvertContext): string | undefined {
  const account = text(pod.serviceAccountName) || text(pod.serviceAccount) || "default";
  return apiServerOf(ctx)?.token(id.namespace || "default", account);
}

/** Writes the files of a downwardAPI volume and returns their folder. */
export function writeDownwardFolder(
  volume: Volume,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
  mountPoints: readonly MountPoint[] = [],
): FileFolder | undefined {
  const { items: fields, defaultMode } = volume.downwardAPI ?? {};
  const files = fieldFiles(
    fields,
    defaultMode,
    workload,
    ctx,
    `${path}.downwardAPI`,
  );
  return writeVolumeFolder("configmaps", volume, { files, mountPoints }, workload, ctx, path);
}

function pick<T extends { items?: unknown; optional?: unknown }>(
  source: T,
): { items: T["items"]; optional: T["optional"] } {
  return { items: source.items, optional: source.optional };
}

function writeVolumeFolder(
  parent: string,
  volume: Volume,
  { files, mountPoints }: { files: SourceFile[]; mountPoints: readonly MountPoint[] },
  workload: Workload,
  ctx: ConvertContext,
  at: string,
): FileFolder | undefined {
  const points = missingPoints(mountPoints, files.map(({ path }) => path));
  if (files.length + points.length === 0) return undefined;
  // An underscore can't be part of a Kubernetes name, so this is nobody's ConfigMap.
  const base = `${parent}/${ctx.names.service(workload.id)}_${volumeName(volume)}`;
  return sharedFolder(
    { base, canBePlain: true, variant: JSON.stringify(points) },
    (folder) =>
      writeFiles(folder, [...files, ...points.map(fileOf)], ctx, ctx.report(workload.id, at)),
    ctx,
  );
}
