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
  readonly #depths = new Map<Request, number>();

  /** Finds for each mount the innermost one that it lies in. */
  constructor(requests: readonly Request[]) {
    const byTarget = new Map(
      requests.map((request) => [partsOf(request.target).join("/"), request]),
    );
    for (const request of requests) {
      const parts = partsOf(request.target);
      this.#depths.set(request, parts.length);
      for (let length = parts.length - 1; length > 0; length--) {
        const outer = byTarget.get(parts.slice(0, length).join("/"));
        if (!outer) continue;
        const inner = this.#inner.get(outer);
        if (inner) inner.push(request);
        else this.#inner.set(outer, [request]);
        break;
      }
    }
  }

  /** The mounts in an order in which what lies in a mount comes before it; those that hold none stay as they are. */
  inwardFirst(requests: readonly Request[]): Request[] {
    const outer = requests.filter((request) => this.#inner.has(request));
    if (outer.length === 0) return [...requests];
    return [
      ...requests.filter((request) => !this.#inner.has(request)),
      ...outer.sort((one, other) => this.#depths.get(other)! - this.#depths.get(one)!),
    ];
  }

  /** Paths in the volume of a mount at which others are mounted, by path. `isFile` is `undefined` for one that is not. */
  of(outer: Request, isFile: (inner: Request) => boolean | undefined): MountPoint[] {
    const points = new Map<string, MountPoint>();
    for (const inner of this.#inner.get(outer) ?? []) {
      const kind = isFile(inner);
      if (kind === undefined) continue;
      const below = partsOf(inner.target).slice(this.#depths.get(outer)!);
      const path = [...partsOf(outer.subPath), ...below].join("/");
      points.set(path, { path, isFile: kind });
    }
    return [...points.values()].sort((one, other) => one.path < other.path ? -1 : 1);
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
