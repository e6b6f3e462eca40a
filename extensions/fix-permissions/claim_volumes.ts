/**
 * Named volumes that hold claims, and folders in named volumes.
 *
 * @module
 */

import { type ConvertContext, mapping, type Mount, text } from "@dekube/engine/pacts";
import type { Folder } from "./folders.ts";

type Extras = Pick<ConvertContext, "composeExtras">;

/** A named volume, or a folder in one, that stands for a claim. */
export interface ClaimVolume extends Folder {
  /** Whether it is Docker's own and this project's; whose files are elsewhere keep their owners. */
  isPlain: boolean;
}

/**
 * The claims among some mounts that are kept in named volumes, those of generic ephemeral volumes too; the path begins with
 * the volume's name.
 */
export function claimVolumes(mounts: readonly Mount[], ctx: Extras): ClaimVolume[] {
  const found: ClaimVolume[] = [];
  for (const { type, source, read_only: readOnly = false, volume, origin } of mounts) {
    if (type !== "volume" || source === undefined) continue;
    // What an init container puts at a path of one comes and goes with the pod.
    const isEphemeral = origin?.kind === "ephemeral" && volume?.subpath === undefined;
    if (origin?.claim === undefined && !isEphemeral) continue;
    const path = volume?.subpath === undefined ? source : `${source}/${volume.subpath}`;
    found.push({ path, source, readOnly, isOfPod: true, isPlain: isPlain(source, ctx) });
  }
  return found;
}

/**
 * Folders in named volumes that must be there before Docker mounts them, as paths that begin with the volume's name.
 * Kubernetes makes them; in an emptyDir, an init container does.
 */
export function mountedFolders(mounts: readonly Mount[]): string[] {
  const found: string[] = [];
  for (const { type, source, volume, origin } of mounts) {
    if (type !== "volume" || source === undefined || volume?.subpath === undefined) continue;
    if (!origin || origin.kind === "emptyDir" || origin.kind === "ephemeral") continue;
    found.push(`${source}/${volume.subpath}`);
  }
  return found;
}

/** `local` is the driver of a volume that names none. */
function isPlain(name: string, { composeExtras }: Extras): boolean {
  const { external, driver, driver_opts: options } = mapping(composeExtras.volumes[name]);
  const isElsewhere = external !== undefined && external !== null && external !== false;
  return !isElsewhere && ["", "local"].includes(text(driver)) &&
    Object.keys(mapping(options)).length === 0;
}
