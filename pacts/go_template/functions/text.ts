/**
 * Sprig's functions of texts.
 *
 * @see https://masterminds.github.io/sprig/strings.html
 * @module
 */

import { STEPS } from "../budget.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, variadic } from "../function.ts";
import { fromRunes, goText, toRunes } from "../go_text.ts";
import { printValue, quote } from "../print_value.ts";
import { byBytes, GoList, GoMap, type GoValue, strings } from "../values.ts";
import { lower, lowerRune, SPACE, titleRune, upper, upperRune } from "./letters.ts";

/** A value as text, as Sprig has it. */
export function textOf(value: GoValue, { budget }: Env): string {
  return typeof value === "string" ? value : printValue(value, budget);
}

/** A value as a list of texts: of one, where it is no list. */
export function textsOf(value: GoValue, env: Env): string[] {
  if (value === null) return [];
  if (!(value instanceof GoList)) return [textOf(value, env)];
  return value.items.filter((item) => item !== null).map((item) => textOf(item, env));
}

/** A text joined of others. */
export function joined(parts: readonly string[], separator: string, { budget }: Env): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  budget.spendText(length + separator.length * Math.max(0, parts.length - 1));
  return parts.join(separator);
}

/** Sprig's functions of texts. */
export const TEXT: FunctionTable = {
  hello: fn([], () => "Hello!"),
  trim: fn(["string"], (_env, text) => fromRunes(trimRunes(toRunes(text), SPACE))),
  upper: fn(["string"], (_env, text) => upper(text)),
  lower: fn(["string"], (_env, text) => lower(text)),
  title: fn(["string"], (_env, text) => mapWords(text, titleRune, endsTitle)),
  untitle: fn(["string"], (_env, text) => mapWords(text, lowerRune, isSpace)),
  substr: fn(["int", "int", "string"], (_env, start, end, text) => {
    if (start < 0) return cut(text, 0, end);
    return cut(text, start, end < 0 || end > text.length ? text.length : end);
  }),
  trunc: fn(["int", "string"], (_env, count, text) => {
    if (count >= 0) return text.slice(0, count);
    return text.length + count > 0 ? text.slice(count) : text;
  }),
  abbrev: fn(
    ["int", "string"],
    (_env, width, text) => width < 4 ? text : abbreviate(text, 0, width),
  ),
  abbrevboth: fn(
    ["int", "int", "string"],
    (_env, left, right, text) =>
      right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  repeat: fn(["int", "string"], ({ budget }, count, text) => {
    if (count < 0) refuse("a text can't be repeated less than no times");
    budget.spendText(count * text.length);
    return text.repeat(text === "" ? 0 : count);
  }),
  trimall: fn(["string", "string"], (_env, set, text) => trimAll(set, text)),
  trimAll: fn(["string", "string"], (_env, set, text) => trimAll(set, text)),
  trimSuffix: fn(
    ["string", "string"],
    (_env, end, text) => end && text.endsWith(end) ? text.slice(0, -end.length) : text,
  ),
  trimPrefix: fn(
    ["string", "string"],
    (_env, start, text) => text.startsWith(start) ? text.slice(start.length) : text,
  ),
  nospace: fn(["string"], (_env, text) => {
    const kept = text.replace(/[\t-\r \x85\xa0]/g, "");
    // Where there is a space, it takes each byte for a character.
    return kept.length === text.length ? text : goText(kept);
  }),
  initials: fn(["string"], (_env, text) => {
    const gaps = /[\t-\r \x85\xa0]/;
    return fromRunes(
      Array.from(text).filter((char, at) =>
        !gaps.test(char) && (at === 0 || gaps.test(text[at - 1]))
      ).join(""),
    );
  }),
  swapcase: fn(["string"], (_env, text) => {
    let isStart = true;
    return goText(
      Array.from(toRunes(text), (rune) => {
        if (/^[\p{Lu}\p{Lt}]$/u.test(rune)) {
          isStart = false;
          return lowerRune(rune);
        }
        if (/^\p{Ll}$/u.test(rune)) {
          const swapped = isStart ? titleRune(rune) : upperRune(rune);
          isStart = false;
          return swapped;
        }
        isStart = SPACE.test(rune);
        return rune;
      }).join(""),
    );
  }),
  contains: fn(["string", "string"], (_env, part, text) => text.includes(part)),
  hasPrefix: fn(["string", "string"], (_env, start, text) => text.startsWith(start)),
  hasSuffix: fn(["string", "string"], (_env, end, text) => text.endsWith(end)),
  quote: variadic([], "any", (env, values) =>
    joined(
      values.filter((value) => value !== null).map((value) => {
        const text = textOf(value, env);
        env.budget.spendText(6 * text.length);
        return quote(text);
      }),
      " ",
      env,
    )),
  squote: variadic([], "any", (env, values) =>
    joined(
      values.filter((value) => value !== null).map((value) => `'${textOf(value, env)}'`),
      " ",
      env,
    )),
  cat: variadic(
    [],
    "any",
    (env, values) =>
      joined(values.filter((value) => value !== null).map((value) => textOf(value, env)), " ", env),
  ),
  indent: fn(["int", "string"], (env, count, text) => indent(count, text, env)),
  nindent: fn(["int", "string"], (env, count, text) => `\n${indent(count, text, env)}`),
  replace: fn(["string", "string", "string"], (env, old, by, text) => replace(old, by, text, env)),
  plural: fn(["string", "string", "int"], (_env, one, many, count) => count === 1 ? one : many),
  toString: fn(["any"], (env, value) => textOf(value, env)),
  toStrings: fn(["any"], (env, value) => strings(textsOf(value, env))),
  join: fn(
    ["string", "any"],
    (env, separator, value) => joined(textsOf(value, env), separator, env),
  ),
  sortAlpha: fn(
    ["any"],
    (env, value) =>
      strings(value instanceof GoList ? textsOf(value, env).sort(byBytes) : [textOf(value, env)]),
  ),
  splitList: fn(
    ["string", "string"],
    (env, separator, text) => strings(splitText(text, separator, -1, env)),
  ),
  split: fn(
    ["string", "string"],
    (env, separator, text) => numbered(splitText(text, separator, -1, env)),
  ),
  splitn: fn(
    ["string", "int", "string"],
    (env, separator, count, text) => numbered(splitText(text, separator, count, env)),
  ),
  wrap: fn(["int", "string"], (env, width, text) => wrap(text, width, "\n", false, env)),
  wrapWith: fn(
    ["int", "string", "string"],
    (env, width, line, text) => wrap(text, width, line || "\n", true, env),
  ),
};

/** A part of a text by bytes. @throws {Refusal} where there is none, as Go does. */
function cut(text: string, start: number, end: number): string {
  if (start > end || end > text.length || start < 0 || end < 0) {
    refuse("the text has no such part");
  }
  return text.slice(start, end);
}

function trimRunes(runes: string, set: RegExp | ReadonlySet<string>): string {
  const all = [...runes];
  const is = (rune: string) => set instanceof RegExp ? set.test(rune) : set.has(rune);
  let start = 0;
  let end = all.length;
  while (start < end && is(all[start])) start++;
  while (end > start && is(all[end - 1])) end--;
  return all.slice(start, end).join("");
}

function trimAll(set: string, text: string): string {
  return fromRunes(trimRunes(toRunes(text), new Set(toRunes(set))));
}

/** Changes the first character of each word. */
function mapWords(
  text: string,
  map: (rune: string) => string,
  isGap: (rune: string) => boolean,
): string {
  let wasGap = true;
  return goText(
    Array.from(toRunes(text), (rune) => {
      const mapped = wasGap ? map(rune) : rune;
      wasGap = isGap(rune);
      return mapped;
    }).join(""),
  );
}

function isSpace(rune: string): boolean {
  return SPACE.test(rune);
}

/** What ends a word for Go's `Title`: of ASCII all that no name has, and spaces. */
function endsTitle(rune: string): boolean {
  return rune <= "\x7f" ? !/[A-Za-z0-9_]/.test(rune) : isSpace(rune);
}

function abbreviate(text: string, from: number, width: number): string {
  if (text.length <= width) return text;
  let offset = Math.min(from, text.length);
  if (text.length - offset < width - 3) offset = text.length - (width - 3);
  if (offset <= 4) return `${text.slice(0, width - 3)}...`;
  // Too narrow for what is left out on both sides.
  if (width < 7) return "";
  if (offset + width - 3 < text.length) {
    return `...${width - 3 < 4 ? "" : abbreviate(text.slice(offset), 0, width - 3)}`;
  }
  return `...${text.slice(text.length - (width - 3))}`;
}

function indent(count: number, text: string, env: Env): string {
  if (count < 0) refuse("a text can't be indented by less than nothing");
  env.budget.spendText(count + text.length);
  const space = " ".repeat(count);
  return space + replace("\n", `\n${space}`, text, env);
}

/** Replaces all of a text; nothing stands before and behind each character. */
function replace(old: string, by: string, text: string, env: Env): string {
  const parts = old === "" ? ["", ...runesOf(text), ""] : text.split(old);
  return joined(parts, by, env);
}

function runesOf(text: string): string[] {
  return Array.from(toRunes(text), fromRunes);
}

function splitText(text: string, separator: string, count: number, { budget }: Env): string[] {
  if (count === 0) return [];
  const parts = separator === "" ? runesOf(text) : text.split(separator);
  budget.spend(STEPS * parts.length);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** Parts as Sprig names them: `_0`, `_1` … */
function numbered(parts: readonly string[]): GoMap {
  return new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), "string");
}

function wrap(
  text: string,
  most: number,
  line: string,
  breaksWords: boolean,
  env: Env,
): string {
  const width = Math.max(1, most);
  const parts: string[] = [];
  let offset = 0;
  while (text.length - offset > width) {
    if (text[offset] === " ") {
      offset++;
      continue;
    }
    const space = text.slice(offset, offset + width + 1).lastIndexOf(" ");
    if (space >= 0) {
      parts.push(text.slice(offset, offset + space));
      offset += space + 1;
    } else if (breaksWords) {
      parts.push(text.slice(offset, offset + width));
      offset += width;
    } else {
      const next = text.indexOf(" ", offset + width);
      if (next < 0) {
        parts.push(text.slice(offset));
        return joined(parts, line, env);
      }
      parts.push(text.slice(offset, next));
      offset = next + 1;
    }
  }
  parts.push(text.slice(offset));
  return joined(parts, line, env);
}
