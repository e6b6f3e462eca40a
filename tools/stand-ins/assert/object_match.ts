import { equal } from "./equal.ts";
import { assertEquals } from "./equals.ts";

/** Fails unless everything expected is there; more may be. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  message?: string,
): void {
  if (!matches(actual, expected)) {
    assertEquals<unknown>(actual, expected, message);
  }
}

function matches(actual: unknown, expected: unknown): boolean {
  if (!isContainer(actual) || !isContainer(expected)) {
    return equal(actual, expected);
  }
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  return Reflect.ownKeys(expected).every((key) =>
    // A longer list may begin with what is expected.
    Array.isArray(expected) && key === "length" ||
    Object.hasOwn(actual, key) && matches(actual[key], expected[key])
  );
}

/** Objects are compared by what they have in common, but not those with a content of their own. */
function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null &&
    ![Date, RegExp, Map, Set].some((type) => value instanceof type);
}
