/**
 * Services of another namespace than the route's: Traefik leads there only where it is told that it may.
 *
 * @see https://doc.traefik.io/traefik/providers/kubernetes-crd/#allowcrossnamespace
 * @module
 */

import { readSettings, type Reporter } from "@dekube/engine/pacts";
import { controllersOf } from "./entry_point_guards.ts";
import type { TraefikObjects } from "./objects.ts";
import { SETTINGS } from "./settings.ts";

/** Whether a route of one namespace may lead to a Service of another; where it may not, that is said. */
export function mayLeadTo(
  namespace: string,
  home: string,
  report: Pick<Reporter, "error">,
  objects: TraefikObjects,
): boolean {
  if (namespace === home || objects.once(allowsOthers)) return true;
  report.error(
    "foreign-namespace",
    `it names a Service of the namespace "${namespace}" from "${home}", which Traefik refuses unless allowCrossNamespace is set, so nothing is sent there. If your cluster's Traefik has it, say so in dekube.yaml: extensions.traefik.allow_cross_namespace: true`,
  );
  return false;
}

/** Whether the user says so, or a Traefik that is among the manifests is told so. */
function allowsOthers(objects: TraefikObjects): boolean {
  const { config, report } = objects.ctx;
  const extensionConfig = config.extensions.traefik ?? {};
  return readSettings("traefik", SETTINGS, { extensionConfig, report }).allow_cross_namespace ||
    objects.once(controllersOf).all
      .some(({ flags }) => flags.value("providers.kubernetescrd.allowcrossnamespace") === "true");
}
