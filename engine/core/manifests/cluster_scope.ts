/**
 * Which kinds belong to the cluster, not to a namespace.
 *
 * @module
 */

import { type ExtensionInfo, isMapping, kindOf, type Manifest, text } from "../../../pacts/mod.ts";

/** Those of Kubernetes itself. */
const OWN = [
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IPAddress",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
];

/**
 * The kinds, with their group: Kubernetes' own, those that extensions name, and those that
 * CustomResourceDefinitions among the manifests declare so (`spec.scope: Cluster`).
 */
export function clusterScopedKinds(
  manifests: readonly Manifest[],
  infos: readonly ExtensionInfo[],
): Set<string> {
  return new Set([
    ...OWN,
    ...infos.flatMap(({ clusterScoped = [] }) => clusterScoped),
    ...manifests.flatMap(declaredKind),
  ]);
}

function declaredKind(manifest: Manifest): string[] {
  const { spec } = manifest;
  if (kindOf(manifest) !== "CustomResourceDefinition" || !isMapping(spec)) return [];
  const kind = isMapping(spec.names) ? text(spec.names.kind) : "";
  return text(spec.scope) === "Cluster" && kind !== "" ? [`${text(spec.group)}/${kind}`] : [];
}
