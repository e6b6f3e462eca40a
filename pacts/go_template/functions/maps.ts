/**
 * Sprig's functions of maps.
 *
 * @see https://masterminds.github.io/sprig/dicts.html
 * @module
 */

import type { Budget } from "../budget.ts";
import { refuse } from "../errors.ts";
import { fn, type FunctionTable, variadic } from "../function.ts";
import { GoList, GoMap, type GoValue, isTrue, sortedKeys, strings, typeOf } from "../values.ts";
import { textOf } from "./text.ts";

/** A map of some of the keys of another. */
function filtered(map: GoMap, keeps: (key: string) => boolean): GoMap {
  return new GoMap(new Map([...map.entries].filter(([key]) => keeps(key))));
}

/** Puts what another map has into one: where that has nothing yet, or all of it. Maps go into each other. */
function merge(into: GoMap, from: GoMap, overwrites: boolean, budget: Budget, depth = 0): GoMap {
  budget.enter(depth);
  for (const [key, value] of from.entries) {
    budget.spend(1);
    const own = into.entries.get(key);
    if (value instanceof GoMap && own instanceof GoMap && own.entries.size > 0) {
      merge(own, value, overwrites, budget, depth + 1);
      continue;
    }
    const isFree = own === undefined || !isTrue(own);
    if (overwrites || (isFree && value !== null)) writable(into).set(key, value);
  }
  return into;
}

/** What can be changed of a map. */
function writable(map: GoMap): Map<string, GoValue> {
  if (map.isNil) refuse("nothing can be set in nil");
  return map.entries;
}

function copy(value: GoValue, budget: Budget, depth = 0): GoValue {
  budget.enter(depth);
  if (value instanceof GoList) {
    return new GoList(
      value.items.map((item) => copy(item, budget, depth + 1)),
      value.element,
      value.isNil,
    );
  }
  if (!(value instanceof GoMap)) return value;
  const entries = new Map<string, GoValue>();
  for (const [key, item] of value.entries) entries.set(key, copy(item, budget, depth + 1));
  return new GoMap(entries, value.element, value.isNil);
}

const mergeAll = (overwrites: boolean) =>
  variadic(["map"], "map", ({ budget }, into, others) => {
    const whole = into.isNil ? new GoMap() : into;
    for (const from of others) merge(whole, from, overwrites, budget);
    return whole;
  });
const deepCopy = fn(["any"], ({ budget }, value) => {
  if (value === null) refuse("nil can't be copied");
  return copy(value, budget);
});

/** Sprig's functions of maps. What has no order in Go, such as `keys`, is here in the order of the keys. */
export const MAPS: FunctionTable = {
  dict: variadic([], "any", (env, values) => {
    const entries = new Map<string, GoValue>();
    for (let at = 0; at < values.length; at += 2) {
      entries.set(textOf(values[at], env), at + 1 < values.length ? values[at + 1] : "");
    }
    return new GoMap(entries);
  }),
  get: fn(["map", "string"], (_env, map, key) => {
    const value = map.entries.get(key);
    return value === undefined ? "" : value;
  }),
  set: fn(["map", "string", "any"], (_env, map, key, value) => {
    writable(map).set(key, value);
    return map;
  }),
  unset: fn(["map", "string"], (_env, map, key) => {
    map.entries.delete(key);
    return map;
  }),
  hasKey: fn(["map", "string"], (_env, map, key) => map.entries.has(key)),
  pluck: variadic(["string"], "map", (_env, key, maps) =>
    new GoList(
      maps.map(({ entries }) => entries.get(key)).filter((value) => value !== undefined),
    )),
  keys: variadic([], "map", ({ budget }, maps) => {
    for (const { entries } of maps) budget.spend(entries.size);
    return strings(maps.flatMap(sortedKeys));
  }),
  values: fn(
    ["map"],
    (_env, map) => new GoList(sortedKeys(map).map((key) => map.entries.get(key) ?? null)),
  ),
  pick: variadic(["map"], "string", (_env, map, keys) => {
    const wanted = new Set(keys);
    return filtered(map, (key) => wanted.has(key));
  }),
  omit: variadic(["map"], "string", (_env, map, keys) => {
    const unwanted = new Set(keys);
    return filtered(map, (key) => !unwanted.has(key));
  }),
  merge: mergeAll(false),
  mustMerge: mergeAll(false),
  mergeOverwrite: mergeAll(true),
  mustMergeOverwrite: mergeAll(true),
  deepCopy,
  mustDeepCopy: deepCopy,
  dig: variadic([], "any", (_env, values) => {
    if (values.length < 3) refuse("at least three arguments are expected");
    const keys = values.slice(0, -2);
    let value: GoValue = values.at(-1)!;
    const other = keys.find((key) => typeof key !== "string");
    if (other !== undefined) refuse(`a map has no key of type ${typeOf(other)}`);
    for (const key of keys as string[]) {
      if (!(value instanceof GoMap) || value.element === "string") {
        return refuse(`a value of type ${typeOf(value)} has no keys`);
      }
      const next = value.entries.get(key);
      if (next === undefined) return values.at(-2)!;
      value = next;
    }
    return value;
  }),
};
