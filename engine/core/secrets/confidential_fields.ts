/**
 * What objects hold that is secret, though they are no Secrets.
 *
 * @module
 */

import {
  type ExtensionInfo,
  isMapping,
  kindOf,
  type Manifest,
  namespaceOf,
  type SecretValue,
} from "../../../pacts/mod.ts";

/** The texts in fields that extensions call confidential, whatever stands below them. */
export function confidentialValues(
  manifests: Iterable<Manifest>,
  infos: readonly ExtensionInfo[],
): SecretValue[] {
  const byKind = new Map<string, string[][]>();
  for (const { confidential = {} } of infos) {
    for (const [kind, paths] of Object.entries(confidential)) {
      const others = byKind.get(kind) ?? [];
      byKind.set(kind, [...others, ...paths.map((path) => path.split("."))]);
    }
  }
  if (byKind.size === 0) return [];
  return [...manifests].flatMap((manifest) =>
    (byKind.get(kindOf(manifest)) ?? []).flatMap((path) =>
      textsAt(manifest, path).map((value) => ({
        namespace: namespaceOf(manifest),
        secret: manifest.metadata.name,
        key: path.join("."),
        value,
      }))
    )
  );
}

function textsAt(value: unknown, [key, ...rest]: readonly string[]): string[] {
  if (key === undefined) return textsIn(value);
  if (key === "*") return children(value).flatMap((child) => textsAt(child, rest));
  if (!isMapping(value) || !Object.hasOwn(value, key)) return [];
  return textsAt(value[key], rest);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  return children(value).flatMap(textsIn);
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isMapping(value) ? Object.values(value) : [];
}
