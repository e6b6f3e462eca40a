import { raise } from "./_raise.ts";

/** Fails unless the value is truthy. */
export function assert(value: unknown, message = ""): asserts value {
  if (!value) raise(message);
}

/** Fails unless the value is falsy. */
export function assertFalse(
  value: unknown,
  message = "",
): asserts value is false {
  if (value) raise(message);
}
