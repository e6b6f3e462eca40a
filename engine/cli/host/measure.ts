/**
 * Measures values from elsewhere before anything is done with them.
 *
 * @module
 */

/** How large a value is once it is written. */
export interface Measure {
  /** Characters and bytes in it, and some for each part; what stands in several places counts in each. */
  size: number;
  /** How deep parts stand within each other. */
  depth: number;
}

/** What a value without text takes. */
const PART = 8;

/**
 * Measures a value; `undefined` where it can't be written: a circle leads back into it, or something is neither a list, a
 * mapping, bytes nor a plain value. It stops where the value is larger or deeper than it may be.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const most = { size: 1000, depth: 10 };
 * assertEquals(measure({ a: ["text"] }, most), { size: 29, depth: 2 });
 * const circle: unknown[] = [];
 * circle.push(circle);
 * assertEquals(measure(circle, most), undefined);
 * ```
 */
export function measure(value: unknown, most: Measure): Measure | undefined {
  const known = new Map<object, Measure | "open">();
  const measureOf = (part: unknown, depth: number): Measure | undefined => {
    if (typeof part === "string") return { size: PART + part.length, depth: 0 };
    if (typeof part === "bigint") return undefined;
    if (typeof part !== "object" || part === null) return { size: PART, depth: 0 };
    if (ArrayBuffer.isView(part)) return { size: PART + part.byteLength, depth: 0 };
    const before = known.get(part);
    if (before === "open") return undefined;
    if (before !== undefined) return before;
    if (!isList(part) && !isPlain(part)) return undefined;
    known.set(part, "open");
    const whole = { size: PART, depth: 1 };
    for (const [key, below] of Object.entries(part)) {
      if (depth >= most.depth) {
        whole.depth = Infinity;
        break;
      }
      const found = measureOf(below, depth + 1);
      if (found === undefined) return undefined;
      whole.size += found.size + (Array.isArray(part) ? 0 : key.length);
      whole.depth = Math.max(whole.depth, found.depth + 1);
      if (whole.size > most.size || whole.depth > most.depth) break;
    }
    known.set(part, whole);
    return whole;
  };
  return measureOf(value, 0);
}

/** Whether something is a list; one with gaps may say that it is longer than anything. */
function isList(value: object): boolean {
  return Array.isArray(value) && Object.keys(value).length === value.length;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return !Array.isArray(value) && (prototype === Object.prototype || prototype === null);
}
