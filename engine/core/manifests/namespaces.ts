/**
 * Guesses the namespaces that templates left out, in three phases.
 *
 * @module
 */

import { kindOf, type Manifest, namespaceOf } from "../../../pacts/mod.ts";
import { mentionedNamespaces } from "./namespace_mentions.ts";
import { setSource, sourceOf } from "./source.ts";

/**
 * The manifests with the namespaces that can be inferred by release folder: (a) what its siblings
 * say, most of them where they differ; (b) the release's name, where a namespace is called so; (c)
 * what `helmfile list` says; (d) the full names by which the folder's manifests call its own Services. Manifests that have one keep it; cluster-scoped kinds get none.
 */
export function inferNamespaces(
  manifests: readonly Manifest[],
  clusterScoped: ReadonlySet<string>,
  releaseNamespaces: ReadonlyMap<string, string> = new Map(),
): Manifest[] {
  const bySibling = siblingNamespaces(manifests);
  const known = knownNamespaces(manifests);
  let found: Map<string, string> | undefined;
  const mentioned = () => found ??= mentionedNamespaces(manifests);
  return manifests.map((manifest) => {
    if (namespaceOf(manifest) !== "" || clusterScoped.has(kindOf(manifest))) {
      return manifest;
    }
    const source = sourceOf(manifest);
    if (!source) return manifest;
    const release = releaseName(source.release);
    const namespace = bySibling.get(source.release) ??
      (known.has(release) ? release : undefined) ??
      releaseNamespaces.get(release) ??
      mentioned().get(source.release);
    return namespace ? place(manifest, namespace) : manifest;
  });
}

/** The manifests, without a namespace where they are the cluster's: one that a template gave them means nothing. */
export function withoutClusterNamespaces(
  manifests: readonly Manifest[],
  clusterScoped: ReadonlySet<string>,
): Manifest[] {
  return manifests.map((manifest) =>
    namespaceOf(manifest) !== "" && clusterScoped.has(kindOf(manifest))
      ? place(manifest, undefined)
      : manifest
  );
}

/** The manifests, those that name no namespace in the one given, as `kubectl apply --namespace` does. */
export function placeInNamespace(
  manifests: readonly Manifest[],
  namespace: string,
  clusterScoped: ReadonlySet<string>,
): Manifest[] {
  return manifests.map((manifest) =>
    namespaceOf(manifest) !== "" || clusterScoped.has(kindOf(manifest))
      ? manifest
      : place(manifest, namespace)
  );
}

function place(manifest: Manifest, namespace: string | undefined): Manifest {
  const { namespace: _replaced, ...others } = manifest.metadata;
  const metadata = { ...others, ...(namespace === undefined ? {} : { namespace }) };
  const placed = { ...manifest, metadata };
  const source = sourceOf(manifest);
  if (source) setSource(placed, source);
  return placed;
}

/**
 * Name of the release that a rendered folder holds: helmfile calls it `<helmfile's
 * name>-<hash>-<release>` (`helmfile-…`, `helmfile.yaml-…`, of a nested one its own name); any
 * other folder is taken by its name. `<namespace>+<release>` is one of several of a name.
 */
export function releaseName(folder: string): string {
  return /^.+?-[0-9a-f]{8}-(.+)$/.exec(folder)?.[1].replace("+", "/") ?? folder;
}

function siblingNamespaces(
  manifests: readonly Manifest[],
): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const manifest of manifests) {
    const namespace = namespaceOf(manifest);
    const source = sourceOf(manifest);
    if (namespace === "" || !source) continue;
    const byNamespace = counts.get(source.release) ?? new Map<string, number>();
    counts.set(source.release, byNamespace);
    byNamespace.set(namespace, (byNamespace.get(namespace) ?? 0) + 1);
  }
  return new Map(
    [...counts].map(([release, byNamespace]) => [
      release,
      [...byNamespace].reduce((most, next) => next[1] > most[1] ? next : most)[0],
    ]),
  );
}

function knownNamespaces(manifests: readonly Manifest[]): Set<string> {
  const known = new Set<string>();
  for (const manifest of manifests) {
    if (kindOf(manifest) === "Namespace") known.add(manifest.metadata.name);
    const namespace = namespaceOf(manifest);
    if (namespace !== "") known.add(namespace);
  }
  return known;
}
