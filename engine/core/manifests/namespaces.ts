/**
 * Guesses the namespaces that templates left out, in three phases.
 *
 * @module
 */

import { kindOf, type Manifest, namespaceOf } from "../../../pacts/mod.ts";
import { mentionedNamespaces } from "./namespace_mentions.ts";
import { setSource, type Source, sourceOf } from "./source.ts";

/**
 * The manifests with the namespaces that can be inferred by release folder: (a) what its siblings
 * say, the nearest ones where folders below hold apps of their own, most of them where they differ; (b) the release's name, where a namespace is called so; (c)
 * what `helmfile list` says; (d) the full names by which the folder's manifests call its own Services; (e) the one Namespace that lies beside
 * it. Manifests that have one keep it; cluster-scoped kinds get none.
 */
export function inferNamespaces(
  manifests: readonly Manifest[],
  clusterScoped: ReadonlySet<string>,
  releaseNamespaces: ReadonlyMap<string, string> = new Map(),
): Manifest[] {
  const bySibling = siblingNamespaces(manifests);
  const beside = namespacesBeside(manifests);
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
    const namespace = placesOf(source).map((place) => bySibling.get(place)).find(Boolean) ??
      (known.has(release) ? release : undefined) ??
      releaseNamespaces.get(release) ??
      mentioned().get(source.release) ??
      placesOf(source).map((place) => beside.get(place)).find((names) => names !== undefined)?.at(
        0,
      );
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

/**
 * The manifests, those that name no namespace in the one given, as `kubectl apply --namespace` does: that of their input,
 * where there are several, else the one of all.
 */
export function placeInNamespace(
  manifests: readonly Manifest[],
  namespace: string | undefined,
  clusterScoped: ReadonlySet<string>,
): Manifest[] {
  return manifests.map((manifest) => {
    if (namespaceOf(manifest) !== "" || clusterScoped.has(kindOf(manifest))) return manifest;
    const own = sourceOf(manifest)?.namespace ?? namespace;
    return own === undefined ? manifest : place(manifest, own);
  });
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
  return /^.+?-[0-9a-f]{8}-(.+)$/s.exec(folder)?.[1].replace("+", "/") ?? folder;
}

/**
 * What a manifest lies in, the nearest first: its file, the folders above it, all of the release. What Helm has rendered
 * belongs to its release, however deep a subchart lies.
 */
function placesOf({ file, release, input = "" }: Source): string[] {
  const whole = JSON.stringify([input, release]);
  if (/(?:^|\/)templates\//.test(file)) return [whole];
  const parts = file.split("/");
  return [
    ...parts.map((_, index) =>
      JSON.stringify([input, release, parts.slice(0, parts.length - index).join("/")])
    ),
    whole,
  ];
}

function siblingNamespaces(
  manifests: readonly Manifest[],
): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const manifest of manifests) {
    const namespace = namespaceOf(manifest);
    const source = sourceOf(manifest);
    if (namespace === "" || !source) continue;
    for (const place of placesOf(source)) {
      const byNamespace = counts.get(place) ?? new Map<string, number>();
      counts.set(place, byNamespace);
      byNamespace.set(namespace, (byNamespace.get(namespace) ?? 0) + 1);
    }
  }
  return new Map(
    [...counts].map(([release, byNamespace]) => [
      release,
      [...byNamespace].reduce((most, next) => next[1] > most[1] ? next : most)[0],
    ]),
  );
}

/** The Namespace that each place has; none where it has several, so that none of them counts. */
function namespacesBeside(manifests: readonly Manifest[]): Map<string, [name?: string]> {
  const beside = new Map<string, [name?: string]>();
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (kindOf(manifest) !== "Namespace" || !source) continue;
    const { name } = manifest.metadata;
    for (const place of placesOf(source)) {
      const [other] = beside.get(place) ?? [name];
      beside.set(place, other === name ? [name] : []);
    }
  }
  return beside;
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
