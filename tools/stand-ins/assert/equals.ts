import nodeAssert from "node:assert";
import { raise } from "./_raise.ts";
import { show } from "./_show.ts";
import { equal } from "./equal.ts";

/** Fails unless two values have the same content. */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (equal(actual, expected)) return;
  raise(
    "Values are not equal",
    [message, difference(actual, expected)].filter(Boolean).join("\n"),
  );
}

/** Fails if two values have the same content. */
export function assertNotEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (equal(actual, expected)) {
    raise(`Expected actual: ${show(actual)} not to be`, message);
  }
}

/** node:assert's own words for where two values differ. */
function difference(actual: unknown, expected: unknown): string {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
