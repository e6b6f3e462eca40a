/**
 * The objects that the API has: those of the manifests, as they are here.
 *
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  ownValue,
  text,
} from "@dekube/engine/pacts";
import { placeOf } from "./accounts.ts";
import { isOurs } from "./certificates.ts";

/** An object as the API server takes it. */
export interface ApiObject extends Mapping {
  /** Its API. */
  apiVersion: string;
  /** Its kind. */
  kind: string;
  /** What it is called. */
  metadata: Mapping & { name: string; namespace?: string };
}

/** Kinds that the API has, each with the version that it is served in, in the order in which they come. */
const BUILT_IN = {
  Namespace: "v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  PriorityClass: "scheduling.k8s.io/v1",
  StorageClass: "storage.k8s.io/v1",
  IngressClass: "networking.k8s.io/v1",
  ServiceAccount: "v1",
  ClusterRole: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  Role: "rbac.authorization.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  ConfigMap: "v1",
  Secret: "v1",
  Service: "v1",
  Endpoints: "v1",
  EndpointSlice: "discovery.k8s.io/v1",
  Lease: "coordination.k8s.io/v1",
  Ingress: "networking.k8s.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  PodDisruptionBudget: "policy/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  ReplicationController: "v1",
  CronJob: "batch/v1",
  Job: "batch/v1",
} as const;

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "StorageClass",
  "IngressClass",
  "ClusterRole",
  "ClusterRoleBinding",
]);

/** Kinds whose older versions say the same in other words. */
const CHANGED = new Map([["Ingress", "networking.k8s.io/v1"], [
  "HorizontalPodAutoscaler",
  "autoscaling/v2",
]]);

/** What a server knows by itself of an object that was taken from another one. */
const SERVERS_OWN = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "managedFields",
  "selfLink",
  "ownerReferences",
  "finalizers",
];

/** Objects of the manifests, in the order in which a server can take them; `isRun` says whether Compose runs a workload. */
export function apiObjects(
  ctx: Pick<ConvertContext, "manifests">,
  isRun: (manifest: Manifest) => boolean,
): ApiObject[] {
  const objects: ApiObject[] = [];
  for (const kind of Object.keys(BUILT_IN) as (keyof typeof BUILT_IN)[]) {
    for (const manifest of ctx.manifests.of(kind)) {
      if (isOurs(manifest) || isOlder(manifest)) continue;
      objects.push(asHere(plain(manifest, BUILT_IN[kind]), () => isRun(manifest)));
    }
  }
  for (const kind of declaredKinds(ctx)) {
    for (const manifest of ctx.manifests.of(kind.name)) {
      if (isOurs(manifest)) continue;
      const object = plain(manifest, text(manifest.apiVersion));
      if (kind.isNamespaced) placeIn(object);
      else delete object.metadata.namespace;
      objects.push(object);
    }
  }
  return [...missingNamespaces(objects), ...objects];
}

function isOlder({ kind, apiVersion }: Manifest): boolean {
  const wanted = CHANGED.get(kind);
  return wanted !== undefined && apiVersion !== wanted;
}

/** Kinds of definitions among the manifests. */
function declaredKinds(
  { manifests }: Pick<ConvertContext, "manifests">,
): { name: string; isNamespaced: boolean }[] {
  return manifests.of("CustomResourceDefinition").flatMap(({ spec }) => {
    const { group, names, scope } = mapping(spec);
    const kind = text(mapping(names).kind);
    return text(group) === "" || kind === ""
      ? []
      : [{ name: `${text(group)}/${kind}`, isNamespaced: scope !== "Cluster" }];
  });
}

/** Namespaces that nobody declares, and that objects are in. */
function missingNamespaces(objects: readonly ApiObject[]): ApiObject[] {
  const declared = new Set(
    objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
  );
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...used].filter((name) => !declared.has(name)).sort().map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
}

/** An object without what only the server that it is from knows. */
function plain(manifest: Manifest, apiVersion: string): ApiObject {
  const { status: _, ...rest } = withoutNulls(manifest) as Mapping;
  const metadata = { ...mapping(rest.metadata) };
  for (const field of SERVERS_OWN) delete metadata[field];
  const { name } = manifest.metadata;
  return { ...rest, apiVersion, kind: manifest.kind, metadata: { ...metadata, name } };
}

function placeIn(object: ApiObject): void {
  object.metadata.namespace = placeOf(text(object.metadata.namespace));
}

/** What is other here than in a cluster. */
function asHere(object: ApiObject, isRun: () => boolean): ApiObject {
  if (CLUSTER_SCOPED.has(object.kind)) delete object.metadata.namespace;
  else placeIn(object);
  switch (object.kind) {
    case "Secret":
      return encoded(object);
    case "Service":
      return { ...object, spec: headless(mapping(object.spec)) };
    case "CustomResourceDefinition":
      // Nobody answers for the webhook.
      return { ...object, spec: { ...mapping(object.spec), conversion: { strategy: "None" } } };
    case "RoleBinding":
    case "ClusterRoleBinding":
      return { ...object, ...placedSubjects(object) };
    case "Deployment":
    case "StatefulSet":
    case "ReplicaSet":
    case "ReplicationController":
      return isRun() ? { ...object, spec: { ...mapping(object.spec), replicas: 1 } } : object;
    case "Job":
      return isRun() ? { ...object, spec: oneRun(mapping(object.spec)) } : object;
    default:
      return object;
  }
}

/** Subjects without a namespace are in that of the binding, where it has one that was known only here. */
function placedSubjects({ metadata, subjects }: ApiObject): Mapping {
  if (!Array.isArray(subjects)) return {};
  return {
    subjects: mappings(subjects).map((subject) =>
      subject.kind === "ServiceAccount" && text(subject.namespace) === ""
        ? { ...subject, namespace: placeOf(text(metadata.namespace)) }
        : subject
    ),
  };
}

/** A Secret whose texts are in `data`, where they are merged with what is there. */
function encoded({ stringData, ...object }: ApiObject): ApiObject {
  const given = Object.entries(mapping(stringData)).map(([key, value]) =>
    [key, new TextEncoder().encode(text(value)).toBase64()] as const
  );
  return given.length === 0
    ? object as ApiObject
    : { ...object, data: { ...mapping(object.data), ...Object.fromEntries(given) } } as ApiObject;
}

/** A Service as it is here: its name leads to the containers themselves. */
function headless(spec: Mapping): Mapping {
  const kept = ["publishNotReadyAddresses", "selector"].flatMap((key) =>
    spec[key] === undefined ? [] : [[key, spec[key]] as const]
  );
  const ports = mappings(spec.ports).map(({ nodePort: _, ...port }) => port);
  return {
    ...Object.fromEntries(kept),
    ...(ports.length > 0 ? { ports } : {}),
    ...(spec.type === "ExternalName"
      ? { type: "ExternalName", externalName: spec.externalName }
      : { clusterIP: "None" }),
  };
}

/** A Job of one pod, whose labels and selector are the server's to make. */
function oneRun(spec: Mapping): Mapping {
  const { selector: _, manualSelector: __, ...rest } = spec;
  return { ...rest, completions: 1, parallelism: 1 };
}

/** A value without what a template left empty. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== null && item !== undefined).map(withoutNulls);
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

/** The version in which the API serves a kind of Kubernetes' own. */
export function servedVersion(kind: string): string | undefined {
  return ownValue(BUILT_IN as Record<string, string>, kind);
}

/** A copy of a pod's template without empty values. */
export function plainSpec(value: unknown): Mapping {
  return withoutNulls(mapping(value)) as Mapping;
}

/** The namespace of a manifest, as the API has it. */
export function apiNamespace(manifest: Manifest): string {
  return placeOf(namespaceOf(manifest));
}
