/**
 * `spec.resources` of a server.
 *
 * @module
 */

import type { ComposeService } from "@dekube/engine/pacts";
import { composeResources } from "@dekube/engine/pacts/kubernetes";
import type { Spec } from "./spec.ts";

/** Limits and requests, of `spec`, else of the pod template's container. */
export function resourcesOf(spec: Spec, container: string): ComposeService {
  const field = Object.keys(spec.group("resources")).length > 0
    ? "resources"
    : `${container}.resources`;
  const limits = spec.group(`${field}.limits`);
  const requests = spec.group(`${field}.requests`);
  return composeResources({ limits, requests }, (name) => spec.report(`${field}.${name}`));
}
