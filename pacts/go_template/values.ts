/**
 * The values of templates, by Go's types.
 *
 * @module
 */

/** Go's types of whole numbers that templates meet. */
export type IntType = "int" | "int64" | "int32" | "uint8";

/** A whole number. */
export class GoInt {
  /** The number. */
  readonly value: bigint;
  /** Its type. */
  readonly type: IntType;

  /** A number of a type, which wraps around as Go's do. */
  constructor(value: bigint, type: IntType = "int") {
    this.value = BigInt.asIntN(64, value);
    this.type = type;
  }
}

/** What a list is of. */
export type ElementType = "interface {}" | "string" | "int" | "[]interface {}";

/** A list. */
export class GoList {
  /** What is in it. */
  readonly items: readonly GoValue[];
  /** What it is of. */
  readonly element: ElementType;
  /** Whether it is Go's nil, which JSON has as `null`. */
  readonly isNil: boolean;

  /** A list of values. */
  constructor(items: readonly GoValue[], element: ElementType = "interface {}", isNil = false) {
    this.items = items;
    this.element = element;
    this.isNil = isNil;
  }
}

/** A map by texts. */
export class GoMap {
  /** What is in it. */
  readonly entries: Map<string, GoValue>;
  /** What it is of. */
  readonly element: "interface {}" | "string";
  /** Whether it is Go's nil, to which nothing can be added. */
  readonly isNil: boolean;

  /** A map of values. */
  constructor(
    entries: Map<string, GoValue> = new Map(),
    element: "interface {}" | "string" = "interface {}",
    isNil = false,
  ) {
    this.entries = entries;
    this.element = element;
    this.isNil = isNil;
  }
}

/** A value: a text as bytes (see `go_text.ts`), a float, a whole number, a boolean, nil, a list or a map. */
export type GoValue = string | number | boolean | null | GoInt | GoList | GoMap;

/** A whole number of type `int`. */
export function int(value: number | bigint): GoInt {
  return new GoInt(BigInt(value));
}

/** A whole number of type `int64`. */
export function int64(value: bigint): GoInt {
  return new GoInt(value, "int64");
}

/** A list of texts. */
export function strings(items: readonly string[]): GoList {
  return new GoList(items, "string");
}

/** The name of a value's type, as Go prints it. */
export function typeOf(value: GoValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "bool";
  if (value instanceof GoInt) return value.type;
  return value instanceof GoList ? `[]${value.element}` : `map[string]${value.element}`;
}

/** The kind of a value's type. */
export function kindOf(value: GoValue): string {
  if (value === null) return "invalid";
  if (value instanceof GoList) return "slice";
  return value instanceof GoMap ? "map" : typeOf(value);
}

/** Whether a value counts as true. */
export function isTrue(value: GoValue): boolean {
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoList) return value.items.length > 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (typeof value === "number") return value !== 0;
  return Boolean(value);
}

/** A map's keys in Go's order. */
export function sortedKeys({ entries }: GoMap): string[] {
  return [...entries.keys()].sort(byBytes);
}

/** The order of Go's texts. */
export function byBytes(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
