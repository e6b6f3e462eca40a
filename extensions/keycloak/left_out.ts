/**
 * Says which fields of a Keycloak resource have no effect here.
 *
 * @module
 */

import { entries, isMapping } from "@dekube/engine/pacts";
import { OPTIONS } from "./options.ts";
import type { Spec } from "./spec.ts";

/** Fields that are the operator's to read, or mean nothing on one host. */
export const FOR_OPERATOR: readonly string[] = [
  // There is one reverse proxy, whatever the class.
  "ingress.className",
  "ingress.labels",
  "http.annotations",
  // One container is always placed, pulled with the host's credentials, and made anew by Compose.
  "imagePullSecrets",
  "import",
  "scheduling",
  "update",
  // Docker restarts what ends; what hangs it leaves alone.
  "livenessProbe",
  // For the operator, and for what there is no API server for.
  "admin",
  "automountServiceAccountToken",
  "serviceMonitor",
];

/** Fields that are read elsewhere, whole groups by their first name. */
const READ = [
  "instances",
  "image",
  "startOptimized",
  "additionalOptions",
  "env",
  "volumes",
  "volumeMounts",
  "resources",
  "truststores",
  "unsupported.podTemplate",
  "bootstrapAdmin.user",
  "bootstrapAdmin.service",
  "cache.configMapFile",
  "readinessProbe.periodSeconds",
  "readinessProbe.failureThreshold",
  "startupProbe.periodSeconds",
  "startupProbe.failureThreshold",
  "http.tlsSecret",
  "http.labels",
  "http.serviceName",
  "http.serviceHttpPort",
  "http.serviceHttpsPort",
  "ingress.enabled",
  "ingress.annotations",
  "ingress.tlsSecret",
  ...FOR_OPERATOR,
];

const KNOWN = new Set([...READ, ...OPTIONS.map(({ field }) => field)]);
const GROUPS = new Set([...KNOWN].map((field) => field.split(".")[0]));

/** Says what is left out of a spec: rules of the network, and fields that nothing reads. */
export function sayLeftOut(spec: Spec): void {
  for (const [group, value] of entries(spec.group(""))) {
    if (KNOWN.has(group)) continue;
    if (group === "networkPolicy") {
      if (isMapping(value) && entries(value).some(([key]) => key !== "enabled")) {
        spec.info(
          "network-policy",
          "Compose has no network policies, so every container of the project reaches the server",
          group,
        );
      }
      continue;
    }
    if (!GROUPS.has(group)) {
      sayUnknown(spec, group);
      continue;
    }
    for (const [field] of entries(spec.group(group))) {
      if (!KNOWN.has(`${group}.${field}`)) sayUnknown(spec, `${group}.${field}`);
    }
  }
}

function sayUnknown(spec: Spec, path: string): void {
  spec.warn(
    "unknown-field",
    `spec.${path} is no field of a Keycloak that is read here; it is left out`,
    path,
  );
}
