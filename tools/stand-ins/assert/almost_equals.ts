import { raise } from "./_raise.ts";

/** Fails unless two numbers are within the tolerance of each other. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  message?: string,
): void {
  if (Object.is(actual, expected) || Math.abs(expected - actual) <= tolerance) {
    return;
  }
  raise(`Expected actual: "${actual}" to be close to "${expected}"`, message);
}
