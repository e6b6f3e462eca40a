/**
 * References to Secrets and ConfigMaps.
 *
 * @module
 */

import { namespaceOf, type ObjectRef } from "@dekube/engine/pacts";
import type { Annotations } from "./annotations.ts";

/** `namespace/name`, or a name in the Ingress's own namespace. */
export function readRef(annotations: Annotations, name: string): ObjectRef | undefined {
  const value = annotations.get(name);
  if (value === "") return undefined;
  const match = /^(?:([^\s/]+)\/)?([^\s/]+)$/.exec(value);
  if (match) return { namespace: match[1] ?? namespaceOf(annotations.manifest), name: match[2] };
  annotations.invalid(name, `${JSON.stringify(value)} is neither "name" nor "namespace/name"`);
  return undefined;
}
