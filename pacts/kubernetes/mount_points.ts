/**
 * Mount points: where a container mounts something inside another of its mounts, there must be something to mount it
 * on. kubelet makes that in the volumes that it fills itself. Docker would make it too, but can't where the outer
 * mount is read-only. Not one of the contracts.
 *
 * @module
 */

import type { MountPoint, MountRequest } from "./mount_request.ts";

/** The mounts of a container that hold others. */
export class MountPoints<Request extends Pick<MountRequest, "target" | "subPath">> {
  readonly #inner = new Map<Request, Request[]>();

  /** Finds for each mount the innermost one that it lies in. */
  constructor(requests: readonly Request[]) {
    const byTarget = new Map(requests.map((request) => [tidy(request.target), request]));
    for (const [target, request] of byTarget) {
      for (let end = target.lastIndexOf("/"); end > 0; end = target.lastIndexOf("/", end - 1)) {
        const outer = byTarget.get(target.slice(0, end));
        if (!outer) continue;
        const inner = this.#inner.get(outer);
        if (inner) inner.push(request);
        else this.#inner.set(outer, [request]);
        break;
      }
    }
  }

  /** The mounts in an order in which what lies in a mount comes before it; those that hold none stay as they are. */
  inwardFirst(requests: readonly Request[]): readonly Request[] {
    if (this.#inner.size === 0) return requests;
    const depth = ({ target }: Request) => partsOf(target).length;
    return [
      ...requests.filter((request) => !this.#inner.has(request)),
      ...requests.filter((request) => this.#inner.has(request))
        .sort((one, other) => depth(other) - depth(one)),
    ];
  }

  /** Paths in the volume of a mount at which others are mounted, by path. `isFile` is `undefined` for one that is not. */
  of(outer: Request, isFile: (inner: Request) => boolean | undefined): MountPoint[] {
    const points = new Map<string, MountPoint>();
    for (const inner of this.#inner.get(outer) ?? []) {
      const kind = isFile(inner);
      if (kind === undefined) continue;
      const below = partsOf(inner.target).slice(partsOf(outer.target).length);
      const path = [...partsOf(outer.subPath), ...below].join("/");
      points.set(path, { path, isFile: kind });
    }
    return [...points.values()].sort((one, other) => one.path < other.path ? -1 : 1);
  }
}

/** A path without what says nothing in it. Most have nothing of the kind. */
function tidy(path: string): string {
  const isTidy = !path.includes("//") && !path.includes("/.") && !path.endsWith("/");
  return isTidy ? path : `/${partsOf(path).join("/")}`;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
