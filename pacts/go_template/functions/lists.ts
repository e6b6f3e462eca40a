/**
 * Sprig's functions of lists.
 *
 * @see https://masterminds.github.io/sprig/lists.html
 * @module
 */

import { isDeepEqual } from "../compare.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, type GoFunction, variadic } from "../function.ts";
import { GoList, type GoValue, isTrue, typeOf } from "../values.ts";
import { toInt } from "./numbers.ts";

/** What is in a list. @throws {Refusal} where a value is none. */
export function itemsOf(value: GoValue): readonly GoValue[] {
  if (!(value instanceof GoList)) return refuse(`a value of type ${typeOf(value)} is no list`);
  return value.items;
}

/** A list of anything; Go's nil where there is nothing of nothing. */
function listOrNil(items: readonly GoValue[], isNil: boolean): GoList {
  return new GoList(items, "interface {}", isNil);
}

function isIn(list: readonly GoValue[], value: GoValue, { budget }: Env): boolean {
  return list.some((item) => isDeepEqual(item, value, budget));
}

const append = fn(["any", "any"], (_env, list, item) => new GoList([...itemsOf(list), item]));
const prepend = fn(["any", "any"], (_env, list, item) => new GoList([item, ...itemsOf(list)]));
const first = fn(["any"], (_env, list) => itemsOf(list)[0] ?? null);
const last = fn(["any"], (_env, list) => itemsOf(list).at(-1) ?? null);
const rest = fn(["any"], (_env, list) => {
  const items = itemsOf(list);
  return listOrNil(items.slice(1), items.length === 0);
});
const initial = fn(["any"], (_env, list) => {
  const items = itemsOf(list);
  return listOrNil(items.slice(0, -1), items.length === 0);
});
const reverse = fn(["any"], (_env, list) => new GoList(itemsOf(list).toReversed()));
const uniq = fn(["any"], (env, list) => {
  const found: GoValue[] = [];
  for (const item of itemsOf(list)) if (!isIn(found, item, env)) found.push(item);
  return new GoList(found);
});
const without = variadic(
  ["any"],
  "any",
  (env, list, omitted) => new GoList(itemsOf(list).filter((item) => !isIn(omitted, item, env))),
);
const has = fn(
  ["any", "any"],
  (env, needle, list) => list !== null && isIn(itemsOf(list), needle, env),
);
const compact = fn(["any"], (_env, list) => new GoList(itemsOf(list).filter(isTrue)));
const slice = variadic(["any"], "any", (_env, list, indices) => {
  const items = itemsOf(list);
  if (items.length === 0) return null;
  const start = indices.length > 0 ? Number(toInt(indices[0])) : 0;
  const end = indices.length > 1 ? Number(toInt(indices[1])) : items.length;
  if (start < 0 || end < start || end > items.length) refuse("the list has no such part");
  return new GoList(items.slice(start, end), (list as GoList).element);
});
const chunk = fn(["int", "any"], (_env, size, list) => {
  const items = itemsOf(list);
  if (size <= 0) refuse("a part has at least one item");
  const chunks: GoList[] = [];
  for (let at = 0; at < items.length; at += size) {
    chunks.push(new GoList(items.slice(at, at + size)));
  }
  return new GoList(chunks, "[]interface {}");
});
const list = variadic([], "any", (_env, items) => new GoList(items));

/** Each by its name, and by that of the one that gives an error rather than a panic: here both are one. */
function both(functions: Readonly<Record<string, GoFunction>>): FunctionTable {
  return Object.fromEntries(
    Object.entries(functions).flatMap(([name, does]) => [
      [name, does],
      [`must${name[0].toUpperCase()}${name.slice(1)}`, does],
    ]),
  );
}

/** Sprig's functions of lists. */
export const LISTS: FunctionTable = {
  list,
  tuple: list,
  ...both({
    append,
    push: append,
    prepend,
    first,
    last,
    rest,
    initial,
    reverse,
    uniq,
    without,
    has,
    compact,
    slice,
    chunk,
  }),
  concat: variadic([], "any", ({ budget }, lists) => {
    const items: GoValue[] = [];
    for (const one of lists) for (const item of itemsOf(one)) items.push(item);
    budget.spend(items.length);
    return listOrNil(items, items.length === 0);
  }),
};
