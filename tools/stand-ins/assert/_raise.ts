import { AssertionError } from "./assertion_error.ts";

/** Throws, saying what is wrong and what the caller said of it. */
export function raise(problem: string, message?: string): never {
  throw new AssertionError(message ? `${problem}: ${message}` : problem);
}
