/**
 * JavaScript's values as Go's, and back.
 *
 * @module
 */

import type { Budget } from "./budget.ts";
import { bytesToGo, goText, jsText } from "./go_text.ts";
import { GoInt, GoList, GoMap, type GoValue, int } from "./values.ts";

/**
 * A JavaScript value as Go has it: whole numbers as `int`, unless `isJson`, where all are `float64`. A record of nothing
 * but texts is a `map[string]string`, as the data of Secrets is, unless `isJson`.
 */
export function toGo(value: unknown, budget: Budget, isJson = false, depth = 0): GoValue {
  budget.enter(depth);
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return goText(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return int(value);
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !isJson ? int(value) : value;
  }
  if (value instanceof Uint8Array) return bytesToGo(value);
  if (Array.isArray(value)) {
    return new GoList(value.map((item) => toGo(item, budget, isJson, depth + 1)));
  }
  if (typeof value !== "object") return null;
  const entries = new Map<string, GoValue>();
  let isText = !isJson;
  for (const [key, item] of value instanceof Map ? value : Object.entries(value)) {
    entries.set(goText(String(key)), toGo(item, budget, isJson, depth + 1));
    isText &&= typeof item === "string" || item instanceof Uint8Array;
  }
  return new GoMap(entries, isText ? "string" : "interface {}");
}

/** A Go value as JavaScript has it. */
export function fromGo(value: GoValue, budget: Budget, depth = 0): unknown {
  budget.enter(depth);
  if (typeof value === "string") return jsText(value);
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoList) return value.items.map((item) => fromGo(item, budget, depth + 1));
  if (value instanceof GoMap) {
    return Object.fromEntries(
      Array.from(value.entries, ([key, item]) => [jsText(key), fromGo(item, budget, depth + 1)]),
    );
  }
  return value;
}
