/**
 * The fields of Kubernetes objects that ask for something, and what an object is like without one of them.
 *
 * @module
 */

import { setSource, sourceOf } from "../../engine/core/manifests/source.ts";
import { knownValues } from "./known_values.ts";
import { isMapping, kindOf, type Manifest, type Mapping } from "../../pacts/mod.ts";

/** A field that holds no others. */
export interface Field {
  /** Which of the sample's objects it is of. */
  object: number;
  /** Keys and indices that lead to it. */
  path: (string | number)[];
  /** `group/Kind` of the object. */
  kind: string;
  /** Path for people, the same for all items of a list: `spec.rules[].host`. */
  shown: string;
  /** What it holds. */
  value: unknown;
}

/** Mappings whose keys are whatever their author likes. */
const NAMED_AT_WILL = new Set([
  "binaryData",
  "data",
  "matchLabels",
  "nodeSelector",
  "parameters",
  "stringData",
]);

/** What tools note on objects for themselves. */
const NOTES =
  /^(?:(?:[\w.-]*\.)?helm\.sh|(?:kubectl|app|deployment)\.kubernetes\.io|checksum(?:\.\w+)?|components\.gke\.io)\//;

/**
 * The leaves of an object that ask for something. Identity, labels and what a cluster writes ask for nothing; neither do
 * the labels that a selector repeats.
 */
export function leafFields(manifest: Manifest, object = 0): Field[] {
  const fields: Field[] = [];
  const kind = kindOf(manifest);
  for (const [key, value] of Object.entries(manifest)) {
    if (!["apiVersion", "kind", "status"].includes(key)) visit(value, [key], key);
  }
  return fields;

  function visit(value: unknown, path: Field["path"], shown: string): void {
    if (value === undefined || value === null || isEmptyList(value)) return;
    if (Array.isArray(value) && value.length > 0) {
      value.forEach((item, index) => visit(item, [...path, index], `${shown}[]`));
    } else if (isMapping(value) && Object.keys(value).length > 0) {
      for (const [key, item] of Object.entries(value)) {
        if (!saysNothing(path, key)) visit(item, [...path, key], shownBelow(path, shown, key));
      }
    } else fields.push({ object, path, kind, shown, value });
  }
}

/** A list without items is for Kubernetes as if it were not there; a mapping may be there for its being there alone. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Whether a key of the mapping at a path asks for nothing. */
function saysNothing(path: Field["path"], key: string): boolean {
  const parent = path.at(-1);
  if (parent === "metadata" || parent === "podMetadata") return key !== "annotations";
  if (parent === "annotations") return NOTES.test(key);
  return key === "matchLabels";
}

function shownBelow(path: Field["path"], shown: string, key: string): string {
  const parent = path.at(-1);
  if (parent === "annotations") return `${shown}.${key}`;
  const atWill = typeof parent === "string" && NAMED_AT_WILL.has(parent) ||
    path.length === 2 && parent === "selector" || !/^[\w$]+$/.test(key);
  return `${shown}.${atWill ? "*" : key}`;
}

/** The objects without a field; an item of a list leaves no gap. */
export function withoutField(manifests: readonly Manifest[], field: Field): Manifest[] {
  return edited(manifests, field, (parent, key) => {
    if (Array.isArray(parent)) parent.splice(key as number, 1);
    else delete parent[key];
  });
}

/** The objects with another value for a field. */
export function withValue(
  manifests: readonly Manifest[],
  field: Field,
  value: unknown,
): Manifest[] {
  return edited(manifests, field, (parent, key) => {
    (parent as Mapping)[key] = value;
  });
}

function edited(
  manifests: readonly Manifest[],
  { object, path }: Field,
  edit: (parent: Mapping | unknown[], key: string | number) => void,
): Manifest[] {
  const copy = structuredClone(manifests[object]);
  // Which release it is of, and so its namespace, is known by where it came from.
  const source = sourceOf(manifests[object]);
  if (source) setSource(copy, source);
  let parent: Mapping | unknown[] = copy;
  for (const key of path.slice(0, -1)) parent = (parent as Mapping)[key] as typeof parent;
  edit(parent, path.at(-1)!);
  return manifests.with(object, copy);
}

/** Values that a field has elsewhere, by kind and path. */
export class Vocabulary {
  readonly #values = new Map<string, Map<string, unknown>>();

  /** Learns what the fields of some objects hold. */
  learn(manifests: readonly Manifest[]): void {
    for (const { kind, shown, value } of manifests.flatMap((manifest) => leafFields(manifest))) {
      const key = `${kind} ${shown}`;
      const known = this.#values.get(key) ?? new Map();
      // The first few do: what matters is that they differ.
      if (known.size < MOST_VALUES) known.set(JSON.stringify(value), value);
      this.#values.set(key, known);
    }
  }

  /** Values to put in a field's place: those it may have, some that others have there, and one that nobody has. */
  othersFor({ kind, shown, value }: Field): unknown[] {
    const others = new Map(this.#values.get(`${kind} ${shown}`));
    for (const known of [...knownValues(shown), oddValue(value)]) {
      if (known !== undefined) others.set(JSON.stringify(known), known);
    }
    others.delete(JSON.stringify(value));
    return [...others.values()];
  }
}

const MOST_VALUES = 4;

/** A value of the same type; none for a mapping or a list that is empty. */
function oddValue(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return undefined;
  if (/^(?:true|false)$/.test(value)) return String(value !== "true");
  return /^\d+$/.test(value) ? String(Number(value) + 1) : `${value}x`;
}

/** As many of the fields as `most`, chosen by the seed alone; those of paths that are not among them yet go first. */
export function chooseFields(fields: readonly Field[], most: number, seed: string): Field[] {
  if (fields.length <= most) return [...fields];
  const rounds = new Map<string, number>();
  const ranked = chooseBySeed(fields, fields.length, seed).map((field) => {
    const path = `${field.kind} ${field.shown}`;
    const round = rounds.get(path) ?? 0;
    rounds.set(path, round + 1);
    return { field, round };
  });
  // The sort is stable: within a round the seed's order stays.
  return ranked.sort((one, other) => one.round - other.round).slice(0, most)
    .map(({ field }) => field);
}

/** As many of some items as `most`, chosen by the seed alone. All of them in their order, where there are no more. */
export function chooseBySeed<T>(items: readonly T[], most: number, seed: string): T[] {
  if (items.length < most) return [...items];
  return items.map((item, index) => ({ item, rank: hash(`${seed} ${index}`) }))
    .sort((one, other) => one.rank - other.rank).slice(0, most).map(({ item }) => item);
}

/** FNV-1a with a last stir, which spreads well enough to choose by. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  sum = Math.imul(sum ^ sum >>> 16, 0x45d9f3b) >>> 0;
  return (sum ^ sum >>> 16) >>> 0;
}
