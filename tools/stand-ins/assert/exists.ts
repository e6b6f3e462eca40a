import { raise } from "./_raise.ts";
import { show } from "./_show.ts";

/** Fails if the value is null or undefined. */
export function assertExists<T>(
  actual: T,
  message?: string,
): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    raise(
      `Expected actual: ${show(actual)} to not be null or undefined`,
      message,
    );
  }
}
