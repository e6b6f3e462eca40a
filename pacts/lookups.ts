/**
 * What the cluster would hold: one store of objects, and look-ups over it. They are derived when asked, so what
 * an extension adds is seen at once, by everybody.
 *
 * @module
 */

import type { VolumeConfig } from "./config.ts";
import type { PodSpec, Service } from "./kubernetes/types.ts";
import type { Workload } from "./kubernetes/workloads.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The objects, those that extensions add among them. Kinds are named with their group, Kubernetes' own bare:
 * `cert-manager.io/Certificate`, `Deployment`.
 */
export interface ManifestStore {
  /** All objects of a kind, as they are now, in the order in which they came. */
  of(kind: string): readonly Manifest[];
  /**
   * The object that a reference from `namespace` to `name` means. Where a namespace is unknown on either
   * side, the one object that it can only be is taken.
   */
  get(kind: string, namespace: string, name: string): Manifest | undefined;
  /**
   * Adds an object, as an operator would in the cluster; one of the same identity is replaced. Converters of its
   * kind get it, also where they had their turn already; what a transform's `prepare()` adds comes before all of them. Where somebody had looked for it, or had converted the one that
   * it replaces, the engine converts again with whoever adds it first.
   *
   * @throws {TypeError} where it has no `kind` or no `metadata.name`.
   */
  add(manifest: Manifest): void;
  /** Kinds that there are objects of. */
  kinds(): Iterable<string>;
  /** Whether a loaded extension converts a kind: whether Certificates, say, will be issued. */
  isConverted(kind: string): boolean;
}

/** Objects of one kind by (namespace, name). There are none unless an extension claims the kind. */
export interface ResourceLookup<T extends Manifest> {
  /** The object that a reference from `namespace` to `name` means. See {@linkcode ManifestStore.get}. */
  get(namespace: string, name: string): T | undefined;
  /** All objects. */
  values(): Iterable<T>;
}

/** What a Service's name leads to, ExternalName chains followed. */
export interface ServiceTarget {
  /** The Service at the end of the chain; absent where the chain leaves the cluster. */
  service?: Service;
  /** IP addresses that the Service leads to in place of pods, where Endpoints or EndpointSlices say so. */
  addresses?: readonly string[];
  /** Those of each endpoint by the label before the Service's name that means it alone. */
  members?: ReadonlyMap<string, readonly string[]>;
  /** A name outside the cluster, where the chain ends at one. */
  externalName?: string;
}

/** Services, and what stands behind them. */
export interface ServiceLookup extends ResourceLookup<Service> {
  /**
   * The workloads that a Service selects. Where its selector has labels that no pod has, which programs set at run
   * time, the one workload that has all others.
   */
  selected(service: Service): readonly Workload[];
  /** The Services that select a workload. */
  selecting(workload: Workload): readonly Service[];
  /**
   * The Service that a host name means to a pod in `namespace`: `svc`, `svc.ns`, `svc.ns.svc` or
   * `svc.ns.svc.cluster.local` (or below another domain), with or without a dot at the end.
   */
  find(host: string, namespace: string): Service | undefined;
  /**
   * Follows ExternalName Services to the one that selects pods, or to a name outside; `undefined` where the
   * chain goes in a circle.
   */
  resolve(service: Service): ServiceTarget | undefined;
  /** The Compose services behind a Service, ExternalName chains followed. */
  composeNames(service: Service): readonly string[];
  /** Container port behind a Service's port, which is given by number or by name. */
  targetPort(service: Service, port: number | string): number | undefined;
}

/** What a pod is made from (`spec.template` of a Deployment). */
export interface PodTemplate {
  /** Labels, by which Services select it. */
  labels?: Readonly<Record<string, string>>;
  /** Annotations. */
  annotations?: Readonly<Record<string, string>>;
  /** Its containers, whose named ports Services may name. */
  spec?: PodSpec;
}

/** What runs containers. Workloads that make no services are not in it. */
export interface WorkloadLookup extends Iterable<Workload> {
  /** The workload of a manifest, `undefined` where it makes no services. */
  of(manifest: Manifest): Workload | undefined;
  /**
   * Makes the pod of an object known that is no workload of Kubernetes' own, and whose provider runs it as a
   * Compose service: Services that select its labels lead there.
   */
  add(owner: Manifest, template: PodTemplate, composeService: string): Workload;
}

/** Where the PersistentVolume keeps its data that a claim is bound to. */
export interface BoundVolume {
  /** Its kind, a field of its `spec`: `hostPath`, `local`, `nfs` or `csi`. */
  kind: string;
  /** The place, as `volumes` in dekube.yaml would say it. */
  config: VolumeConfig;
  /** Mounted read-only, whatever the pod says. */
  readOnly: boolean;
  /** Whether something must be at its `host_path`: Docker must not put an empty folder there. */
  mustExist: boolean;
  /** Host name of the machine that has it, where it is reached by network. */
  server?: string;
}

/** Claims, and the PersistentVolumes that they are bound to. */
export interface ClaimLookup {
  /**
   * The PersistentVolume of a claim, by what `names.claim()` calls that. `undefined` where it has none, or `volumes` in
   * dekube.yaml says where the claim is kept. What there is to say of it is said once.
   */
  volume(key: string): BoundVolume | undefined;
}
