import { inspect } from "node:util";

/** A value as it stands in an assertion's message. */
export function show(value: unknown): string {
  return inspect(value, { depth: 20, sorted: true });
}
