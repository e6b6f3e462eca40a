import { raise } from "./_raise.ts";
import { show } from "./_show.ts";

/** Fails unless two values are the same one. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  raise(
    `Values are not strictly equal: ${show(actual)} is not ${show(expected)}`,
    message,
  );
}

/** Fails if two values are the same one. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (Object.is(actual, expected)) {
    raise(
      `Expected "actual" to not be strictly equal to: ${show(actual)}`,
      message,
    );
  }
}
