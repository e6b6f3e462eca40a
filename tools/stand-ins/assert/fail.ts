import { raise } from "./_raise.ts";

/** Fails. */
export function fail(message?: string): never {
  raise("Failed assertion", message);
}

/** Fails where the code was not to come. */
export function unreachable(reason?: string): never {
  raise("Unreachable", reason);
}
