import { raise } from "./_raise.ts";

/** Fails unless the text matches. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  message?: string,
): void {
  if (!expected.test(actual)) {
    raise(`Expected actual: "${actual}" to match: ${expected}`, message);
  }
}
