/**
 * What a service mounts, and what lies there.
 *
 * @module
 */

import {
  type ComposeMount,
  type ComposeService,
  type ConvertContext,
  decodeText,
  items,
  mount,
  mountParts,
} from "@dekube/engine/pacts";

/** A mount, in either syntax. */
export type Mount = string | ComposeMount;

/** A path without doubled slashes or one at its end. */
export function tidyPath(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** Path in the container that a mount is at. */
export function targetOf(entry: Mount): string {
  return tidyPath(mountParts(entry).target);
}

/** Whether a path is `folder` or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** The mount that a path lies in: of several the innermost. */
export function mountOf(path: string, { volumes }: ComposeService): Mount | undefined {
  let found: Mount | undefined;
  for (const entry of mountsOf(volumes)) {
    if (!isWithin(tidyPath(path), targetOf(entry))) continue;
    if (!found || targetOf(entry).length >= targetOf(found).length) found = entry;
  }
  return found;
}

/** Mounts of a service; none where an extension left something that is no list. */
export function mountsOf(volumes: ComposeService["volumes"]): Mount[] {
  return Array.isArray(volumes) ? items(volumes) : [];
}

/** Text of a generated file that a service has at a path; `undefined` where there is none. */
export function mountedText(
  path: string,
  service: ComposeService,
  { files }: Pick<ConvertContext, "files">,
): string | undefined {
  const entry = mountOf(path, service);
  const { source } = entry ? mountParts(entry) : { source: "" };
  if (!entry || !source.startsWith("./")) return undefined;
  const below = tidyPath(path).slice(targetOf(entry).length);
  const content = files.get(tidyPath(source.slice(2) + below))?.content;
  return content === undefined || typeof content === "string" ? content : decodeText(content);
}

/** The same mount at another path. */
export function moveMount(entry: Mount, target: string): Mount {
  if (typeof entry !== "string") return { ...entry, target };
  const { source, readOnly } = mountParts(entry);
  return source === "" ? target : mount(source, target, { readOnly });
}

/** Sets the mounts of a service; without any, it has no such key. */
export function setMounts(service: ComposeService, mounts: Mount[]): void {
  if (mounts.length > 0) service.volumes = mounts;
  else delete service.volumes;
}

/** Takes named volumes out of the project that no service mounts any more. */
export function dropUnusedVolumes(
  removed: Iterable<Mount>,
  services: Record<string, ComposeService>,
  { composeExtras }: ConvertContext,
): void {
  const names = new Set([...removed].map((entry) => mountParts(entry).source));
  for (const { volumes } of Object.values(services)) {
    for (const entry of mountsOf(volumes)) names.delete(mountParts(entry).source);
  }
  for (const name of names) delete composeExtras.volumes[name];
}
