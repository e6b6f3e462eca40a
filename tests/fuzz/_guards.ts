/**
 * Guards of manifests, written oddly: an authentication, a list of those who may come in, TLS that is asked for. Whatever
 * is odd about one, the guarded thing must not come out as though nobody had guarded it.
 *
 * @module
 */

import { isMapping, type Manifest, type Mapping } from "../../pacts/mod.ts";

/** A key of a mapping, or a position of a list. */
export type Key = string | number;

/** Something that guards. */
export interface Guard {
  /** What it keeps out of what. */
  name: string;
  /** All objects, the guard soundly among them. */
  objects: readonly Manifest[];
  /** Kind and name of the object that has the guard, then the way to it. Without it the thing is open. */
  at: readonly [object: string, ...path: Key[]];
  /** Further places that the guard consists of: Secrets, others' fields. They are written oddly too. */
  parts?: readonly (readonly [object: string, ...path: Key[]])[];
  /** What the controller itself takes for no guard: how it is written, by the place below the object. */
  off?: Readonly<Record<string, readonly string[]>>;
}

/** A guard that is written otherwise. */
export interface Change {
  /** Where it is otherwise: `Ingress/web.metadata.annotations.x`. */
  place: string;
  /** The last key of the way there. */
  key: Key;
  /** How. */
  how: string;
  /** What stands there; nothing where it is gone. */
  value: unknown;
  /** All objects. */
  objects: Manifest[];
}

/** An object, by `Kind/name`. */
function indexOf(objects: readonly Manifest[], name: string): number {
  const found = objects.findIndex(({ kind, metadata }) => `${kind}/${metadata.name}` === name);
  if (found < 0) throw new Error(`there is no ${name}`);
  return found;
}

/** What stands at a place. */
function valueAt(value: unknown, path: readonly Key[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Mapping | undefined)?.[key], value);
}

const GONE = Symbol("gone");

/** A copy with something else at a place, or with nothing. */
function withValue(value: unknown, [key, ...rest]: readonly Key[], other: unknown): unknown {
  if (key === undefined) return other;
  const inner = withValue((value as Mapping | undefined)?.[key], rest, other);
  if (Array.isArray(value)) {
    return inner === GONE
      ? value.filter((_, index) => index !== key)
      : value.map((item, index) => index === key ? inner : item);
  }
  const { [key]: _, ...others } = value as Mapping;
  return inner === GONE ? others : { ...value as Mapping, [key]: inner };
}

/** All objects with another thing at a place. */
function changed(
  objects: readonly Manifest[],
  [name, ...path]: readonly [string, ...Key[]],
  other: unknown,
): Manifest[] {
  const index = indexOf(objects, name);
  return withValue(objects, [index, ...path], other) as Manifest[];
}

/** The objects without the guard. */
export function unguarded({ objects, at }: Guard): Manifest[] {
  return changed(objects, at, GONE);
}

/** Every place below a value, itself first. */
function* placesBelow(value: unknown, path: readonly Key[] = []): Generator<readonly Key[]> {
  yield path;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* placesBelow(item, [...path, index]);
  } else if (isMapping(value)) {
    for (const [key, item] of Object.entries(value)) yield* placesBelow(item, [...path, key]);
  }
}

/** What may stand where something else is meant. */
const ANYWHERE: Readonly<Record<string, unknown>> = {
  "null": null,
  "true": true,
  "false": false,
  "a quoted true": "true",
  "a quoted false": "false",
  "yes": "yes",
  "zero": 0,
  "one": 1,
  "less than nothing": -1,
  "a fraction": 1.5,
  "an empty text": "",
  "a blank": " ",
  "a line break": "\n",
  "a word": "nobody",
  "None": "None",
  "a long text": "x".repeat(5000),
  "control characters": "a\x07\x1b[31mb",
  "two lines": "a\nb",
  "other scripts": "é\u202e😀",
  "quotes": `"'\`$(id)$\{A}{{ . }}#`,
  "an empty list": [],
  "a list of nothing": [null],
  "a list of an empty text": [""],
  "a list of an empty mapping": [{}],
  "a list of a word": ["nobody"],
  "an empty mapping": {},
  "a mapping of another": { other: "x" },
};

/** What is made of what is meant. */
const OF_IT: Readonly<Record<string, (value: unknown) => unknown>> = {
  "gone": () => GONE,
  "in a list": (value) => [value],
  "twice": (value) => [value, value],
  "with nothing in a list": (value) => [value, null],
  "with an odd one beside it": (value) => Array.isArray(value) ? [...value, {}] : [{}, value],
  "with nothing beside it": (value) => Array.isArray(value) ? [null, ...value] : { "0": value },
  "in a mapping": (value) => ({ value }),
  "as a text": (value) => typeof value === "string" ? ` ${value} ` : JSON.stringify(value),
  "in capitals": (value) => typeof value === "string" ? value.toUpperCase() : `${value}`,
  "with a line break": (value) => typeof value === "string" ? `${value}\n` : [[value]],
  "with a letter more": (value) => typeof value === "string" ? `${value}x` : { x: value },
};

/** Each oddity of a guard. */
export function* oddities(guard: Guard): Generator<Change> {
  const { objects, at, parts = [] } = guard;
  for (const root of [at, ...parts]) {
    const [name, ...path] = root;
    const object = objects[indexOf(objects, name)];
    for (const below of placesBelow(valueAt(object, path))) {
      const full = [...path, ...below];
      const old = valueAt(object, full);
      const place = [name, ...full].join(".");
      const key = full.at(-1) ?? name;
      const others = [
        ...Object.entries(ANYWHERE),
        ...Object.entries(OF_IT).map(([how, make]) => [how, make(old)] as const),
      ];
      for (const [how, value] of others) {
        if (JSON.stringify(value) === JSON.stringify(old)) continue;
        // The very object may be gone, yet is nothing but an object.
        if (full.length === 0 && how !== "gone") continue;
        if (root === at && below.length === 0 && how === "gone") continue;
        yield {
          place,
          key,
          how,
          value: value === GONE ? undefined : value,
          objects: changed(objects, [name, ...full], value),
        };
      }
    }
  }
}

/** Kubernetes drops fields that it does not know, so a mapping of such is an empty one. */
const AS_EMPTY: ReadonlySet<string> = new Set([
  ...["a mapping of another", "in a mapping", "with nothing beside it", "with a letter more"],
]);

/** Whether the controller itself takes a guard that is written so for none. A field that is null is one that is not there. */
export function isOff({ at, off = {} }: Guard, { place, how, value }: Change): boolean {
  const [name, ...path] = at;
  if (how === "null" && place === [name, ...path].join(".")) return true;
  const ways = off[place.slice(place.indexOf(".") + 1)] ?? [];
  return ways.includes(how) || how === "null" && ways.includes("gone") ||
    AS_EMPTY.has(how) && isMapping(value) && ways.includes("an empty mapping");
}
