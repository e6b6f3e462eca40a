/**
 * References that name no object, or nobody knows which.
 *
 * @module
 */

import type { TraefikObjects } from "./objects.ts";

/** Why an object can't be read. */
export interface UnknownObject {
  /** Its name, and why: `the Middleware "shop-auth@kubernetescrd" is missing`. */
  why: string;
  /** What the user can do: `Add the Middleware "auth" of the namespace "shop" to the manifests`. */
  remedy?: string;
}

/** Why a reference does not name one object of a kind, and what to do about it. */
export function unknownObject(
  kind: string,
  reference: string,
  objects: TraefikObjects,
): UnknownObject {
  const what = `the ${kind} "${reference}"`;
  if (objects.find(kind, reference).length > 0) return { why: `${what} might be one of several` };
  if (/@(?!kubernetescrd$)/i.test(reference)) {
    return {
      why:
        `${what} is of Traefik's own config, which can't be read here: make it a ${kind} of the manifests`,
    };
  }
  const why = `${what} is missing`;
  const missing = objects.namedBy(reference);
  if (!missing) return { why };
  const { namespace, name } = missing;
  return {
    why,
    remedy: `Add the ${kind} "${name}" of the namespace "${namespace}" to the manifests`,
  };
}
