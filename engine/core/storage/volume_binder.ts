/**
 * Which PersistentVolume each claim gets.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
 * @module
 */

import { FreeVolumes } from "./free_volumes.ts";
import {
  type ClaimName,
  type ClaimRequest,
  classMismatch,
  mismatch,
  type VolumeOffer,
} from "./volume_offer.ts";

/** A claim that does not get the volume that it names, or that is kept for it, and why, for people. */
export interface Unmet {
  /** The claim. */
  request: ClaimRequest;
  /** Why. */
  reason: string;
}

/**
 * Binds claims to volumes as Kubernetes' controller does, one volume to one claim: those that a volume is kept for
 * (`claimRef`), those that name a volume, and then each to the smallest that is free and fits.
 */
export class VolumeBinder {
  /** Claims that asked for one volume in vain. */
  readonly unmet: Unmet[] = [];
  readonly #volumes: readonly VolumeOffer[];
  readonly #byName: ReadonlyMap<string, VolumeOffer>;
  /** Volumes that are kept for a claim, by its name. */
  readonly #reserved: ReadonlyMap<string | undefined, VolumeOffer[]>;
  readonly #free: FreeVolumes;
  readonly #owners = new Map<VolumeOffer, ClaimName>();

  /** The volumes that there are. */
  constructor(volumes: readonly VolumeOffer[]) {
    this.#volumes = volumes;
    this.#byName = new Map(volumes.map((volume) => [volume.name, volume]));
    this.#reserved = Map.groupBy(volumes, ({ reservedFor }) => reservedFor?.name);
    this.#free = new FreeVolumes(volumes.filter(({ reservedFor }) => !reservedFor));
  }

  /** The volumes of some claims; those that are bound already keep theirs. */
  bind(requests: readonly ClaimRequest[]): Map<ClaimRequest, VolumeOffer> {
    const bound = new Map<ClaimRequest, VolumeOffer>();
    for (
      const find of [
        (request: ClaimRequest) => this.#kept(request),
        (request: ClaimRequest) => this.#named(request),
        (request: ClaimRequest) =>
          request.volumeName === ""
            ? this.#free.take(request, (volume) => this.#owners.has(volume))
            : undefined,
      ]
    ) {
      for (const request of requests) {
        if (bound.has(request)) continue;
        const volume = find(request);
        if (!volume) continue;
        bound.set(request, volume);
        this.#owners.set(volume, request);
      }
    }
    return bound;
  }

  /** The volume that is kept for a claim which nobody declares. */
  bindUndeclared(claim: ClaimName): VolumeOffer | undefined {
    const [volume] = this.#keptFor(claim);
    if (volume) this.#owners.set(volume, claim);
    return volume;
  }

  /** Volumes that no claim is bound to. */
  idle(): VolumeOffer[] {
    return this.#volumes.filter((volume) => !this.#owners.has(volume));
  }

  #keptFor(claim: ClaimName): VolumeOffer[] {
    return (this.#reserved.get(claim.name) ?? []).filter((volume) =>
      !this.#owners.has(volume) && isSame(volume.reservedFor!, claim)
    );
  }

  #kept(request: ClaimRequest): VolumeOffer | undefined {
    const kept = this.#keptFor(request);
    const { volumeName } = request;
    if (volumeName !== "") return kept.find(({ name }) => name === volumeName);
    const volume = kept.find((volume) => mismatch(volume, request) === undefined);
    if (!volume && kept.length > 0) {
      const [{ name }] = kept;
      const reason = `"${name}" is kept for it, but ${mismatch(kept[0], request)}`;
      this.unmet.push({ request, reason });
    }
    return volume;
  }

  #named(request: ClaimRequest): VolumeOffer | undefined {
    const { volumeName } = request;
    if (volumeName === "") return undefined;
    const volume = this.#byName.get(volumeName);
    const reason = this.#refusal(volume, request);
    if (reason === undefined) return volume;
    this.unmet.push({ request, reason: `it wants "${volumeName}", but ${reason}` });
  }

  #refusal(volume: VolumeOffer | undefined, request: ClaimRequest): string | undefined {
    if (!volume) return "the manifests have no PersistentVolume of that name";
    const owner = this.#owners.get(volume) ?? volume.reservedFor;
    if (owner) return `that is for the claim "${nameOf(owner)}"`;
    return mismatch(volume, request) ?? classMismatch(volume, request);
  }
}

/** A claim for people. */
export function nameOf({ namespace, name }: ClaimName): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** Whether two names mean one claim; a namespace may be unknown. */
function isSame(one: ClaimName, other: ClaimName): boolean {
  return one.name === other.name &&
    (one.namespace === other.namespace || one.namespace === "" || other.namespace === "");
}
