/**
 * Sprig's functions of values that may be empty.
 *
 * @see https://masterminds.github.io/sprig/defaults.html
 * @module
 */

import { isDeepEqual } from "../compare.ts";
import { refuse } from "../errors.ts";
import { fn, type FunctionTable, variadic } from "../function.ts";
import { isTrue, kindOf, typeOf } from "../values.ts";

/** Functions of what is empty, and of types. */
export const DEFAULTS: FunctionTable = {
  default: variadic(
    ["any"],
    "any",
    (_env, otherwise, given) => given.length > 0 && isTrue(given[0]) ? given[0] : otherwise,
  ),
  empty: fn(["any"], (_env, value) => !isTrue(value)),
  coalesce: variadic([], "any", (_env, values) => values.find(isTrue) ?? null),
  all: variadic([], "any", (_env, values) => values.every(isTrue)),
  any: variadic([], "any", (_env, values) => values.some(isTrue)),
  ternary: fn(["any", "any", "bool"], (_env, yes, no, is) => is ? yes : no),
  // What it says may be made of secrets: the message has none of it.
  fail: fn(["string"], () => refuse("the template says that it can't be rendered")),
  typeOf: fn(["any"], (_env, value) => typeOf(value)),
  typeIs: fn(["string", "any"], (_env, type, value) => typeOf(value) === type),
  typeIsLike: fn(["string", "any"], (_env, type, value) => typeOf(value) === type),
  kindOf: fn(["any"], (_env, value) => kindOf(value)),
  kindIs: fn(["string", "any"], (_env, kind, value) => kindOf(value) === kind),
  deepEqual: fn(["any", "any"], ({ budget }, one, other) => isDeepEqual(one, other, budget)),
};
