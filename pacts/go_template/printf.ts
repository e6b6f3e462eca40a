/**
 * Go's `fmt.Sprintf`.
 *
 * @see https://pkg.go.dev/fmt
 * @module
 */

import type { Budget } from "./budget.ts";
import { refuse } from "./errors.ts";
import { floatText, formatFloat } from "./float.ts";
import { fromRunes, goBytes, runeText, toRunes } from "./go_text.ts";
import { isPrintable, Printer, printValue, quote, type Scalar } from "./print_value.ts";
import { GoInt, type GoValue, typeOf } from "./values.ts";

/** What stands between `%` and the verb. */
interface Directive {
  flags: string;
  width?: number;
  precision?: number;
  verb: string;
}

/** Go's own limit for widths and precisions. */
const MOST_WIDTH = 1_000_000;

/**
 * Values in a format.
 *
 * @example
 * ```ts
 * import { Budget } from "./budget.ts";
 * import { sprintf } from "./printf.ts";
 * import { int } from "./values.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sprintf("%s=%05d|%-4s|%q", ["a", int(42), "b", "c"], new Budget({})), 'a=00042|b   |"c"');
 * ```
 */
export function sprintf(format: string, values: readonly GoValue[], budget: Budget): string {
  const parts: string[] = [];
  let size = 0;
  let next = 0;
  const pattern = /%([-+# 0]*)(\*|[0-9]{1,8})?(?:(\.)(\*|[0-9]{1,8})?)?/y;
  const push = (text: string) => {
    budget.spendText(size += text.length);
    parts.push(text);
  };
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf("%", at);
    if (percent < 0) {
      push(format.slice(at));
      break;
    }
    push(format.slice(at, percent));
    pattern.lastIndex = percent;
    const [whole, flags, wide, point, precise] = pattern.exec(format)!;
    at = percent + whole.length;
    const directive: Directive = { flags, verb: "" };
    directive.width = number(wide, "%!(BADWIDTH)");
    if (directive.width !== undefined && directive.width < 0) {
      directive.width = -directive.width;
      directive.flags += "-";
    }
    directive.precision = point === undefined ? undefined : number(precise ?? "0", "%!(BADPREC)");
    if (directive.precision !== undefined && directive.precision < 0) {
      directive.precision = undefined;
      if (precise === "*") push("%!(BADPREC)");
    }
    if (at >= format.length) {
      push("%!(NOVERB)");
      break;
    }
    const verb = toRunes(format.slice(at, at + 4))[Symbol.iterator]().next().value!;
    at += fromRunes(verb).length;
    if (verb === "[") refuse("numbers of arguments in a format are not supported");
    if (verb === "%") push("%");
    else if (next >= values.length) push(`%!${fromRunes(verb)}(MISSING)`);
    else push(formatValue(values[next++], { ...directive, verb }, budget));
  }
  if (next < values.length) {
    const extra = values.slice(next).map((value) =>
      value === null ? "<nil>" : `${typeOf(value)}=${printValue(value, budget)}`
    );
    push(`%!(EXTRA ${extra.join(", ")})`);
  }
  return parts.join("");

  function number(written: string | undefined, bad: string): number | undefined {
    if (written === undefined) return undefined;
    if (written !== "*") {
      const value = Number(written);
      if (value <= MOST_WIDTH) return value;
      push(bad);
      return undefined;
    }
    const value = values[next++];
    const isInt = value instanceof GoInt && value.value <= MOST_WIDTH && value.value >= -MOST_WIDTH;
    if (isInt) return Number(value.value);
    push(bad);
    return undefined;
  }
}

function formatValue(value: GoValue, directive: Directive, budget: Budget): string {
  const { verb } = directive;
  if (verb === "T") return pad(typeOf(value), { ...directive, verb: "s" }, budget);
  if (value === null) {
    return verb === "v" ? pad("<nil>", directive, budget) : `%!${fromRunes(verb)}(<nil>)`;
  }
  if (verb === "v" && directive.flags.includes("#")) refuse('"%#v" is not supported');
  if (verb === "v") directive = { ...directive, flags: directive.flags.replaceAll("+", "") };
  return new Printer(budget, (scalar) => formatScalar(scalar, directive, budget)).print(value);
}

function formatScalar(value: Scalar, directive: Directive, budget: Budget): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return formatText(value, directive, budget);
  if (typeof value === "boolean") {
    return "tv".includes(directive.verb)
      ? pad(String(value), directive, budget)
      : bad(value, directive, budget);
  }
  return value instanceof GoInt
    ? formatInt(value, directive, budget)
    : formatNumber(value, directive, budget);
}

/** What Go writes where a verb is not for a value. */
function bad(value: Scalar, directive: Directive, budget: Budget): string {
  const shown = formatScalar(value, { ...directive, verb: "v" }, budget);
  return `%!${fromRunes(directive.verb)}(${typeOf(value)}=${shown})`;
}

function formatText(text: string, directive: Directive, budget: Budget): string {
  const { verb, precision, flags } = directive;
  // Precision counts characters, but bytes for %x.
  const cut = precision === undefined || text.length <= precision
    ? text
    : fromRunes([...toRunes(text)].slice(0, precision).join(""));
  switch (verb) {
    case "v":
    case "s":
      return pad(cut, directive, budget);
    case "q":
      // deno-lint-ignore no-control-regex -- Go has none between such quotes
      return flags.includes("#") && /^[^`\0-\x08\x0a-\x1f\x7f]*$/.test(cut)
        ? pad("`" + cut + "`", directive, budget)
        : pad(quote(cut, '"', flags.includes("+")), directive, budget);
    case "x":
    case "X": {
      const bytes = goBytes(precision === undefined ? text : text.slice(0, precision));
      budget.spendText(bytes.length * 5);
      const prefix = flags.includes("#") && bytes.length > 0 ? `0${verb}` : "";
      const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
      const separator = flags.includes(" ") ? ` ${prefix}` : "";
      const hex = prefix + inCase(digits.join(""), verb);
      const spaced = prefix + digits.map((pair) => inCase(pair, verb)).join(separator);
      return pad(separator ? spaced : hex, directive, budget);
    }
    default:
      return bad(text, directive, budget);
  }
}

function inCase(text: string, verb: string): string {
  return verb === "X" ? text.toUpperCase() : text;
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, "0b"],
  o: [8, "0"],
  O: [8, "0o"],
  d: [10, ""],
  v: [10, ""],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInt(int: GoInt, directive: Directive, budget: Budget): string {
  const { value } = int;
  const { verb, flags, precision } = directive;
  if (verb === "c") return pad(runeText(Number(value)), directive, budget);
  if (verb === "q") {
    return pad(quote(runeText(Number(value)), "'", flags.includes("+")), directive, budget);
  }
  if (verb === "U") {
    const code = `U+${BigInt.asUintN(64, value).toString(16).toUpperCase().padStart(4, "0")}`;
    const rune = value >= 0n && value <= 0x10ffffn ? String.fromCodePoint(Number(value)) : "";
    const shown = flags.includes("#") && isPrintable(rune) ? ` '${fromRunes(rune)}'` : "";
    return pad(code + shown, directive, budget);
  }
  if (!Object.hasOwn(BASES, verb)) return bad(int, directive, budget);
  const [base, prefix] = BASES[verb];
  const size = value < 0n ? -value : value;
  let digits = inCase(size.toString(base), verb);
  if (precision !== undefined) {
    budget.spendText(precision);
    digits = precision === 0 && value === 0n ? "" : digits.padStart(precision, "0");
  }
  if (precision === 0 && value === 0n) return pad("", { ...directive, flags: "" }, budget);
  const hasPrefix = verb === "O" || (flags.includes("#") && !(verb === "o" && digits[0] === "0"));
  return padNumber(
    value < 0n ? "-" : plus(flags),
    hasPrefix ? prefix : "",
    digits,
    precision === undefined,
    directive,
    budget,
  );
}

function formatNumber(value: number, directive: Directive, budget: Budget): string {
  const { verb, flags, precision } = directive;
  if (flags.includes("#") || "xXb".includes(verb)) {
    refuse(`"%${flags.includes("#") ? "#" : ""}${verb}" of a float is not supported`);
  }
  if (!"vgGeEfF".includes(verb)) return bad(value, directive, budget);
  const letter = verb === "v" ? "g" : verb.toLowerCase() as "e" | "f" | "g";
  const text = verb === "v" && precision === undefined
    ? floatText(value)
    : formatFloat(value, letter, precision);
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(text)!;
  const isFinite = Number.isFinite(value);
  const shown = sign === "-" ? "-" : plus(flags);
  return padNumber(
    isFinite || sign === "-" || flags.includes("+") ? shown : value > 0 ? "+" : "",
    "",
    verb === "E" || verb === "G" ? digits.replace("e", "E") : digits,
    isFinite,
    directive,
    budget,
  );
}

function plus(flags: string): string {
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function padNumber(
  sign: string,
  prefix: string,
  digits: string,
  mayHaveZeros: boolean,
  directive: Directive,
  budget: Budget,
): string {
  const { flags, width = 0 } = directive;
  const hasZeros = flags.includes("0") && !flags.includes("-") && mayHaveZeros;
  if (!hasZeros) {
    return pad(sign + prefix + digits, { ...directive, flags: flags.replace("0", "") }, budget);
  }
  budget.spendText(width);
  return sign + prefix + digits.padStart(width - sign.length, "0");
}

/** Fills a text up to its width, which counts characters. */
function pad(text: string, { flags, width = 0 }: Directive, budget: Budget): string {
  if (width === 0) return text;
  let length = 0;
  for (const _rune of toRunes(text)) length++;
  budget.spendText(width);
  if (length >= width) return text;
  const isLeft = flags.includes("-");
  const fill = (!isLeft && flags.includes("0") ? "0" : " ").repeat(width - length);
  return isLeft ? text + fill : fill + text;
}
