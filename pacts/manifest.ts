/**
 * Kubernetes objects, and what tells one from another: (group, kind, namespace, name).
 *
 * @module
 */

import { text } from "./read.ts";

/** One Kubernetes object. Parsing guarantees `kind` and `metadata.name`. */
export interface Manifest {
  /** For instance `apps/v1`. */
  apiVersion?: string | null;
  /** For instance `Deployment`. */
  kind: string;
  /** The name is there, all else may not be. */
  metadata: {
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
  };
  /** `spec`, `data` and the like, unread. */
  [key: string]: unknown;
}

/** Which object is meant. The version of its API is no part of it. */
export interface ResourceId {
  /** API group, for instance `cert-manager.io`; absent for Kubernetes' own kinds, of which each name is one kind. */
  group?: string;
  /** For instance `ConfigMap`. */
  kind: string;
  /** Empty where the namespace is unknown or the kind has none. */
  namespace: string;
  /** `metadata.name`. */
  name: string;
}

/** Groups of Kubernetes itself: in all of them together, a name of a kind is one kind (`extensions/Ingress` too). */
const OWN_GROUPS = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/**
 * A kind with its group, as extensions claim it: `cert-manager.io/Certificate`. Kubernetes' own kinds stand
 * bare, whichever of its groups they are or were in.
 *
 * @example
 * ```ts
 * import { qualifiedKind } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(qualifiedKind("cert-manager.io/v1", "Certificate"), "cert-manager.io/Certificate");
 * assertEquals(qualifiedKind("extensions/v1beta1", "Ingress"), "Ingress");
 * assertEquals(qualifiedKind("v1", "Service"), "Service");
 * ```
 */
export function qualifiedKind(apiVersion: string | null | undefined, kind: string): string {
  const group = groupOf(apiVersion);
  return group === undefined ? kind : `${group}/${kind}`;
}

/** Group in an `apiVersion`, `undefined` for Kubernetes' own ones. */
function groupOf(apiVersion: string | null | undefined): string | undefined {
  const version = text(apiVersion);
  const slash = version.indexOf("/");
  const group = slash < 0 ? "" : version.slice(0, slash);
  return OWN_GROUPS.has(group) ? undefined : group;
}

/**
 * The kind of a manifest with its group: what `ctx.manifests` and claims know it by.
 *
 * @example
 * ```ts
 * import { kindOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const service = { apiVersion: "serving.knative.dev/v1", kind: "Service", metadata: { name: "web" } };
 * assertEquals(kindOf(service), "serving.knative.dev/Service");
 * ```
 */
export function kindOf(manifest: Pick<Manifest, "apiVersion" | "kind">): string {
  return qualifiedKind(manifest.apiVersion, manifest.kind);
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
 * Identity of a manifest, as diagnostics and owners carry it.
 *
 * @example
 * ```ts
 * import { idOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const certificate = {
 *   apiVersion: "cert-manager.io/v1",
 *   kind: "Certificate",
 *   metadata: { name: "web", namespace: "shop" },
 * };
 * assertEquals(idOf(certificate), {
 *   group: "cert-manager.io",
 *   kind: "Certificate",
 *   namespace: "shop",
 *   name: "web",
 * });
 * ```
 */
export function idOf(manifest: Manifest): ResourceId {
  const group = groupOf(manifest.apiVersion);
  return {
    ...(group === undefined ? {} : { group }),
    kind: manifest.kind,
    namespace: namespaceOf(manifest),
    name: manifest.metadata.name,
  };
}

/** What begins the names of annotations by which extensions tell each other of objects that they make. */
const OWN_ANNOTATION = "dekube.io/";

/**
 * Annotations that somebody else wrote: without those by which extensions tell each other of what they make, since whoever
 * writes these would be believed.
 *
 * @example
 * ```ts
 * import { withoutOwnAnnotations } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(withoutOwnAnnotations({ "dekube.io/public-secrets": "shop/ca", team: "a" }), { team: "a" });
 * ```
 */
export function withoutOwnAnnotations<T>(
  annotations: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([name]) => !name.startsWith(OWN_ANNOTATION)),
  );
}
