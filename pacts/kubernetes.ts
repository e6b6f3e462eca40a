/**
 * Kubernetes objects as they come out of a template: every field may be
 * missing or `null`, at any depth and in any list, because Helm renders `null`
 * wherever a template was empty.
 *
 * @module
 */

import type * as core from "kubernetes-types/core/v1.d.ts";
import type * as networking from "kubernetes-types/networking/v1.d.ts";

/** A Kubernetes type in which anything may be missing or `null`. */
export type Loose<T> = T extends (infer Item)[] ? (Loose<Item> | null)[]
  : T extends object ? { [Key in keyof T]?: Loose<T[Key]> | null }
  : T;

/** `metadata` of a manifest: the name is there, all else may not be. */
export interface ObjectMeta {
  /** `metadata.name`, never empty. */
  name: string;
  /** `metadata.namespace`, after namespace inference. */
  namespace?: string | null;
  /** `metadata.labels`. */
  labels?: Record<string, string | null> | null;
  /** `metadata.annotations`. */
  annotations?: Record<string, string | null> | null;
  /** Whatever else the manifest says, for instance `ownerReferences`. */
  [key: string]: unknown;
}

/** One Kubernetes object. Parsing guarantees `kind` and `metadata.name`. */
export interface Manifest {
  /** For instance `apps/v1`. */
  apiVersion?: string | null;
  /** For instance `Deployment`. */
  kind: string;
  /** Name, namespace, labels, annotations. */
  metadata: ObjectMeta;
  /** `spec`, `data` and the like, unread. */
  [key: string]: unknown;
}

/**
 * Kubernetes' types as they are published, where nothing is ever `null`. Documentation has no page for another
 * package's types, so they are named here once.
 *
 * @internal
 */
export interface PublishedTypes {
  ConfigMap: core.ConfigMap;
  Container: core.Container;
  ContainerPort: core.ContainerPort;
  FieldRef: core.ObjectFieldSelector;
  IngressBackend: networking.IngressBackend;
  IngressSpec: networking.IngressSpec;
  KeyToPath: core.KeyToPath;
  PodSpec: core.PodSpec;
  Probe: core.Probe;
  ResourceFieldRef: core.ResourceFieldSelector;
  Secret: core.Secret;
  ServicePort: core.ServicePort;
  ServiceSpec: core.ServiceSpec;
  Volume: core.Volume;
  VolumeMount: core.VolumeMount;
}

/** A `v1` ConfigMap. */
export type ConfigMap =
  & Manifest
  & Loose<Pick<PublishedTypes["ConfigMap"], "data" | "binaryData">>;
/** A `v1` Secret. */
export type Secret =
  & Manifest
  & Loose<Pick<PublishedTypes["Secret"], "data" | "stringData" | "type">>;
/** A `v1` Service. */
export type Service = Manifest & { spec?: Loose<PublishedTypes["ServiceSpec"]> | null };
/** A `networking.k8s.io/v1` Ingress. */
export type Ingress = Manifest & { spec?: Loose<PublishedTypes["IngressSpec"]> | null };
/** `spec` of a Pod or of a pod template. */
export type PodSpec = Loose<PublishedTypes["PodSpec"]>;
/** One container of a pod. */
export type Container = Loose<PublishedTypes["Container"]>;
/** A port of a container (`containers[].ports[]`). */
export type ContainerPort = Loose<PublishedTypes["ContainerPort"]>;
/** A port of a Service (`spec.ports[]`). */
export type ServicePort = Loose<PublishedTypes["ServicePort"]>;
/** A volume of a pod (`spec.volumes[]`). */
export type Volume = Loose<PublishedTypes["Volume"]>;
/** A mount of a volume (`containers[].volumeMounts[]`). */
export type VolumeMount = Loose<PublishedTypes["VolumeMount"]>;
/** A file picked from a ConfigMap or Secret (`items[]`). */
export type KeyToPath = Loose<PublishedTypes["KeyToPath"]>;
/** Backend of an Ingress path (`backend`). */
export type IngressBackend = Loose<PublishedTypes["IngressBackend"]>;
/** Probe of a container. */
export type Probe = Loose<PublishedTypes["Probe"]>;
/** A reference to a field of the pod (`fieldRef`). */
export type FieldRef = Loose<PublishedTypes["FieldRef"]>;
/** A reference to a resource of a container (`resourceFieldRef`). */
export type ResourceFieldRef = Loose<PublishedTypes["ResourceFieldRef"]>;

/** Which object is meant: (kind, namespace, name) is its identity. */
export interface ResourceId {
  /** For instance `ConfigMap`. */
  kind: string;
  /** Empty where the namespace is unknown or the kind has none. */
  namespace: string;
  /** `metadata.name`. */
  name: string;
}

/**
 * The items of a list that may be missing, `null`, or hold `null`s.
 *
 * @example
 * ```ts
 * import { items } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(items([1, null, 2]), [1, 2]);
 * assertEquals(items(null), []);
 * ```
 */
export function items<T>(
  list: readonly T[] | null | undefined,
): NonNullable<T>[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item) => item !== null && item !== undefined);
}

/**
 * The entries of a map that may be missing or `null`; entries whose value is
 * `null` are left out.
 *
 * @example
 * ```ts
 * import { entries } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(entries({ a: "1", b: null }), [["a", "1"]]);
 * ```
 */
export function entries<T>(
  map: { readonly [key: string]: T } | null | undefined,
): [string, NonNullable<T>][] {
  if (!isMapping(map)) return [];
  return Object.entries(map).filter(([, value]) => value !== null && value !== undefined) as [
    string,
    NonNullable<T>,
  ][];
}

/**
 * Whether a value is a YAML mapping: an object, not a list, not `null`.
 *
 * @example
 * ```ts
 * import { isMapping } from "@dekube/engine/pacts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isMapping({}));
 * assertFalse(isMapping([]));
 * ```
 */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A scalar as text: what a template left unquoted (`80`, `true`) is what
 * the author meant as a string. `null` is the empty text.
 *
 * @example
 * ```ts
 * import { text } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(text(8080), "8080");
 * assertEquals(text(null), "");
 * ```
 */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * Namespace of a manifest; empty where it is unknown.
 *
 * @example
 * ```ts
 * import { namespaceOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(namespaceOf({ kind: "Service", metadata: { name: "db", namespace: "data" } }), "data");
 * ```
 */
export function namespaceOf(manifest: Manifest): string {
  return text(manifest.metadata.namespace);
}

/**
 * Identity of a manifest, as diagnostics carry it.
 *
 * @example
 * ```ts
 * import { idOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(idOf({ kind: "Service", metadata: { name: "db" } }), {
 *   kind: "Service",
 *   namespace: "",
 *   name: "db",
 * });
 * ```
 */
export function idOf(manifest: Manifest): ResourceId {
  return {
    kind: manifest.kind,
    namespace: namespaceOf(manifest),
    name: manifest.metadata.name,
  };
}
