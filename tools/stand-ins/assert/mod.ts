/** Stands in for `@std/assert`: the same assertions over node:assert. */
export * from "./almost_equals.ts";
export * from "./array_includes.ts";
export * from "./assert.ts";
export * from "./assertion_error.ts";
export * from "./compare.ts";
export * from "./equal.ts";
export * from "./equals.ts";
export * from "./exists.ts";
export * from "./fail.ts";
export * from "./instance_of.ts";
export * from "./match.ts";
export * from "./object_match.ts";
export * from "./strict_equals.ts";
export * from "./string_includes.ts";
export * from "./throws.ts";
