/**
 * How Traefik's objects refer to each other.
 *
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  namespaceOf,
  type ObjectRef,
  text,
} from "@dekube/engine/pacts";

/** What the names of the controller's annotations begin with. */
export const PREFIX = "traefik.ingress.kubernetes.io/";

/** What names an object of Kubernetes, as opposed to one of a file or of Docker. */
const PROVIDER = "@kubernetescrd";

/** An object as annotations name it: `<namespace>-<name>@kubernetescrd`. */
export function annotationName({ namespace, name }: ObjectRef): string {
  return `${namespace}-${name}${PROVIDER}`;
}

/**
 * `{name, namespace}` in a custom resource as annotations name the object; the namespace is that of the
 * resource where it is left out. A name with `@` is one that stands for itself.
 */
export function referenceOf(value: unknown, namespace: string): string {
  const { name, namespace: own } = isMapping(value) ? value : {};
  if (text(name).includes("@")) return text(name);
  return annotationName({ name: text(name), namespace: text(own) || namespace });
}

/** Traefik's objects of a kind that a name stands for: several where a hyphen can be read in two ways. */
export function findByReference(
  kind: string,
  reference: string,
  ctx: Pick<ConvertContext, "manifests">,
): readonly Manifest[] {
  const full = reference.includes("@") ? reference : `${reference}${PROVIDER}`;
  return indexOf(ctx.manifests.get(kind) ?? []).get(full) ?? [];
}

const indexes = new WeakMap<
  readonly Manifest[],
  { count: number; byName: Map<string, Manifest[]> }
>();

/** Made once a kind, and again where something was added to it. */
function indexOf(manifests: readonly Manifest[]): Map<string, Manifest[]> {
  const known = indexes.get(manifests);
  if (known?.count === manifests.length) return known.byName;
  const byName = Map.groupBy(
    manifests,
    (manifest) =>
      annotationName({ namespace: namespaceOf(manifest), name: manifest.metadata.name }),
  );
  indexes.set(manifests, { count: manifests.length, byName });
  return byName;
}
