import { raise } from "./_raise.ts";
import { show } from "./_show.ts";
import { equal } from "./equal.ts";

/** Fails unless each expected value has its equal in the array. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  message?: string,
): void {
  const missing = Array.from(expected)
    .filter((item) => !Array.from(actual).some((other) => equal(item, other)));
  if (missing.length === 0) return;
  raise(
    `Expected actual: ${show(actual)} to include: ${show(missing)}`,
    message,
  );
}
