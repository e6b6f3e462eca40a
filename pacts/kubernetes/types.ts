/**
 * Kubernetes' own kinds as they come out of a template: every field may be
 * missing or `null`, at any depth and in any list, because Helm renders `null`
 * wherever a template was empty.
 *
 * @module
 */

import type * as core from "kubernetes-types/core/v1.d.ts";
import type * as networking from "kubernetes-types/networking/v1.d.ts";
import type { Manifest } from "../manifest.ts";

/** A Kubernetes type in which anything may be missing or `null`. */
export type Loose<T> = T extends (infer Item)[] ? (Loose<Item> | null)[]
  : T extends object ? { [Key in keyof T]?: Loose<T[Key]> | null }
  : T;

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
