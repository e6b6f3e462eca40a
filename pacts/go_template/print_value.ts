/**
 * Values as Go's `fmt` prints them.
 *
 * @module
 */

import type { Budget } from "./budget.ts";
import { floatText } from "./float.ts";
import { isBroken, runeText, toRunes } from "./go_text.ts";
import { GoInt, GoList, GoMap, type GoValue, sortedKeys } from "./values.ts";

/**
 * A value by `%v`.
 *
 * @example
 * ```ts
 * import { Budget } from "./budget.ts";
 * import { printValue } from "./print_value.ts";
 * import { GoList, GoMap, int } from "./values.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const list = new GoList(["x", int(1), null]);
 * assertEquals(printValue(new GoMap(new Map([["a", list]])), new Budget({})), "map[a:[x 1 <nil>]]");
 * ```
 */
export function printValue(value: GoValue, budget: Budget): string {
  return new Printer(budget, scalarText).print(value);
}

function scalarText(value: Scalar): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return floatText(value);
  return String(value instanceof GoInt ? value.value : value);
}

/** A value that holds no others. */
export type Scalar = Exclude<GoValue, GoList | GoMap>;

/** Prints lists and maps, and what is in them by a way of its own. */
export class Printer {
  readonly #budget: Budget;
  readonly #scalar: (value: Scalar) => string;
  readonly #parts: string[] = [];
  #size = 0;

  /** A printer of values, for one of them. */
  constructor(budget: Budget, scalar: (value: Scalar) => string) {
    this.#budget = budget;
    this.#scalar = scalar;
  }

  /** The text of a value. */
  print(value: GoValue): string {
    this.#add(value, 0);
    return this.#parts.join("");
  }

  #push(text: string): void {
    this.#size += text.length;
    this.#budget.spendText(this.#size > this.#budget.longest ? this.#size : text.length);
    this.#parts.push(text);
  }

  #add(value: GoValue, depth: number): void {
    this.#budget.enter(depth);
    if (value instanceof GoList) {
      this.#push("[");
      for (const [index, item] of value.items.entries()) {
        if (index > 0) this.#push(" ");
        this.#add(item, depth + 1);
      }
      this.#push("]");
    } else if (value instanceof GoMap) {
      this.#budget.spend(value.entries.size);
      this.#push("map[");
      for (const [index, key] of sortedKeys(value).entries()) {
        if (index > 0) this.#push(" ");
        this.#push(this.#scalar(key) + ":");
        this.#add(value.entries.get(key) ?? null, depth + 1);
      }
      this.#push("]");
    } else this.#push(this.#scalar(value));
  }
}

/** Values as `print` writes them: with spaces where neither of two is a text. */
export function printAll(values: readonly GoValue[], budget: Budget): string {
  const parts: string[] = [];
  let size = 0;
  let wasText = true;
  for (const value of values) {
    const isText = typeof value === "string";
    const space = parts.length > 0 && !isText && !wasText ? " " : "";
    const part = space + printValue(value, budget);
    budget.spendText(size += part.length);
    parts.push(part);
    wasText = isText;
  }
  return parts.join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/**
 * A text in quotes, by `%q`.
 *
 * @example
 * ```ts
 * import { quote } from "./print_value.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quote('a"\n\xff'), '"a\\"\\n\\xff"');
 * ```
 */
export function quote(text: string, mark = '"', isAscii = false): string {
  const parts: string[] = [mark];
  for (const rune of toRunes(text)) parts.push(quoteRune(rune, mark, isAscii));
  parts.push(mark);
  return parts.join("");
}

function quoteRune(rune: string, mark: string, isAscii: boolean): string {
  if (rune === mark) return `\\${rune}`;
  if (Object.hasOwn(ESCAPES, rune)) return ESCAPES[rune];
  const code = rune.codePointAt(0)!;
  const hex = (digits: number, of = code) => of.toString(16).padStart(digits, "0");
  if (isBroken(code)) return `\\x${hex(2, code & 0xff)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`;
  if (code < 0x7f || (!isAscii && isPrintable(rune))) return runeText(code);
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

/** Whether Go prints a character as it is. */
export function isPrintable(rune: string): boolean {
  return PRINTABLE.test(rune);
}
