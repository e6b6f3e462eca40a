/**
 * YAML's merge key.
 *
 * @module
 */

import { isMapping } from "../read.ts";

/**
 * A document with YAML 1.1's merge key resolved. The parser would read it only in the schema that turns `2024-01-01`
 * into a date, which Go's reader does not. `repeat` hears of what it repeats, before it does.
 *
 * @example
 * ```ts
 * import { resolveMergeKeys } from "./merge_keys.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const document = { "<<": { a: 1, b: 1 }, b: 2 };
 * assertEquals(resolveMergeKeys(document, "<<: {a: 1, b: 1}\nb: 2", () => {}), { a: 1, b: 2 });
 * ```
 */
export function resolveMergeKeys(
  document: unknown,
  text: string,
  repeat: (size: number) => void,
): unknown {
  if (!/<<["']?\s*:/.test(text)) return document;
  const done = new Map<unknown, unknown>();
  return merge(document);

  function merge(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      done.set(value, list);
      for (const item of value) list.push(merge(item));
      return list;
    }
    const result: Record<string, unknown> = {};
    done.set(value, result);
    const own = value as Record<string, unknown>;
    const merged = own["<<"];
    for (
      const source of (Array.isArray(merged) ? merged : [merged]).toReversed()
    ) {
      if (!isMapping(source)) continue;
      const merged = Object.entries(merge(source) as object);
      repeat(merged.reduce((size, [key]) => size + key.length + 1, 0));
      for (const [key, item] of merged) set(result, key, item);
    }
    for (const [key, item] of Object.entries(own)) {
      if (key === "<<" && (isMapping(item) || Array.isArray(item))) continue;
      set(result, key, merge(item));
    }
    return result;
  }
}

function set(mapping: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") {
    mapping[key] = value;
    return;
  }
  Object.defineProperty(mapping, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
