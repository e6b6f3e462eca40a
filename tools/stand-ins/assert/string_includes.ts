import { raise } from "./_raise.ts";

/** Fails unless the text includes the other. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  message?: string,
): void {
  if (!actual.includes(expected)) {
    raise(`Expected actual: "${actual}" to contain: "${expected}"`, message);
  }
}
