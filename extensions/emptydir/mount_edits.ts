/**
 * Changes to the mounts of services, kept until all are known: the places of entries must not move
 * meanwhile.
 *
 * @module
 */

import { type ComposeMount, type ComposeService, mountParts } from "@dekube/engine/pacts";
import type { EmptyDirMount } from "./empty_dirs.ts";

type Mount = string | ComposeMount;

/** Collects the entries that replace others. */
export class MountEdits {
  readonly #byService = new Map<ComposeService, Map<number, Mount[]>>();

  /** Whether a mount needs `volume.subpath`. */
  needSubpath = false;

  /** Puts mounts in the place of an entry. */
  replace({ service, index }: EmptyDirMount, mounts: Mount[]): void {
    let entries = this.#byService.get(service);
    if (!entries) this.#byService.set(service, entries = new Map());
    entries.set(index, mounts);
    this.needSubpath ||= mounts.some((mount) => typeof mount !== "string" && mount.volume?.subpath);
  }

  /** Makes the changes. Of nested mounts, those whose path has a mount already are left out. */
  apply(): void {
    for (const [service, entries] of this.#byService) {
      const before = service.volumes ?? [];
      const taken = new Set(before.map(targetOf));
      service.volumes = before.flatMap((entry, index) => {
        const [replacement, ...nested] = entries.get(index) ?? [entry];
        const free = nested.filter((mount) => !taken.has(targetOf(mount)));
        for (const mount of free) taken.add(targetOf(mount));
        return [replacement, ...free];
      });
    }
  }
}

function targetOf(mount: Mount): string {
  return mountParts(mount).target.replace(/(?<=.)\/+$/, "");
}
