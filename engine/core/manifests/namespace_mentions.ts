/**
 * Namespaces that manifests do not name, but that they use: in the full names of their own Services.
 *
 * @module
 */

import { kindOf, type Manifest, namespaceOf } from "../../../pacts/mod.ts";
import { objectTexts } from "../../../pacts/kubernetes/mod.ts";
import { sourceOf } from "./source.ts";

/** `service.namespace.svc`, whatever stands in front. */
const FULL_NAME = /(?<![\w-])([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?![\w-])/g;

/**
 * Namespace by release folder, where the folder's manifests call Services of it by their full names, and all in one
 * namespace.
 */
export function mentionedNamespaces(manifests: readonly Manifest[]): Map<string, string> {
  const services = new Map<string, Set<string>>();
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (!source || kindOf(manifest) !== "Service" || namespaceOf(manifest) !== "") continue;
    const names = services.get(source.release) ?? new Set();
    services.set(source.release, names.add(manifest.metadata.name));
  }
  const mentioned = new Map<string, Set<string>>();
  for (const manifest of services.size > 0 ? manifests : []) {
    const release = sourceOf(manifest)?.release;
    const own = release === undefined ? undefined : services.get(release);
    if (release === undefined || !own) continue;
    const namespaces = mentioned.get(release) ?? new Set<string>();
    mentioned.set(release, namespaces);
    for (const text of objectTexts(manifest)) {
      if (!text.includes(".svc")) continue;
      for (const [, service, namespace] of text.matchAll(FULL_NAME)) {
        if (own.has(service)) namespaces.add(namespace);
      }
    }
  }
  return new Map(
    [...mentioned].flatMap(([release, [namespace, ...others]]) =>
      namespace !== undefined && others.length === 0 ? [[release, namespace]] : []
    ),
  );
}
