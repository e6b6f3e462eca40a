import { raise } from "./_raise.ts";
import { show } from "./_show.ts";

/** Any class. */
// deno-lint-ignore no-explicit-any
export type AnyConstructor = abstract new (...args: any[]) => any;

/** Fails unless the value is of the class. */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  message?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  raise(
    `Expected object to be an instance of ${expectedType.name}: ${show(actual)}`,
    message,
  );
}
