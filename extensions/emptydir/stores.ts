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
    const { parts, plain } = placeName(workload, volume, subPath);
    // `a-b` of `c` and `b-c` of `a` are not one volume.
    const name = this.#taken.has(plain) ? `${plain}-${shortHash(JSON.stringify(parts))}` : plain;
    this.#taken.add(name);
    return name;
  }
}

/** Whether dekube.yaml says where a place is kept, or the emptyDir that it lies in. */
export function isSettled(
  { workload, volume }: EmptyDir,
  subPath: string,
  { names, config }: Pick<ConvertContext, "names" | "config">,
): boolean {
  const workloadName = names.service(workload.id);
  return ["", subPath].some((path) =>
    Object.hasOwn(config.volumes, placeName(workloadName, volume, path).plain)
  );
}

function placeName(
  workload: string,
  volume: string,
  subPath: string,
): { parts: string[]; plain: string } {
  const parts = [workload, volume, ...subPath.split("/")].filter((part) => part !== "");
  return { parts, plain: parts.join("-").replace(/[^A-Za-z0-9_.-]+/g, "-") };
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
    stores.set(place, folder ?? declared(name, emptyDir, names, ctx));
  }
  return stores;
}

/**
 * Declares a named volume, and returns its name. Compose keeps a volume whose options have changed as it is, so those that
 * come from the pod are part of the name; dekube.yaml knows it without them.
 */
function declared(
  name: string,
  emptyDir: EmptyDir,
  names: StoreNames,
  ctx: ConvertContext,
): string {
  const { volumes } = ctx.composeExtras;
  if (Object.hasOwn(ctx.config.volumes, name)) {
    volumes[name] = configuredOptions(name, ctx);
    return name;
  }
  const memory = memoryOf(emptyDir, ctx);
  if (!memory) {
    volumes[name] = null;
    return name;
  }
  const { size } = memory;
  const full = names.reserve(name, "tmpfs", size === undefined ? "" : shortSize(size));
  volumes[full] = {
    driver: "local",
    driver_opts: {
      type: "tmpfs",
      device: "tmpfs",
      ...(size === undefined ? {} : { o: `size=${size}` }),
    },
  };
  return full;
}

/** `64m` of 67108864. */
function shortSize(text: number | string): string {
  let size = Number(text);
  if (!(size > 0)) return String(text);
  const units = ["", "k", "m", "g"];
  let unit = 0;
  while (unit < units.length - 1 && size % 1024 === 0) {
    size /= 1024;
    unit++;
  }
  return `${size}${units[unit]}`;
}

function folderOf(name: string, { config }: ConvertContext): string | undefined {
  const path = Object.hasOwn(config.volumes, name) ? config.volumes[name].host_path : undefined;
  return path === undefined ? undefined : hostPath(path, config.volumeRoot);
}

function configuredOptions(name: string, { config }: ConvertContext): ComposeVolume {
  const options = config.volumes[name];
  return Object.keys(options).length > 0 ? { ...options } : null;
}

/** How an emptyDir is kept in memory, where it is. */
function memoryOf(emptyDir: EmptyDir, ctx: ConvertContext): { size?: number | string } | undefined {
  const { workload, volume, mounts } = emptyDir;
  const inMemory = mounts.find(({ mount }) => mount.type === "tmpfs");
  if (!inMemory) return undefined;
  if (isHandedOn(emptyDir)) {
    ctx.report(workload.id).info(
      "memory-volume-on-disk",
      `the emptyDir "${volume}" is kept on disk, not in memory: when the host starts again, Docker would start the containers, but not those that fill it`,
    );
    return undefined;
  }
  return { size: inMemory.mount.tmpfs?.size };
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
