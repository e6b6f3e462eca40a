/**
 * Claims, and the PersistentVolumes that they are bound to.
 *
 * @module
 */

import {
  type BoundVolume,
  type ClaimLookup,
  type Config,
  type Diagnostics,
  kindOf,
  mapping,
  mappings,
  settingPath,
  text,
} from "../../../pacts/mod.ts";
import { hostPath } from "../../../pacts/kubernetes/mod.ts";
import { firstOrdinal } from "../../../pacts/kubernetes/claim_mounts.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { OutputNames } from "../names.ts";
import { sayDataSource } from "./data_source.ts";
import {
  type ClaimName,
  type ClaimRequest,
  claimRequest,
  templateRequest,
  type VolumeOffer,
  volumeOffer,
} from "./volume_offer.ts";
import { nameOf, VolumeBinder } from "./volume_binder.ts";
import { type VolumePlace, volumePlace } from "./volume_place.ts";

const CLAIM = "PersistentVolumeClaim";
const VOLUME = "PersistentVolume";
const DEFAULT_CLASS = /^storageclass(\.beta)?\.kubernetes\.io\/is-default-class$/;

/** What is known of a claim. */
interface KnownClaim {
  /** What it asks for, where somebody declares it. */
  request?: ClaimRequest;
  /** The volume that it is bound to. */
  offer?: VolumeOffer;
  /** Where that is. */
  place?: VolumePlace;
}

/** Which claims the manifests' PersistentVolumes hold. Claims are bound when somebody first asks. */
export class BoundClaims implements ClaimLookup {
  readonly #cluster: Pick<Cluster, "store" | "workloads" | "services">;
  readonly #names: OutputNames;
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  /** Claims by their keys, and what binds them, once somebody asks. */
  #bound?: { claims: Map<string, KnownClaim>; binder: VolumeBinder };

  /** The claims and volumes of a cluster. */
  constructor(
    cluster: Pick<Cluster, "store" | "workloads" | "services">,
    names: OutputNames,
    config: Config,
    diagnostics: Diagnostics,
  ) {
    this.#cluster = cluster;
    this.#names = names;
    this.#config = config;
    this.#diagnostics = diagnostics;
  }

  /** See {@linkcode ClaimLookup.volume}. */
  volume(key: string): BoundVolume | undefined {
    if (Object.hasOwn(this.#config.volumes, key)) return undefined;
    const { offer, place } = this.#claim(key);
    if (!offer || !place) return undefined;
    this.#say(key, offer, place);
    return "unsupported" in place ? undefined : place;
  }

  /** Whether a claim is kept where its PersistentVolume is, unless dekube.yaml says otherwise. */
  isElsewhere(key: string): boolean {
    const { place } = this.#claim(key);
    return place !== undefined && !("unsupported" in place);
  }

  /** Says which volumes hold nothing here, which claims have none that they name, and which begin empty. */
  sayRest(): void {
    const { claims, binder } = this.#bindings();
    for (const [key, { request, offer }] of claims) {
      if (request && !offer) sayDataSource(request, this.#folderOf(key), this.#diagnostics);
    }
    for (const { request, reason } of binder.unmet) {
      const [key] = this.#keysOf(request);
      if (key === undefined || Object.hasOwn(this.#config.volumes, key)) continue;
      const path = request.volumeName === "" ? request.path : `${request.path}.volumeName`;
      this.#diagnostics.report(request.manifest, path).warn(
        "unbound-claim",
        `the claim "${nameOf(request)}" gets no PersistentVolume: ${reason}. It is kept in ${
          this.#folderOf(key)
        }; to have it elsewhere: ${settingPath("volumes", key, "host_path")} in dekube.yaml`,
      );
    }
    for (const { manifest, reservedFor } of binder.idle()) {
      this.#diagnostics.report(manifest).info(
        "unclaimed-volume",
        reservedFor
          ? `it is kept for the claim "${
            nameOf(reservedFor)
          }", which is not bound to it, so nothing uses it`
          : "no claim of the manifests is bound to it, so nothing uses it",
      );
    }
  }

  #claim(key: string): KnownClaim {
    const { claims } = this.#bindings();
    let claim = claims.get(key);
    if (!claim) claims.set(key, claim = this.#late(this.#names.claimBehind(key)));
    return claim;
  }

  #bindings(): { claims: Map<string, KnownClaim>; binder: VolumeBinder } {
    if (this.#bound) return this.#bound;
    const { store } = this.#cluster;
    const offers = store.isConverted(VOLUME) ? store.of(VOLUME).map(volumeOffer) : [];
    const requests = this.#requests(offers.length);
    const binder = new VolumeBinder(offers);
    const bound = binder.bind(requests);
    const claims = new Map(requests.flatMap((request) => {
      const claim = { ...this.#placed(bound.get(request), request), request };
      return this.#keysOf(request).map((key) => [key, claim]);
    }));
    return this.#bound = { claims, binder };
  }

  /** A claim that came after the others, or that nobody declares: a pod may name one that is in the cluster. */
  #late(id: ClaimName | undefined): KnownClaim {
    if (!id) return {};
    const { binder } = this.#bindings();
    const manifest = this.#cluster.store.get(CLAIM, id.namespace, id.name);
    if (!manifest) return this.#placed(binder.bindUndeclared(id), id);
    const request = claimRequest(manifest, this.#defaultClass());
    return { ...this.#placed(binder.bind([request]).get(request), request), request };
  }

  #placed(offer: VolumeOffer | undefined, claim: ClaimName): KnownClaim {
    if (!offer) return {};
    const { store } = this.#cluster;
    const secret = (namespace: string, name: string) => store.get("Secret", namespace, name);
    return { offer, place: volumePlace(offer.manifest, claim, secret) };
  }

  /** What the claims ask for; of a StatefulSet those of all its members, as far as there can be volumes for them. */
  #requests(volumes: number): ClaimRequest[] {
    const { store, workloads } = this.#cluster;
    const defaultClass = this.#defaultClass();
    const requests = new Map<string, ClaimRequest>();
    for (const manifest of store.isConverted(CLAIM) ? store.of(CLAIM) : []) {
      const request = claimRequest(manifest, defaultClass);
      requests.set(nameOf(request), request);
    }
    for (const { manifest } of workloads) {
      if (kindOf(manifest) !== "StatefulSet") continue;
      const { volumeClaimTemplates, replicas } = mapping(manifest.spec);
      const first = firstOrdinal(manifest);
      const members = Math.min(Math.max(Number(replicas ?? 1) || 1, 1), volumes + 1);
      for (const template of mappings(volumeClaimTemplates)) {
        if (text(mapping(template.metadata).name) === "") continue;
        for (let ordinal = first; ordinal < first + members; ordinal++) {
          const made = templateRequest(manifest, template, ordinal, defaultClass);
          const request = {
            ...made,
            mountedAs: made.mountedAs.map((claim) =>
              this.#names.templateClaim(made.namespace, claim, made.name)
            ),
          };
          // The controller takes a claim that is there already.
          const declared = requests.get(nameOf(request)) ?? request;
          const mountedAs = new Set([...declared.mountedAs, ...request.mountedAs]);
          requests.set(nameOf(request), { ...declared, mountedAs: [...mountedAs] });
        }
      }
    }
    return [...requests.values()];
  }

  /** The class of claims that name none, where the manifests have it. */
  #defaultClass(): string | undefined {
    return this.#cluster.store.of("StorageClass").find(({ metadata }) =>
      Object.entries(mapping(metadata.annotations)).some(([name, value]) =>
        DEFAULT_CLASS.test(name) && text(value) === "true"
      )
    )?.metadata.name;
  }

  #keysOf({ namespace, mountedAs }: ClaimRequest): string[] {
    return mountedAs.map((name) => this.#names.claim(namespace, name));
  }

  #say(key: string, { manifest }: VolumeOffer, place: VolumePlace): void {
    const report = this.#diagnostics.report(manifest, "spec");
    if ("unsupported" in place) {
      report.warn(
        "unsupported-volume",
        `${place.unsupported} has no counterpart in Compose, so the claim "${key}" that is bound to it is kept in ${
          this.#folderOf(key)
        }. Copy its data there, or say where it is: ${settingPath("volumes", key)} in dekube.yaml`,
      );
      return;
    }
    const { config: { host_path: path }, server, mustExist } = place;
    if (path !== undefined) {
      report.warn(
        "host-path",
        `the claim "${key}" is kept in ${path} of the machine that runs the project. Make sure that you want that${
          mustExist ? ", and that it is there: without it the containers can't be made" : ""
        }; to have it elsewhere: ${settingPath("volumes", key, "host_path")} in dekube.yaml`,
      );
    }
    if (server !== undefined && this.#cluster.services.find(server, "")) {
      report.warn(
        "server-in-project",
        `the claim "${key}" is kept by "${server}", a Service, while Docker mounts it before the project runs and knows no name of it. Say where it is kept: ${
          settingPath("volumes", key, "host_path")
        } in dekube.yaml`,
      );
    }
  }

  /** Where a claim is kept that has no PersistentVolume, for people. */
  #folderOf(key: string): string {
    const { volumes, volumeRoot } = this.#config;
    const { host_path: path } = Object.hasOwn(volumes, key) ? volumes[key] : { host_path: key };
    return typeof path === "string" ? hostPath(path, volumeRoot) : `the volume "${key}"`;
  }
}
