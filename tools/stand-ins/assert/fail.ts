import { raise } from "./_raise.ts";

/** Fails. */
export function fail(message?: string): never {
  raise("Failed assertion", message);
}
