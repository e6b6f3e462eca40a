/**
 * Puts a Bundle's certificates to where pods find them (`spec.target`).
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import {
  configMapKeys,
  labelsOf,
  readLabelSelector,
  secretKeys,
} from "@dekube/engine/pacts/kubernetes";
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
  const { name } = bundle.metadata;
  const target = mapping(mapping(bundle.spec).target);
  const targets = readTargets(target);
  if (targets.length === 0) {
    ctx.report(bundle, "spec.target").warn(
      "no-target",
      'the Bundle does not say where to put its certificates, so it is left out. Give it "spec.target.configMap.key"',
    );
    return;
  }
  for (const [format] of entries(mapping(target.additionalFormats))) {
    ctx.report(bundle, `spec.target.additionalFormats.${format}`).warn(
      "unsupported-format",
      `trust stores of the format ${format} are not made, so the target lacks that key. Have the application read the certificates in PEM, or make the store of them with keytool or openssl`,
    );
  }
  const places = namespaces.selected(readLabelSelector(target.namespaceSelector));
  if (places.length === 0) {
    ctx.report(bundle, "spec.target.namespaceSelector").warn(
      "no-namespace",
      "no namespace has the labels that the Bundle asks for, so it is left out. Label the Namespaces of the manifests, or take the selector away",
    );
  }
  for (const target of targets) {
    const { namesakes, field } = target.kind === "ConfigMap"
      ? { namesakes: known.configMaps.namesakes(name), field: "data" }
      : { namesakes: known.secrets.namesakes(name), field: "stringData" };
    for (const place of places) {
      for (const spot of spotsIn(place, namesakes)) {
        const content = { ...mapping(spot.declared?.[field]), [target.key]: pem };
        ctx.manifests.add({ ...withoutContent(target, spot), [field]: content });
      }
    }
  }

  /** The object as it is before the Bundle's key is in it. */
  function withoutContent(
    { kind, path, key, metadata }: Target,
    { namespace, declared }: Spot,
  ): Manifest {
    if (!declared) return { apiVersion: "v1", kind, metadata: { name, namespace, ...metadata } };
    const keys = kind === "ConfigMap" ? configMapKeys(declared) : secretKeys(declared);
    const message = `the manifests have a ${kind} "${name}" too; it keeps its other keys`;
    const report = ctx.report(bundle, path);
    if (keys.includes(key)) {
      report.warn(
        "key-replaced",
        `${message}, and "${key}" becomes the Bundle's. Remove one of the two`,
      );
    } else {
      report.info("object-shared", `${message}, and "${key}" is added`);
    }
    return { ...declared, metadata: { ...declared.metadata, namespace } };
  }
}

/** Where one object is to be filled, or made. */
interface Spot {
  namespace: string;
  /** The manifests' own object that is seen from there. */
  declared?: Manifest;
}

/** A namespace is one spot; all namespaces (the empty text) are one, and those that have an object of their own. */
function spotsIn(place: string, namesakes: readonly Manifest[]): Spot[] {
  const spots = namesakes.map((declared) => ({ namespace: namespaceOf(declared), declared }));
  const unplaced = spots.find(({ namespace }) => namespace === "");
  if (place === "") return unplaced ? spots : [...spots, { namespace: "" }];
  const own = spots.find(({ namespace }) => namespace === place) ?? unplaced;
  return [{ ...own, namespace: place }];
}

function readTargets(target: Mapping): Target[] {
  return (["configMap", "secret"] as const).flatMap((field) => {
    const template = target[field];
    const key = isMapping(template) ? text(template.key) : "";
    if (!isMapping(template) || key === "") return [];
    const metadata = mapping(template.metadata);
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
