/**
 * What a service mounts, and what lies there.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, items, type Mount } from "@dekube/engine/pacts";
import { decodeText } from "@dekube/engine/pacts/kubernetes";

/** A path without doubled slashes or one at its end. */
export function tidyPath(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** Path in the container that a mount is at. */
export function targetOf({ target }: Mount): string {
  return tidyPath(target);
}

/** Whether a path is `folder` or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** The mount that a path lies in: of several the innermost. */
export function mountOf(path: string, { volumes }: ComposeService): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of items(volumes)) {
    if (!isWithin(tidyPath(path), targetOf(mount))) continue;
    if (!found || targetOf(mount).length >= targetOf(found).length) found = mount;
  }
  return found;
}

/** Text of a generated file that a service has at a path; `undefined` where there is none. */
export function mountedText(
  path: string,
  service: ComposeService,
  { files }: Pick<ConvertContext, "files">,
): string | undefined {
  const mount = mountOf(path, service);
  if (!mount?.source?.startsWith("./")) return undefined;
  const below = tidyPath(path).slice(targetOf(mount).length);
  const content = files.get(tidyPath(mount.source.slice(2) + below))?.content;
  return content === undefined || typeof content === "string" ? content : decodeText(content);
}

/** Whether what a service has at a path comes from a Secret. */
export function isOfSecret(path: string, service: ComposeService): boolean {
  return mountOf(path, service)?.source?.startsWith("./secrets/") === true;
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
  { composeExtras }: Pick<ConvertContext, "composeExtras">,
): void {
  const names = new Set([...removed].map(({ source = "" }) => source));
  for (const { volumes } of Object.values(services)) {
    for (const { source = "" } of items(volumes)) names.delete(source);
  }
  for (const name of names) delete composeExtras.volumes[name];
}
