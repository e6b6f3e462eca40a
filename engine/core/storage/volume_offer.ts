/**
 * PersistentVolumes as the controller sees them that binds claims to them.
 *
 * @module
 */

import { type Manifest, mapping, namespaceOf, text, texts } from "../../../pacts/mod.ts";
import { firstOrdinal } from "../../../pacts/kubernetes/claim_mounts.ts";
import {
  type LabelSelector,
  labelsOf,
  parseQuantity,
  readLabelSelector,
} from "../../../pacts/kubernetes/mod.ts";

/** A claim by its name in the cluster. */
export interface ClaimName {
  /** Empty where it is unknown. */
  namespace: string;
  /** Its name. */
  name: string;
}

/** What a PersistentVolume offers. */
export interface VolumeOffer {
  /** The object. */
  manifest: Manifest;
  /** Its name. */
  name: string;
  /** How it may be mounted (`accessModes`). */
  accessModes: ReadonlySet<string>;
  /** Bytes. */
  capacity: number;
  /** Its class; empty for none. */
  storageClass: string;
  /** `Filesystem` or `Block`. */
  volumeMode: string;
  /** What selectors of claims select by. */
  labels: Readonly<Record<string, string>>;
  /** The one claim that it is kept for (`claimRef`). */
  reservedFor?: ClaimName;
}

/** What a claim asks for. */
export interface ClaimRequest extends ClaimName {
  /** The object that says so: the claim, or the StatefulSet whose template it is. */
  manifest: Manifest;
  /** Where that says so, for messages. */
  path: string;
  /** `spec` of the claim. */
  spec: Readonly<Record<string, unknown>>;
  /** How it is to be mounted. */
  accessModes: readonly string[];
  /** Bytes. */
  size: number;
  /** Its class, empty for none; `undefined` where it is the cluster's default, which nobody knows. */
  storageClass: string | undefined;
  /** `Filesystem` or `Block`. */
  volumeMode: string;
  /** What the volume's labels must be. */
  selector: LabelSelector;
  /** The one volume that it wants; empty for any. */
  volumeName: string;
  /**
   * Names by which pods mount it here: the one container of a StatefulSet mounts its first member's without the number, and
   * nobody those of its other members.
   */
  mountedAs: readonly string[];
}

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

/** What a PersistentVolume offers. */
export function volumeOffer(manifest: Manifest): VolumeOffer {
  const spec = mapping(manifest.spec);
  const reserved = mapping(spec.claimRef);
  return {
    manifest,
    name: manifest.metadata.name,
    accessModes: new Set(texts(spec.accessModes)),
    capacity: parseQuantity(mapping(spec.capacity).storage) ?? 0,
    storageClass: text(mapping(manifest.metadata.annotations)[CLASS_ANNOTATION]) ||
      text(spec.storageClassName),
    volumeMode: text(spec.volumeMode) || "Filesystem",
    labels: labelsOf(manifest.metadata.labels),
    ...(text(reserved.name) === "" ? {} : {
      reservedFor: { namespace: text(reserved.namespace), name: text(reserved.name) },
    }),
  };
}

/** What a PersistentVolumeClaim asks for. `defaultClass` is what one gets that names none. */
export function claimRequest(manifest: Manifest, defaultClass: string | undefined): ClaimRequest {
  const { name, annotations } = manifest.metadata;
  return {
    ...requestOf(mapping(manifest.spec), mapping(annotations), defaultClass),
    namespace: namespaceOf(manifest),
    name,
    manifest,
    path: "spec",
    mountedAs: [name],
  };
}

/** What a claim asks for that a StatefulSet's controller makes of one of its templates. */
export function templateRequest(
  manifest: Manifest,
  template: Readonly<Record<string, unknown>>,
  ordinal: number,
  defaultClass: string | undefined,
): ClaimRequest {
  const metadata = mapping(template.metadata);
  const name = text(metadata.name);
  const withoutNumber = `${name}-${manifest.metadata.name}`;
  return {
    ...requestOf(mapping(template.spec), mapping(metadata.annotations), defaultClass),
    namespace: namespaceOf(manifest),
    name: `${withoutNumber}-${ordinal}`,
    manifest,
    path: `spec.volumeClaimTemplates[${name}].spec`,
    mountedAs: ordinal === firstOrdinal(manifest) ? [withoutNumber] : [],
  };
}

function requestOf(
  spec: Readonly<Record<string, unknown>>,
  annotations: Readonly<Record<string, unknown>>,
  defaultClass: string | undefined,
): Omit<ClaimRequest, "namespace" | "name" | "manifest" | "path" | "mountedAs"> {
  const written = annotations[CLASS_ANNOTATION] ?? spec.storageClassName;
  return {
    spec,
    accessModes: texts(spec.accessModes),
    size: parseQuantity(mapping(mapping(spec.resources).requests).storage) ?? 0,
    // An empty class asks for a volume of none; none at all for the default.
    storageClass: written === undefined || written === null ? defaultClass : text(written),
    volumeMode: text(spec.volumeMode) || "Filesystem",
    selector: readLabelSelector(spec.selector),
    volumeName: text(spec.volumeName),
  };
}

/**
 * Why a volume is not what a claim asks for, for people; `undefined` where it is. Its class counts where the claim has
 * one.
 */
export function mismatch(volume: VolumeOffer, request: ClaimRequest): string | undefined {
  const missing = request.accessModes.filter((mode) => !volume.accessModes.has(mode));
  if (missing.length > 0) return `it is not ${missing.join(", ")}`;
  if (volume.capacity < request.size) {
    return `it holds ${bytesOf(volume)}, less than the ${sizeOf(request)} that are asked for`;
  }
  if (volume.volumeMode !== request.volumeMode) {
    return `its volumeMode is ${volume.volumeMode}, not ${request.volumeMode}`;
  }
  return undefined;
}

/** As {@linkcode mismatch}, the class too. */
export function classMismatch(
  { storageClass }: VolumeOffer,
  request: ClaimRequest,
): string | undefined {
  if (request.storageClass === undefined || request.storageClass === storageClass) return undefined;
  return `its storageClassName is "${storageClass}", not "${request.storageClass}"`;
}

function bytesOf({ manifest }: VolumeOffer): string {
  return text(mapping(mapping(manifest.spec).capacity).storage) || "nothing";
}

function sizeOf({ spec }: ClaimRequest): string {
  return text(mapping(mapping(spec.resources).requests).storage);
}
