/**
 * Reading what a template may have left empty: Helm renders `null` wherever it had nothing, at any depth
 * and in any list.
 *
 * @module
 */

/**
 * The items of a list that may be missing, `null`, or hold `null`s.
 *
 * @example
 * ```ts
 * import { items } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(items([1, null, 2]), [1, 2]);
 * assertEquals(items(null), []);
 * ```
 */
export function items<T>(
  list: readonly T[] | null | undefined,
): NonNullable<T>[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item) => item !== null && item !== undefined);
}

/**
 * The entries of a map that may be missing or `null`; entries whose value is
 * `null` are left out.
 *
 * @example
 * ```ts
 * import { entries } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(entries({ a: "1", b: null }), [["a", "1"]]);
 * ```
 */
export function entries<T>(
  map: { readonly [key: string]: T } | null | undefined,
): [string, NonNullable<T>][] {
  if (!isMapping(map)) return [];
  return Object.entries(map).filter(([, value]) => value !== null && value !== undefined) as [
    string,
    NonNullable<T>,
  ][];
}

/** A YAML mapping, its values unread. */
export type Mapping = Record<string, unknown>;

/**
 * Whether a value is a YAML mapping: an object, not a list, not `null`.
 *
 * @example
 * ```ts
 * import { isMapping } from "@dekube/engine/pacts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isMapping({}));
 * assertFalse(isMapping([]));
 * ```
 */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A mapping; an empty one where the value is anything else.
 *
 * @example
 * ```ts
 * import { mapping } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mapping({ a: 1 }), { a: 1 });
 * assertEquals(mapping(null), {});
 * assertEquals(mapping({ spec: "none" }.spec).replicas, undefined);
 * ```
 */
export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/**
 * What a table or a mapping has of a name that others chose: nothing of what every object has, such as `constructor`.
 *
 * @example
 * ```ts
 * import { ownValue } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const ports = { http: 80, https: 443 };
 * assertEquals(ownValue(ports, "https"), 443);
 * assertEquals(ownValue(ports, "constructor"), undefined);
 * ```
 */
export function ownValue<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * The items of a list, without `null`s; none where the value is anything else.
 *
 * @example
 * ```ts
 * import { list } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(list(["a", null, 1]), ["a", 1]);
 * assertEquals(list("a"), []);
 * ```
 */
export function list(value: unknown): unknown[] {
  return items(value as unknown[] | null);
}

/**
 * The mappings of a list. What else is in it is passed over; where the place in the list matters, take
 * `list()` and `mapping()`.
 *
 * @example
 * ```ts
 * import { mappings } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mappings([{ name: "a" }, null, "b"]), [{ name: "a" }]);
 * ```
 */
export function mappings(value: unknown): Mapping[] {
  return list(value).filter(isMapping);
}

/**
 * The items of a list as text, without empty ones.
 *
 * @example
 * ```ts
 * import { texts } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(texts(["a", null, 80, ""]), ["a", "80"]);
 * ```
 */
export function texts(value: unknown): string[] {
  return list(value).map(text).filter((item) => item !== "");
}

/**
 * A mapping of texts, as labels and annotations are; what is `null` is left out.
 *
 * @example
 * ```ts
 * import { textMap } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textMap({ app: "web", version: 2, tier: null }), { app: "web", version: "2" });
 * ```
 */
export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(entries(mapping(value)).map(([key, item]) => [key, text(item)]));
}

/**
 * A scalar as text: what a template left unquoted (`80`, `true`) is what
 * the author meant as a string. `null` is the empty text.
 *
 * @example
 * ```ts
 * import { text } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(text(8080), "8080");
 * assertEquals(text(null), "");
 * ```
 */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * A scalar as text, as {@linkcode text} has it; the empty text where it is a list or a mapping, which no path and no name
 * can be.
 *
 * @example
 * ```ts
 * import { word } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([word("/srv"), word(80), word(null), word(["/srv"])], ["/srv", "80", "", ""]);
 * ```
 */
export function word(value: unknown): string {
  return typeof value === "object" ? "" : text(value);
}

/**
 * Whether a switch is on that closes something. A cluster refuses the text `"true"`, which somebody quoted by mistake; to
 * take it for off would open what it closes.
 *
 * @example
 * ```ts
 * import { isOn } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([true, "true", false, "false", "", null].map(isOn), [true, true, false, false, false, false]);
 * ```
 */
export function isOn(value: unknown): boolean {
  return value === true || typeof value === "string" && /^\s*(?:true|yes|on|1)\s*$/i.test(value);
}

/**
 * Whether a switch that closes something is on, or may be: whatever it says that is not clearly off. A cluster refuses a
 * list, a mapping or another word there, so nobody can tell what was meant.
 *
 * @example
 * ```ts
 * import { mayBeOn } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([true, "nobody", [], {}].map(mayBeOn), [true, true, true, true]);
 * assertEquals([false, " False ", "off", 0, "", null].map(mayBeOn), [false, false, false, false, false, false]);
 * ```
 */
export function mayBeOn(value: unknown): boolean {
  return !["", "false", "no", "off", "0"].includes(text(value).trim().toLowerCase());
}
