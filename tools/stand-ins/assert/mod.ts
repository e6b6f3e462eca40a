/** Stands in for `@std/assert`: the assertions that the project uses, over node:assert. */
export * from "./assert.ts";
export * from "./assertion_error.ts";
export * from "./equal.ts";
export * from "./equals.ts";
export * from "./fail.ts";
export * from "./match.ts";
export * from "./string_includes.ts";
export * from "./throws.ts";
