/**
 * The classes of Gateways: who serves these.
 *
 * @module
 */

import { type ConvertContext, type Manifest, mapping, text } from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

/** Whose a class is, and its settings. */
export interface GatewayClass {
  /** Who serves its Gateways; empty where the class is not among the manifests. */
  controllerName: string;
  /** What it names its settings by. */
  parametersRef?: unknown;
}

/** The class of a Gateway. */
export function classOf(
  gateway: Manifest,
  { manifests }: Pick<ConvertContext, "manifests">,
): GatewayClass {
  const name = text(mapping(gateway.spec).gatewayClassName);
  const own = manifests.of(`${GROUP}/GatewayClass`)
    .find(({ metadata }) => metadata.name === name);
  const { controllerName, parametersRef } = mapping(own?.spec);
  return { controllerName: text(controllerName), parametersRef };
}
