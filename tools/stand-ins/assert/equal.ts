import { isDeepStrictEqual } from "node:util";

/** Whether two values have the same content. */
export function equal(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) || isDeepStrictEqual(loosen(a), loosen(b));
}

/** Without what node:util tells apart and std does not: 0 from -0, `{}` from `Object.create(null)`. */
function loosen(value: unknown, seen = new Map<unknown, unknown>()): unknown {
  if (value === 0) return 0;
  if (value === null || typeof value !== "object") return value;
  if (seen.has(value)) return seen.get(value);
  const prototype = Object.getPrototypeOf(value);
  const isArray = Array.isArray(value);
  if (!isArray && prototype !== null && prototype !== Object.prototype) return value;
  const copy = isArray ? new Array(value.length) : {};
  seen.set(value, copy);
  for (const key of Reflect.ownKeys(value)) {
    if (isArray && key === "length") continue;
    const item = loosen((value as Record<PropertyKey, unknown>)[key], seen);
    Object.defineProperty(copy, key, { value: item, enumerable: true });
  }
  return copy;
}
