import { raise } from "./_raise.ts";

/** Any class of errors. */
// deno-lint-ignore no-explicit-any
export type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** Fails unless the function throws; returns what it threw. */
export function assertThrows(fn: () => unknown, message?: string): unknown;
/** Fails unless the function throws an error of the class, whose message includes the text. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  includes?: string,
  message?: string,
): E;
export function assertThrows(fn: () => unknown, ...rest: Expectation): unknown {
  try {
    fn();
  } catch (error) {
    return check(error, rest);
  }
  raise("Expected function to throw", messageOf(rest));
}

/** Fails unless the function's promise is rejected; resolves to the reason. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  message?: string,
): Promise<unknown>;
/** Fails unless the promise is rejected with an error of the class, whose message includes the text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...rest: Expectation
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    raise(`Function throws when expected to reject: ${error}`, messageOf(rest));
  }
  try {
    await promise;
  } catch (error) {
    return check(error, rest);
  }
  raise("Expected function to reject", messageOf(rest));
}

type Expectation = [message?: string] | [
  errorClass: ErrorClass<Error>,
  includes?: string,
  message?: string,
];

function messageOf(rest: Expectation): string | undefined {
  return typeof rest[0] === "function" ? rest[2] : rest[0];
}

function check(error: unknown, rest: Expectation): unknown {
  const [errorClass, includes] = rest;
  if (typeof errorClass !== "function") return error;
  if (!(error instanceof Error)) {
    raise("A non-Error object was thrown", messageOf(rest));
  }
  if (!(error instanceof errorClass)) {
    raise(
      `Expected error to be instance of "${errorClass.name}", but was ${error}`,
      messageOf(rest),
    );
  }
  if (includes && !error.message.includes(includes)) {
    raise(
      `Expected error message to include "${includes}", but got "${error.message}"`,
      messageOf(rest),
    );
  }
  return error;
}
