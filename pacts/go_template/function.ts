/**
 * What functions are for templates.
 *
 * @module
 */

import type { Budget } from "./budget.ts";
import type { GoMap, GoValue } from "./values.ts";

/** What a parameter takes: values of a type of Go, or any. */
export type ParameterType = "string" | "int" | "bool" | "float64" | "map" | "any";

/** Arguments by what parameters take. */
export interface Arguments {
  /** Bytes, see `go_text.ts`. */
  string: string;
  /** A whole number, in the range in which JavaScript has them all. */
  int: number;
  /** A boolean. */
  bool: boolean;
  /** A float. */
  float64: number;
  /** A `map[string]interface {}`. */
  map: GoMap;
  /** Anything. */
  any: GoValue;
}

/** What functions have to do with beside their arguments. */
export interface Env {
  /** What it may cost. */
  readonly budget: Budget;
  /** Random bytes, where there are some to be had. */
  readonly random?: (count: number) => Uint8Array;
}

/** A function of templates. */
export interface GoFunction {
  /** What its parameters take. */
  readonly takes: readonly ParameterType[];
  /** What all others take, which it has as its last argument, in a list; none where there are no others. */
  readonly rest?: ParameterType;
  /** What it does. @throws {Refusal} where it can't. */
  // deno-lint-ignore no-explicit-any
  readonly call: (env: Env, ...args: any[]) => GoValue;
}

/** Functions by their names. */
export type FunctionTable = Readonly<Record<string, GoFunction>>;

type Taken<P extends readonly ParameterType[]> = { -readonly [K in keyof P]: Arguments[P[K]] };

/**
 * A function with so many arguments.
 *
 * @example
 * ```ts
 * import { fn } from "./function.ts";
 * import { Budget } from "./budget.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const hasPrefix = fn(["string", "string"], (_env, prefix, text) => text.startsWith(prefix));
 * assertEquals(hasPrefix.call({ budget: new Budget({}) }, "a", "abc"), true);
 * ```
 */
export function fn<const P extends readonly ParameterType[]>(
  takes: P,
  call: (env: Env, ...args: Taken<P>) => GoValue,
): GoFunction {
  return { takes, call } as GoFunction;
}

/** A function with any number of arguments behind those that it must have. */
export function variadic<const P extends readonly ParameterType[], R extends ParameterType>(
  takes: P,
  rest: R,
  call: (env: Env, ...args: [...Taken<P>, Arguments[R][]]) => GoValue,
): GoFunction {
  return { takes, rest, call } as GoFunction;
}
