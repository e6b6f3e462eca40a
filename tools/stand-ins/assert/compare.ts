import { raise } from "./_raise.ts";
import { show } from "./_show.ts";

/** Fails unless the first value is greater. */
export function assertGreater<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual > expected)) {
    raise(`Expect ${show(actual)} > ${show(expected)}`, message);
  }
}

/** Fails unless the first value is greater, or both are equal. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual >= expected)) {
    raise(`Expect ${show(actual)} >= ${show(expected)}`, message);
  }
}

/** Fails unless the first value is less. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) {
    raise(`Expect ${show(actual)} < ${show(expected)}`, message);
  }
}

/** Fails unless the first value is less, or both are equal. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual <= expected)) {
    raise(`Expect ${show(actual)} <= ${show(expected)}`, message);
  }
}
