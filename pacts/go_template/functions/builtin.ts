/**
 * The functions that Go's templates have of themselves.
 *
 * @see https://pkg.go.dev/text/template#hdr-Functions
 * @module
 */

import { isEqual, isLess } from "../compare.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, variadic } from "../function.ts";
import { toRunes } from "../go_text.ts";
import { isPrintable, printAll, printValue } from "../print_value.ts";
import { sprintf } from "../printf.ts";
import { GoInt, GoList, GoMap, type GoValue, int, isTrue, typeOf } from "../values.ts";
import { queryEscape } from "./url_escapes.ts";

/** Go's own functions. */
export const BUILTINS: FunctionTable = {
  // What these two do is in `execute.ts`: they leave alone what they don't need.
  and: variadic(["any"], "any", (_env, first) => first),
  or: variadic(["any"], "any", (_env, first) => first),
  not: fn(["any"], (_env, value) => !isTrue(value)),
  len: fn(["any"], (_env, value) => {
    if (typeof value === "string") return int(value.length);
    if (value instanceof GoList) return int(value.items.length);
    if (value instanceof GoMap) return int(value.entries.size);
    return refuse(`a value of type ${typeOf(value)} has no length`);
  }),
  index: variadic(["any"], "any", (_env, of, keys) => {
    if (of === null) refuse("nil has no index");
    return keys.reduce(index, of);
  }),
  print: variadic([], "any", ({ budget }, values) => printAll(values, budget)),
  println: variadic([], "any", ({ budget }, values) => {
    let size = 1;
    return `${
      values.map((value) => {
        const text = printValue(value, budget);
        budget.spendText(size += text.length + 1);
        return text;
      }).join(" ")
    }\n`;
  }),
  printf: variadic(
    ["string"],
    "any",
    ({ budget }, format, values) => sprintf(format, values, budget),
  ),
  html: variadic([], "any", (env, values) => escape(env, values, /[\0"'&<>]/g, HTML, 6)),
  js: variadic([], "any", ({ budget }, values) => {
    const text = printed(values, budget);
    budget.spendText(6 * text.length);
    // deno-lint-ignore no-control-regex -- JavaScript takes none as it is
    return text.replace(/[\\'"<>&=\0-\x1f]/g, escapeScript)
      .replace(/[\xc2-\xf4][\x80-\xbf]+/g, (bytes) =>
        Array.from(toRunes(bytes), (rune) => {
          const code = rune.codePointAt(0)!.toString(16).toUpperCase();
          return isPrintable(rune) ? bytes : `\\u${code.padStart(4, "0")}`;
        })[0]);
  }),
  urlquery: variadic([], "any", ({ budget }, values) => {
    const text = printed(values, budget);
    budget.spendText(3 * text.length);
    return queryEscape(text);
  }),
  eq: variadic(["any"], "any", (_env, one, others) => {
    if (others.length === 0) refuse("there is nothing to compare with");
    return others.some((other) => isEqual(one, other));
  }),
  ne: fn(["any", "any"], (_env, one, other) => !isEqual(one, other)),
  lt: fn(["any", "any"], (_env, one, other) => isLess(one, other)),
  le: fn(["any", "any"], (_env, one, other) => isLess(one, other) || isEqual(one, other)),
  gt: fn(["any", "any"], (_env, one, other) => !(isLess(one, other) || isEqual(one, other))),
  ge: fn(["any", "any"], (_env, one, other) => !isLess(one, other)),
};

function index(of: GoValue, key: GoValue): GoValue {
  if (of === null) refuse("nil has no index");
  if (of instanceof GoMap) {
    if (typeof key !== "string") refuse(`a map has no key of type ${typeOf(key)}`);
    return of.entries.get(key) ?? (of.element === "string" ? "" : null);
  }
  if (typeof of !== "string" && !(of instanceof GoList)) {
    return refuse(`a value of type ${typeOf(of)} has no index`);
  }
  if (!(key instanceof GoInt)) return refuse(`a list has no index of type ${typeOf(key)}`);
  const length = typeof of === "string" ? of.length : of.items.length;
  if (key.value < 0n || key.value >= length) refuse("the index is out of range");
  const at = Number(key.value);
  return typeof of === "string" ? new GoInt(BigInt(of.charCodeAt(at)), "uint8") : of.items[at];
}

function printed(values: readonly GoValue[], budget: Env["budget"]): string {
  return printAll(values.map((value) => value ?? "<no value>"), budget);
}

const HTML: Readonly<Record<string, string>> = {
  "\0": "\xef\xbf\xbd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

function escape(
  { budget }: Env,
  values: readonly GoValue[],
  pattern: RegExp,
  by: Readonly<Record<string, string>>,
  growth: number,
): string {
  const text = printed(values, budget);
  budget.spendText(text.length);
  const escaped = text.replace(pattern, (char) => by[char]);
  budget.spend(growth);
  return escaped;
}

function escapeScript(char: string): string {
  if ("\\'\"".includes(char)) return `\\${char}`;
  const code = char.charCodeAt(0).toString(16).toUpperCase();
  return `\\u${code.padStart(4, "0")}`;
}
