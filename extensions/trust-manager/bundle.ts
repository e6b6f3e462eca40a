/**
 * What a Bundle or a ClusterBundle asks for, in one form for both.
 *
 * @module
 */

import {
  entries,
  kindOf,
  list,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { labelsOf } from "@dekube/engine/pacts/kubernetes";

/** trust-manager's first kind. */
export const BUNDLE = "trust.cert-manager.io/Bundle";
/** The one that follows it. */
export const CLUSTER_BUNDLE = "trust-manager.io/ClusterBundle";

/** Where certificates come from. */
export type Source =
  & {
    /** The field. */
    path: string;
  }
  & (
    | { sort: "text"; pem: string }
    | { sort: "defaults" }
    | { sort: "unknown" }
    | {
      sort: "objects";
      kind: "ConfigMap" | "Secret";
      /** Its name; empty where a selector counts. */
      name: string;
      /** Which objects are meant where there is no name. */
      selector: unknown;
      /** Which keys: `*` stands for any characters. Empty where none is named. */
      key: string;
    }
  );

/** One object that is filled, in each of the namespaces. */
export interface Target {
  /** What it is. */
  kind: "ConfigMap" | "Secret";
  /** The field that asks for it, for instance `spec.target.configMap`. */
  path: string;
  /** The keys that get the certificates. */
  keys: string[];
  /** Its labels and annotations. */
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
}

/** What is asked for. */
export interface BundleRequest {
  /** The object. */
  manifest: Manifest;
  /** The field of its sources. */
  sourcesPath: string;
  sources: Source[];
  targets: Target[];
  /** Trust stores that are asked for, each with its field. */
  stores: { path: string; format: string }[];
  /** `spec.target.namespaceSelector`. */
  namespaceSelector: unknown;
}

/** Reads a Bundle or a ClusterBundle. */
export function readBundle(manifest: Manifest): BundleRequest {
  return kindOf(manifest) === CLUSTER_BUNDLE ? readClusterBundle(manifest) : readFirst(manifest);
}

const FIELDS = [["configMap", "ConfigMap"], ["secret", "Secret"]] as const;

function readFirst(manifest: Manifest): BundleRequest {
  const spec = mapping(manifest.spec);
  const target = mapping(spec.target);
  return {
    manifest,
    sourcesPath: "spec.sources",
    sources: list(spec.sources).flatMap((source, index) =>
      firstSources(source, `spec.sources[${index}]`)
    ),
    targets: FIELDS.flatMap(([field, kind]) => {
      const template = mapping(target[field]);
      const keys = [text(template.key)].filter((key) => key !== "");
      return keys.length > 0 ? [targetOf(field, kind, keys, template)] : [];
    }),
    stores: entries(mapping(target.additionalFormats)).map(([format]) => ({
      path: `spec.target.additionalFormats.${format}`,
      format,
    })),
    namespaceSelector: target.namespaceSelector,
  };
}

function firstSources(source: unknown, path: string): Source[] {
  const found: Source[] = [];
  let known = 0;
  for (const [field, value] of entries(mapping(source))) {
    const kind = FIELDS.find(([name]) => name === field)?.[1];
    if (field === "useDefaultCAs") {
      if (text(value) === "true") found.push({ path, sort: "defaults" });
    } else if (field === "inLine") {
      found.push({ path, sort: "text", pem: text(value) });
    } else if (kind !== undefined) {
      const { name, selector, key, includeAllKeys } = mapping(value);
      found.push({
        path,
        sort: "objects",
        kind,
        name: text(name),
        selector,
        key: text(key) || (text(includeAllKeys) === "true" ? "*" : ""),
      });
    } else continue;
    known++;
  }
  return known === 0 ? [{ path, sort: "unknown" }] : found;
}

function readClusterBundle(manifest: Manifest): BundleRequest {
  const spec = mapping(manifest.spec);
  const target = mapping(spec.target);
  const pem = text(spec.inLineCAs);
  const stores: BundleRequest["stores"] = [];
  return {
    manifest,
    sourcesPath: "spec.sourceRefs",
    sources: [
      ...list(spec.sourceRefs).map((source, index) =>
        reference(mapping(source), `spec.sourceRefs[${index}]`)
      ),
      ...pem === "" ? [] : [{ path: "spec.inLineCAs", sort: "text" as const, pem }],
      ...text(mapping(spec.defaultCAs).provider) === "System"
        ? [{ path: "spec.defaultCAs", sort: "defaults" as const }]
        : [],
    ],
    targets: FIELDS.flatMap(([field, kind]) => {
      const template = mapping(target[field]);
      const keys = list(template.data).map(mapping).flatMap(({ key, format }, index) => {
        if (text(key) === "") return [];
        if (["", "PEM"].includes(text(format))) return [text(key)];
        stores.push({ path: `spec.target.${field}.data[${index}]`, format: text(format) });
        return [];
      });
      return keys.length > 0 ? [targetOf(field, kind, keys, template)] : [];
    }),
    stores,
    namespaceSelector: target.namespaceSelector,
  };
}

function reference({ kind, name, selector, key }: Mapping, path: string): Source {
  const known = FIELDS.find(([, one]) => one === kind)?.[1];
  if (known === undefined) return { path, sort: "unknown" };
  return { path, sort: "objects", kind: known, name: text(name), selector, key: text(key) };
}

function targetOf(field: string, kind: Target["kind"], keys: string[], template: Mapping): Target {
  const metadata = mapping(template.metadata);
  return {
    kind,
    path: `spec.target.${field}`,
    keys: [...new Set(keys)],
    metadata: {
      labels: labelsOf(metadata.labels),
      annotations: labelsOf(metadata.annotations),
    },
  };
}
