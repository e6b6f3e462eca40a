/**
 * Puts a Bundle's certificates to where pods find them (`spec.target`).
 *
 * @module
 */

import {
  configMapKeys,
  type ConvertContext,
  entries,
  idOf,
  isMapping,
  labelsOf,
  type Manifest,
  namespaceOf,
  readLabelSelector,
  secretKeys,
  text,
} from "@dekube/engine/pacts";
import type { Known } from "./known_objects.ts";
import type { Namespaces } from "./namespaces.ts";

/** One object that a Bundle fills, in each of its namespaces. */
interface Target {
  /** What it is. */
  kind: "ConfigMap" | "Secret";
  /** The field that asks for it, for instance `spec.target.configMap`. */
  path: string;
  /** The key that it is to have. */
  key: string;
  /** Its labels and annotations. */
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
}

/** Fills the ConfigMap and the Secret that a Bundle asks for. */
export function putBundle(
  bundle: Manifest,
  pem: string,
  namespaces: Namespaces,
  known: Known,
  ctx: ConvertContext,
): void {
  const resource = idOf(bundle);
  const spec = isMapping(bundle.spec) ? bundle.spec : {};
  const target = isMapping(spec.target) ? spec.target : {};
  const targets = readTargets(target);
  if (targets.length === 0) {
    ctx.diagnostics.warn(
      "no-target",
      'the Bundle does not say where to put its certificates, so it is left out. Give it "spec.target.configMap.key"',
      { resource, path: "spec.target" },
    );
    return;
  }
  const formats = isMapping(target.additionalFormats) ? target.additionalFormats : {};
  for (const [format] of entries(formats)) {
    ctx.diagnostics.warn(
      "unsupported-format",
      `trust stores of the format ${format} are not made, so the target lacks that key. Have the application read the certificates in PEM, or make the store of them with keytool or openssl`,
      { resource, path: `spec.target.additionalFormats.${format}` },
    );
  }
  const places = namespaces.selected(readLabelSelector(target.namespaceSelector));
  if (places.length === 0) {
    ctx.diagnostics.warn(
      "no-namespace",
      "no namespace has the labels that the Bundle asks for, so it is left out. Label the Namespaces of the manifests, or take the selector away",
      { resource, path: "spec.target.namespaceSelector" },
    );
  }
  for (const target of targets) {
    for (const place of places) {
      if (target.kind === "ConfigMap") {
        for (const spot of spotsIn(place, known.configMaps.namesakes(resource.name))) {
          const data = { ...mapping(spot.declared?.data), [target.key]: pem };
          ctx.configMaps.set({ ...withoutContent(target, spot), data });
        }
      } else {
        for (const spot of spotsIn(place, known.secrets.namesakes(resource.name))) {
          const stringData = { ...mapping(spot.declared?.stringData), [target.key]: pem };
          ctx.secrets.set({ ...withoutContent(target, spot), stringData });
        }
      }
    }
  }

  /** The object as it is before the Bundle's key is in it. */
  function withoutContent(
    { kind, path, key, metadata }: Target,
    { namespace, declared }: Spot<Manifest>,
  ): Manifest {
    const { name } = resource;
    if (!declared) return { apiVersion: "v1", kind, metadata: { name, namespace, ...metadata } };
    const keys = kind === "ConfigMap" ? configMapKeys(declared) : secretKeys(declared);
    const message = `the manifests have a ${kind} "${name}" too; it keeps its other keys`;
    const at = { resource, path };
    if (keys.includes(key)) {
      ctx.diagnostics.warn(
        "key-replaced",
        `${message}, and "${key}" becomes the Bundle's. Remove one of the two`,
        at,
      );
    } else {
      ctx.diagnostics.info("object-shared", `${message}, and "${key}" is added`, at);
    }
    return { ...declared, metadata: { ...declared.metadata, namespace } };
  }
}

/** Where one object is to be filled, or made. */
interface Spot<T extends Manifest> {
  namespace: string;
  /** The manifests' own object that is seen from there. */
  declared?: T;
}

/** A namespace is one spot; all namespaces (the empty text) are one, and those that have an object of their own. */
function spotsIn<T extends Manifest>(place: string, namesakes: readonly T[]): Spot<T>[] {
  const spots = namesakes.map((declared) => ({ namespace: namespaceOf(declared), declared }));
  const unplaced = spots.find(({ namespace }) => namespace === "");
  if (place === "") return unplaced ? spots : [...spots, { namespace: "" }];
  const own = spots.find(({ namespace }) => namespace === place) ?? unplaced;
  return [{ ...own, namespace: place }];
}

function mapping(value: unknown): Record<string, string | null> {
  return isMapping(value) ? value as Record<string, string | null> : {};
}

function readTargets(target: Record<string, unknown>): Target[] {
  return (["configMap", "secret"] as const).flatMap((field) => {
    const template = target[field];
    const key = isMapping(template) ? text(template.key) : "";
    if (!isMapping(template) || key === "") return [];
    const metadata = isMapping(template.metadata) ? template.metadata : {};
    return [{
      kind: field === "configMap" ? "ConfigMap" as const : "Secret" as const,
      path: `spec.target.${field}`,
      key,
      metadata: {
        labels: labelsOf(metadata.labels),
        annotations: labelsOf(metadata.annotations),
      },
    }];
  });
}
