/**
 * Where the places of an emptyDir are kept: named volumes, or folders of the host where dekube.yaml
 * says so.
 *
 * @module
 */

import type { ComposeVolume, ConvertContext } from "@dekube/engine/pacts";
import { hostPath, shortHash } from "@dekube/engine/pacts/kubernetes";
import type { EmptyDir } from "./empty_dirs.ts";
import type { Place } from "./places.ts";

/** Source of a mount (volume name or host path) for each place that has one of its own. */
export type Stores = ReadonlyMap<Place, string>;

/** Names of volumes, each given to one place only. */
export class StoreNames {
  readonly #taken: Set<string>;

  /** Claims and declared volumes keep their names. */
  constructor({ names, composeExtras }: Pick<ConvertContext, "names" | "composeExtras">) {
    this.#taken = new Set([...names.claims(), ...Object.keys(composeExtras.volumes)]);
  }

  /** Name for a place of a volume: `<workload>-<volume>[-<subPath>]`. */
  reserve(workload: string, volume: string, subPath: string): string {
    const parts = [workload, volume, ...subPath.split("/")].filter((part) => part !== "");
    const plain = parts.join("-").replace(/[^A-Za-z0-9_.-]+/g, "-");
    // `a-b` of `c` and `b-c` of `a` are not one volume.
    const name = this.#taken.has(plain) ? `${plain}-${shortHash(JSON.stringify(parts))}` : plain;
    this.#taken.add(name);
    return name;
  }
}

/** Decides where the places of an emptyDir are kept, and declares the named volumes. */
export function storesOf(
  emptyDir: EmptyDir,
  places: readonly Place[],
  names: StoreNames,
  ctx: ConvertContext,
): Stores {
  const { workload, volume } = emptyDir;
  const workloadName = ctx.names.service(workload.id);
  const wholeName = names.reserve(workloadName, volume, "");
  const wholeFolder = folderOf(wholeName, ctx);

  const stores = new Map<Place, string>();
  for (const place of places) {
    if (place.holder) continue;
    const name = place.subPath === ""
      ? wholeName
      : names.reserve(workloadName, volume, place.subPath);
    const folder = folderOf(name, ctx) ??
      (wholeFolder === undefined ? undefined : `${wholeFolder}/${place.subPath}`);
    if (folder === undefined) {
      ctx.composeExtras.volumes[name] = Object.hasOwn(ctx.config.volumes, name)
        ? configuredOptions(name, ctx)
        : defaultOptions(emptyDir, ctx);
    }
    stores.set(place, folder ?? name);
  }
  return stores;
}

function folderOf(name: string, { config }: ConvertContext): string | undefined {
  const path = Object.hasOwn(config.volumes, name) ? config.volumes[name].host_path : undefined;
  return path === undefined ? undefined : hostPath(path, config.volumeRoot);
}

function configuredOptions(name: string, { config }: ConvertContext): ComposeVolume {
  const options = config.volumes[name];
  return Object.keys(options).length > 0 ? { ...options } : null;
}

function defaultOptions(emptyDir: EmptyDir, ctx: ConvertContext): ComposeVolume {
  const { workload, volume, mounts } = emptyDir;
  const inMemory = mounts.find(({ mount }) => mount.type === "tmpfs");
  if (!inMemory) return null;
  if (isHandedOn(emptyDir)) {
    ctx.report(workload.id).info(
      "memory-volume-on-disk",
      `the emptyDir "${volume}" is kept on disk, not in memory: when the host starts again, Docker would start the containers, but not those that fill it`,
    );
    return null;
  }
  const size = inMemory.mount.tmpfs?.size;
  return {
    driver: "local",
    driver_opts: {
      type: "tmpfs",
      device: "tmpfs",
      ...(size === undefined ? {} : { o: `size=${size}` }),
    },
  };
}

/**
 * Whether what an init container leaves there is for others. Docker empties a tmpfs volume when no container of the pod
 * runs, and starts no init container again by itself. What lies in `/dev/shm` is of use only while its program runs.
 */
function isHandedOn({ mounts }: EmptyDir): boolean {
  const shared = mounts.filter(({ mount }) => !/^\/dev\/shm\/*$/.test(mount.target));
  return shared.some(({ role, mount, container }) =>
    role === "init" && mount.read_only !== true &&
    shared.some((other) => other.container !== container)
  );
}
