/**
 * Mounts of files that come with the pod: ConfigMaps, Secrets, projected volumes, fields of the pod.
 *
 * @module
 */

import { type Mount, mount } from "../compose.ts";
import { items, text } from "../read.ts";
import { emptyVolume } from "./empty_volume.ts";
import type { FileFolder } from "./file_folder.ts";
import { type MountRequest, warn } from "./mount_request.ts";
import type { FileSource } from "./source_files.ts";
import { writeDownwardFolder, writeProjectedFolder, writeSourceFolder } from "./volume_files.ts";

/** A mount of a ConfigMap. */
export function configMapMount(request: MountRequest): Mount | undefined {
  const { name, ...options } = request.volume.configMap ?? {};
  return sourceMount({ kind: "ConfigMap", name: text(name), ...options }, request);
}

/** A mount of a Secret. */
export function secretMount(request: MountRequest): Mount | undefined {
  const { secretName, ...options } = request.volume.secret ?? {};
  return sourceMount({ kind: "Secret", name: text(secretName), ...options }, request);
}

/** A mount of several sources that are one folder. */
export function projectedMount(request: MountRequest): Mount | undefined {
  const { volume, workload, ctx, path, mountPoints } = request;
  const sources = items(volume.projected?.sources);
  const isOptional = sources.length > 0 &&
    sources.every(({ configMap, secret }) => (configMap ?? secret)?.optional === true);
  return folderMount(
    writeProjectedFolder(volume, workload, ctx, path, mountPoints),
    request,
    isOptional,
  );
}

/** A mount of fields of the pod. */
export function downwardMount(request: MountRequest): Mount | undefined {
  const { volume, workload, ctx, path, mountPoints } = request;
  return folderMount(writeDownwardFolder(volume, workload, ctx, path, mountPoints), request);
}

function sourceMount(source: FileSource, request: MountRequest): Mount | undefined {
  const { workload, ctx, path, mountPoints } = request;
  return folderMount(
    writeSourceFolder(source, workload, ctx, path, mountPoints),
    request,
    source.optional === true,
  );
}

/** Of what is optional and not there, Kubernetes mounts a folder with nothing in it, whatever part is asked for. */
function folderMount(
  folder: FileFolder | undefined,
  request: MountRequest,
  isOptional = false,
): Mount | undefined {
  const { target, subPath, readOnly } = request;
  const nothing = () => emptyVolume(target, readOnly);
  if (!folder) return isOptional ? nothing() : undefined;
  if (subPath === "") {
    if (folder.files.size > 0) return mount(`./${folder.path}`, target, { readOnly: true });
    // A ConfigMap without keys is an empty folder, and Compose has nothing to bind.
    return nothing();
  }
  const isThere = folder.files.has(subPath) ||
    [...folder.files].some((file) => file.startsWith(`${subPath}/`));
  if (!isThere && isOptional) return nothing();
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
