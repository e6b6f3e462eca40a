/**
 * Changes to the mounts of services, kept until all are known: what is nested somewhere depends on what else is
 * mounted there.
 *
 * @module
 */

import { type ComposeService, items, type Mount, withoutEnd } from "@dekube/engine/pacts";
import type { EmptyDirMount } from "./empty_dirs.ts";

/** Collects the mounts that replace others. */
export class MountEdits {
  readonly #byService = new Map<ComposeService, Map<Mount, Mount[]>>();

  /** Whether a mount needs `volume.subpath`. */
  needSubpath = false;

  /** Puts mounts in the place of another. */
  replace({ service, mount }: EmptyDirMount, mounts: Mount[]): void {
    let replaced = this.#byService.get(service);
    if (!replaced) this.#byService.set(service, replaced = new Map());
    replaced.set(mount, mounts);
    this.needSubpath ||= mounts.some(({ volume }) => volume?.subpath);
  }

  /** Makes the changes. Of nested mounts, those whose path has a mount already are left out. */
  apply(): void {
    for (const [service, replaced] of this.#byService) {
      const before = items(service.volumes);
      const taken = new Set(before.map(targetOf));
      service.volumes = before.flatMap((mount) => {
        const [replacement, ...nested] = replaced.get(mount) ?? [mount];
        const free = nested.filter((mount) => !taken.has(targetOf(mount)));
        for (const mount of free) taken.add(targetOf(mount));
        return [replacement, ...free];
      });
    }
  }
}

function targetOf({ target }: Mount): string {
  return target.slice(0, 1) + withoutEnd(target.slice(1), "/");
}
