/**
 * Puts a Bundle's certificates to where pods find them (`spec.target`).
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  type Manifest,
  mapping,
  namespaceOf,
} from "@dekube/engine/pacts";
import { configMapKeys, readLabelSelector, secretKeys } from "@dekube/engine/pacts/kubernetes";
import type { BundleRequest, Target } from "./bundle.ts";
import type { Known } from "./known_objects.ts";
import type { Namespaces } from "./namespaces.ts";

/** Fills the ConfigMap and the Secret that a Bundle asks for. */
export function putBundle(
  { manifest: bundle, targets, stores, namespaceSelector }: BundleRequest,
  pem: string,
  namespaces: Namespaces,
  known: Known,
  ctx: ConvertContext,
): void {
  const { name } = bundle.metadata;
  for (const { path, format } of targets.length > 0 ? stores : []) {
    ctx.report(bundle, path).warn(
      "unsupported-format",
      `trust stores of the format ${format} are not made, so the target lacks that key. Have the application read the certificates in PEM, or make the store of them with keytool or openssl`,
    );
  }
  if (targets.length === 0) {
    ctx.report(bundle, "spec.target").warn(
      "no-target",
      `the ${bundle.kind} does not say where to put its certificates, so it is left out. Give it a key in "spec.target.configMap"`,
    );
    return;
  }
  const places = namespaces.selected(readLabelSelector(namespaceSelector));
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
        ctx.limits.generate(OBJECT, { object: idOf(bundle), path: target.path });
        const own = Object.fromEntries(target.keys.map((key) => [key, pem]));
        const content = { ...mapping(spot.declared?.[field]), ...own };
        ctx.manifests.add({ ...withoutContent(target, spot), [field]: content });
      }
    }
  }

  /** The object as it is before the Bundle's key is in it. */
  function withoutContent(
    { kind, path, keys: own, metadata }: Target,
    { namespace, declared }: Spot,
  ): Manifest {
    if (!declared) return { apiVersion: "v1", kind, metadata: { name, namespace, ...metadata } };
    const there = kind === "ConfigMap" ? configMapKeys(declared) : secretKeys(declared);
    const message = `the manifests have a ${kind} "${name}" too; it keeps its other keys`;
    const report = ctx.report(bundle, path);
    const replaced = own.filter((key) => there.includes(key));
    const names = (keys: string[]) => keys.map((key) => JSON.stringify(key)).join(", ");
    if (replaced.length > 0) {
      report.warn(
        "key-replaced",
        `${message}, and ${names(replaced)} becomes the ${bundle.kind}'s. Remove one of the two`,
      );
    } else {
      report.info("object-shared", `${message}, and ${names(own)} is added`);
    }
    return { ...declared, metadata: { ...declared.metadata, namespace } };
  }
}

/** Bytes that an object counts as, beside the certificates: as many are made as Bundles times namespaces. */
const OBJECT = 256;

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
