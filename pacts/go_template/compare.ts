/**
 * Values held against each other.
 *
 * @module
 */

import type { Budget } from "./budget.ts";
import { refuse } from "./errors.ts";
import { byBytes, GoInt, GoList, GoMap, type GoValue, typeOf } from "./values.ts";

type Basic = "bool" | "int" | "uint" | "float" | "string" | undefined;

/** What kind of comparison a value is for; none for lists, maps and nil. */
function basicKind(value: GoValue): Basic {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float";
  if (value instanceof GoInt) return value.type === "uint8" ? "uint" : "int";
}

function isWhole(kind: Basic): boolean {
  return kind === "int" || kind === "uint";
}

/** Whether `eq` finds two values equal. @throws {Refusal} where they can't be compared. */
export function isEqual(one: GoValue, other: GoValue): boolean {
  const [kind, otherKind] = [basicKind(one), basicKind(other)];
  if (kind !== otherKind && !(isWhole(kind) && isWhole(otherKind))) {
    if (one === null || other === null) return false;
    refuse(`a value of type ${typeOf(one)} can't be compared with one of type ${typeOf(other)}`);
  }
  if (kind !== undefined) {
    return one instanceof GoInt && other instanceof GoInt
      ? one.value === other.value
      : one === other;
  }
  if (
    one instanceof GoList && other instanceof GoMap ||
    one instanceof GoMap && other instanceof GoList
  ) {
    refuse(`a value of type ${typeOf(one)} can't be compared with one of type ${typeOf(other)}`);
  }
  if (isNil(one) || isNil(other)) return isNil(one) === isNil(other);
  return refuse(`values of type ${typeOf(one)} can't be compared`);
}

function isNil(value: GoValue): boolean {
  return value === null || ((value instanceof GoList || value instanceof GoMap) && value.isNil);
}

/** Whether a value is less than another. @throws {Refusal} where they have no order. */
export function isLess(one: GoValue, other: GoValue): boolean {
  const [kind, otherKind] = [basicKind(one), basicKind(other)];
  if (kind === undefined || otherKind === undefined || kind === "bool") {
    return refuse(`values of type ${typeOf(kind === undefined ? one : other)} have no order`);
  }
  if (one instanceof GoInt && other instanceof GoInt) return one.value < other.value;
  if (kind !== otherKind) {
    refuse(`a value of type ${typeOf(one)} can't be compared with one of type ${typeOf(other)}`);
  }
  if (kind === "string") return byBytes(one as string, other as string) < 0;
  return (one as number) < (other as number);
}

/** Whether two values are the same through and through, types among it, as Go's `DeepEqual` has it. */
export function isDeepEqual(one: GoValue, other: GoValue, budget: Budget, depth = 0): boolean {
  budget.enter(depth);
  if (typeOf(one) !== typeOf(other)) return false;
  if (one instanceof GoInt && other instanceof GoInt) return one.value === other.value;
  if (one instanceof GoList && other instanceof GoList) {
    return one.isNil === other.isNil && one.items.length === other.items.length &&
      one.items.every((item, index) => isDeepEqual(item, other.items[index], budget, depth + 1));
  }
  if (one instanceof GoMap && other instanceof GoMap) {
    if (one.entries.size !== other.entries.size) return false;
    for (const [key, item] of one.entries) {
      const theirs = other.entries.get(key);
      if (theirs === undefined || !isDeepEqual(item, theirs, budget, depth + 1)) return false;
    }
    return true;
  }
  return one === other;
}
