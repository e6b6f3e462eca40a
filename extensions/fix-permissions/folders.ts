/**
 * Folders of the host and in named volumes, and who is to own them.
 *
 * @module
 */

import {
  type ConvertContext,
  type Mount,
  type MountOrigin,
  type ResourceId,
  text,
  withoutEnd,
} from "@dekube/engine/pacts";
import type { Identity } from "./identity.ts";

/** A folder that a container mounts: one of the host below `volume_root`, or a named volume. */
export interface Folder {
  /** Path below `volume_root`; of a named volume, its name and the path in it. */
  path: string;
  /** Source as the mount has it. */
  source: string;
  /** Path in the claim, where a folder of one is mounted. */
  subPath?: string;
  /** Mounted read-only. */
  readOnly: boolean;
  /** Whether it stands for a claim or an emptyDir, which a cluster hands out for its pod to write. */
  isOfPod: boolean;
}

/** Somebody who wants to write a folder. */
export interface Claimant extends Identity {
  /** Its Compose service. */
  serviceName: string;
  /** Its workload. */
  resource: ResourceId;
}

/** A folder with the owner that it gets. */
export interface OwnedFolder {
  /** Its path; see {@linkcode Folder}. */
  path: string;
  /** Source as the mount has it. */
  source: string;
  /** Its user; `undefined`: left as it is. */
  uid?: number;
  /** Its group; `undefined`: left as it is. */
  gid?: number;
  /** Whether somebody can write it by its group only. */
  groupWrites: boolean;
  /** Whether it lies in a folder that has the same owner. */
  covered: boolean;
}

/** The bind mounts below `volume_root`. A pod's own hostPath is not among them: a cluster leaves its owner, too. */
export function foldersBelow(volumeRoot: string, mounts: readonly Mount[]): Folder[] {
  const root = `${withoutEnd(volumeRoot, "/")}/`;
  return mounts.flatMap(({ source, read_only: readOnly = false, origin }) => {
    if (!source?.startsWith(root) || origin?.kind === "hostPath") return [];
    const parts = source.slice(root.length).split("/")
      .filter((part) => part !== "" && part !== ".");
    if (parts.length === 0 || parts.includes("..")) return [];
    const path = parts.join("/");
    const isOfClaim = origin?.claim !== undefined && source.endsWith(`/${origin.subPath}`);
    const subPath = isOfClaim ? { subPath: origin.subPath } : {};
    return [{ path, source, ...subPath, readOnly, isOfPod: isOfPod(origin) }];
  });
}

/** A folder of a claim. */
export interface ClaimFolder {
  /** Its path below `volume_root`. */
  path: string;
  /** The claim's own. */
  root: string;
  /** The claim's own folder, as a mount's source. */
  source: string;
  /** The path from there, name by name. */
  parts: string[];
}

/** What a folder is in a claim, if it is one. */
export function claimFolder({ path, source, subPath }: Folder): ClaimFolder[] {
  if (!subPath) return [];
  const end = subPath.length + 1;
  return [{
    path,
    root: path.slice(0, -end),
    source: source.slice(0, -end),
    parts: subPath.split("/"),
  }];
}

function isOfPod(origin: MountOrigin | undefined): boolean {
  return origin?.claim !== undefined || ["emptyDir", "ephemeral"].includes(text(origin?.kind));
}

/** Folders by path, with everybody who wants to write them. */
export class Folders {
  readonly #claims = new Map<string, { source: string; claimants: Claimant[] }>();

  /** Notes that somebody wants to write a folder. */
  claim({ path, source }: Folder, claimant: Claimant): void {
    const claim = this.#claims.get(path);
    if (claim) claim.claimants.push(claimant);
    else this.#claims.set(path, { source, claimants: [claimant] });
  }

  /** All folders with their owners, a folder before those in it. */
  owned(ctx: Pick<ConvertContext, "report">): OwnedFolder[] {
    const owned = new Map<string, OwnedFolder>();
    for (const [path, { source, claimants }] of [...this.#claims].sort(byPath)) {
      const owner = ownerFor(source, claimants, ctx);
      const outer = pathsAbove(path).map((above) => owned.get(above)).find((folder) => folder);
      owned.set(path, { path, source, ...owner, covered: !!outer && sameOwner(outer, owner) });
    }
    return [...owned.values()];
  }
}

type Owner = Pick<OwnedFolder, "uid" | "gid" | "groupWrites">;

/**
 * The first user gets the folder. Others can write it where they have the group that Kubernetes would
 * give it (`fsGroup`). Group write permission is added only for them: databases refuse to start on a
 * folder that has more than they need.
 */
function ownerFor(
  source: string,
  claimants: Claimant[],
  ctx: Pick<ConvertContext, "report">,
): Owner {
  const first = claimants.find(({ uid }) => uid !== undefined);
  const gid = claimants.find(({ fsGroup }) => fsGroup !== undefined)?.fsGroup ?? first?.gid;
  const others = claimants.filter(({ uid }) => uid === undefined || uid !== first?.uid);
  const [winner] = first ? [first] : claimants;
  for (const other of others.filter(({ fsGroup }) => fsGroup === undefined || fsGroup !== gid)) {
    ctx.report(other.resource).warn(
      "owner-conflict",
      `"${winner.serviceName}" writes ${source} as ${who(winner)} and "${other.serviceName}" as ${
        who(other)
      }: it is given to ${
        who(winner)
      }. Map their volumes to folders of their own, or have both run as one user`,
    );
  }
  return {
    uid: first?.uid,
    gid,
    groupWrites: others.some(({ fsGroup }) => fsGroup !== undefined && fsGroup === gid),
  };
}

function who({ uid, fsGroup }: Claimant): string {
  return uid === undefined ? `group ${fsGroup}` : `user ${uid}`;
}

function sameOwner(a: Owner, b: Owner): boolean {
  return a.uid === b.uid && a.gid === b.gid && a.groupWrites === b.groupWrites;
}

/** `a/b/c` lies in `a/b` and in `a`. */
function pathsAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("/"));
}

function byPath([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
