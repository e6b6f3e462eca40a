/**
 * What a service wants done to what it mounts.
 *
 * @module
 */

import type { ConvertContext, Mount } from "@dekube/engine/pacts";
import { claimVolumes, mountedFolders } from "./claim_volumes.ts";
import { emptyDirVolumes } from "./empty_dirs.ts";
import { type Folder, foldersBelow } from "./folders.ts";
import type { Identity } from "./identity.ts";

/** What a service wants done. */
export interface Wanted {
  /** Folders that it is to own. */
  folders: Folder[];
  /** Named volumes that it is to own. */
  volumes: Folder[];
  /** Folders that it could only write if everybody could. */
  freshFolders: Folder[];
  /** Named volumes likewise, those that stand for emptyDirs among them. */
  freshVolumes: Folder[];
  /** Folders in named volumes that must be there. */
  parts: string[];
  /** Whether it would own some of that if its image were that of the manifest. */
  unowned: boolean;
  /** All of it. */
  paths: { folders: string[]; volumes: string[] };
}

/** What a service wants that runs as somebody; `isOther` where its image is not the one of the manifest. */
export function wantedBy(
  mounts: readonly Mount[],
  { uid, fsGroup }: Identity,
  isOther: boolean,
  ctx: ConvertContext,
): Wanted {
  // Root can write anyway.
  const isWritten = ({ readOnly }: Folder) => uid !== 0 && !readOnly;
  const isKnown = uid !== undefined || fsGroup !== undefined;
  const owns = (isPlain: boolean) => isKnown && !isOther && isPlain;
  const folders = foldersBelow(ctx.config.volumeRoot, mounts).filter(isWritten);
  const volumes = claimVolumes(mounts, ctx).filter(isWritten);
  const emptyDirs = emptyDirVolumes(mounts, ctx).filter(isWritten);
  const wanted = {
    folders: folders.filter(() => owns(true)),
    volumes: volumes.filter(({ isPlain }) => owns(isPlain)),
    freshFolders: folders.filter(({ isOfPod }) => isOfPod && !owns(true)),
    freshVolumes: [...volumes.filter(({ isPlain }) => !owns(isPlain)), ...emptyDirs],
    parts: mountedFolders(mounts),
  };
  return {
    ...wanted,
    unowned: isOther && isKnown && folders.length > 0,
    paths: {
      folders: pathsOf([...wanted.folders, ...wanted.freshFolders]),
      volumes: pathsOf([...wanted.volumes, ...wanted.freshVolumes]),
    },
  };
}

/** Paths of folders. */
export function pathsOf(folders: readonly Folder[]): string[] {
  return folders.map(({ path }) => path);
}
