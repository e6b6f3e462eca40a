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
import { secretsInText } from "./secrets_in_text.ts";
import { isSecretField, isTelling } from "./sounds_secret.ts";

/**
 * The texts in fields that extensions call confidential, whatever stands below them; and in custom resources what names of
 * fields, or of settings in a text, say of themselves: what is made of it stands in places that have other names.
 */
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
  const all = [...manifests];
  const names = new Set(all.map(({ metadata }) => metadata.name));
  return all.flatMap((manifest) => {
    const kind = kindOf(manifest);
    const declared = (byKind.get(kind) ?? []).flatMap((path) =>
      textsAt(manifest, path).map((value) => ({ key: path.join("."), value }))
    );
    // What Kubernetes' own kinds hold stays where it is.
    const named = kind.includes("/") ? [...namedIn({ ...manifest, metadata: {} }, "", names)] : [];
    return [...declared, ...named].map((found) => ({
      namespace: namespaceOf(manifest),
      secret: manifest.metadata.name,
      ...found,
    }));
  });
}

/** What is secret by the name of its field, or of a setting within. Names of objects give nothing away. */
function* namedIn(
  value: unknown,
  key: string,
  names: ReadonlySet<string>,
): Generator<{ key: string; value: string }> {
  if (typeof value === "string") {
    const secrets = isSecretField(key, value) ? [value] : secretsInText(value);
    for (const one of secrets) {
      if (isTelling("password", one) && !names.has(one)) yield { key, value: one };
    }
  } else if (Array.isArray(value)) {
    for (const item of value) yield* namedIn(item, key, names);
  } else if (isMapping(value)) {
    // A variable, or a credential: beside the value stands what it is.
    const what = [value.name, value.type].filter((one) => typeof one === "string").join("_");
    for (const [own, item] of Object.entries(value)) {
      yield* namedIn(item, own === "value" && typeof item === "string" ? what : own, names);
    }
  }
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
