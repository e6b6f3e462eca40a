/**
 * Says which kinds of manifests nobody converts.
 *
 * @module
 */

import type { ConvertContext } from "../../pacts/mod.ts";
import { describe } from "./failures.ts";
import { idOf } from "../../pacts/mod.ts";

/** Kinds that do something in a cluster and nothing here, so that their absence matters. */
const WARNED: Record<string, string> = {
  CronJob: "nothing runs on a schedule",
  HorizontalPodAutoscaler: "nothing scales",
  PodDisruptionBudget: "nothing is evicted",
};

/** Kinds that mean nothing on one host. */
const SILENT = new Set([
  "APIService",
  "CSIDriver",
  "Certificate",
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "EndpointSlice",
  "Endpoints",
  "IngressClass",
  "Issuer",
  "Lease",
  "LimitRange",
  "MutatingWebhookConfiguration",
  "Namespace",
  "NetworkPolicy",
  "PersistentVolume",
  "PriorityClass",
  "ResourceQuota",
  "Role",
  "RoleBinding",
  "ServiceAccount",
  "StorageClass",
  "ValidatingWebhookConfiguration",
]);

const MOST_NAMED = 10;

/** One warning for each kind that nobody converts, with the count and the names. */
export function warnUnconvertedKinds(
  claimed: ReadonlySet<string>,
  ctx: Pick<ConvertContext, "manifests" | "diagnostics">,
): void {
  for (const [kind, manifests] of ctx.manifests) {
    if (claimed.has(kind) || SILENT.has(kind) || manifests.length === 0) continue;
    const names = manifests.slice(0, MOST_NAMED)
      .map((manifest) => describe(idOf(manifest)).slice(kind.length + 1));
    const more = manifests.length > names.length
      ? `, and ${manifests.length - names.length} more`
      : "";
    const reason = Object.hasOwn(WARNED, kind)
      ? `left out (${WARNED[kind]} here)`
      : "left out: no loaded extension converts this kind";
    ctx.diagnostics.warn(
      Object.hasOwn(WARNED, kind) ? "unconverted-kind" : "unknown-kind",
      `${kind} (${manifests.length}) ${reason}: ${names.join(", ")}${more}`,
    );
  }
}
