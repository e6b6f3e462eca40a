/**
 * Which Cluster a Pooler, Database or DatabaseRole is for.
 *
 * @module
 */

import { type ConvertContext, type Manifest, mapping, namespaceOf } from "@dekube/engine/pacts";
import { CLUSTER } from "./kinds.ts";
import { word } from "./read.ts";

/** Name of the Cluster that a Pooler, Database or DatabaseRole is for. */
export function clusterName(manifest: Manifest): string {
  return word(mapping(mapping(manifest.spec).cluster).name);
}

/** The Cluster that a Pooler, Database or DatabaseRole is for, which is in its own namespace. */
export function clusterOf(manifest: Manifest, ctx: ConvertContext): Manifest | undefined {
  return ctx.manifests.get(CLUSTER, namespaceOf(manifest), clusterName(manifest));
}
