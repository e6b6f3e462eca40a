/**
 * Sprig's functions of regular expressions, which are Go's.
 *
 * @see https://masterminds.github.io/sprig/strings.html#regexmatch-mustregexmatch
 * @module
 */

import { BadRegex, matchAllRegex, parseRegex, type RegexMatch } from "../../regex/mod.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, type GoFunction } from "../function.ts";
import { fromRunes, toRunes } from "../go_text.ts";
import { GoList, strings } from "../values.ts";
import { joined } from "./text.ts";

/** What it takes to begin with an expression, in steps. */
const START = 200;

/** All matches in a text of characters. @throws {Refusal} where the expression is none. */
function matchesOf(regex: string, text: string, limit: number, { budget }: Env): RegexMatch[] {
  budget.spend(START + text.length + regex.length);
  const source = toRunes(regex);
  if (!source.isWellFormed()) refuse("the regular expression is no UTF-8");
  const found = matchAllRegex(source, text, {
    limit: limit < 0 ? Infinity : limit,
    most: budget.left,
  });
  if (!found) {
    // What is wrong with it would show some of it, which may be secret.
    return refuse(
      isRegex(regex)
        ? "the regular expression takes more steps than a template may"
        : "Go can't use the regular expression",
    );
  }
  budget.spend(found.work);
  return found.matches;
}

function isRegex(regex: string): boolean {
  try {
    const source = toRunes(regex);
    parseRegex(source, "go");
    return source.isWellFormed();
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error;
    return false;
  }
}

const mustMatch = fn(
  ["string", "string"],
  (env, regex, text) => matchesOf(regex, toRunes(text), 1, env).length > 0,
);

const find = fn(["string", "string"], (env, regex, text) => {
  const runes = toRunes(text);
  const [match] = matchesOf(regex, runes, 1, env);
  return match ? fromRunes(runes.slice(match.start, match.end)) : "";
});

const findAll = fn(["string", "string", "int"], (env, regex, text, count) => {
  const runes = toRunes(text);
  const found = matchesOf(regex, runes, count, env);
  return new GoList(
    found.map(({ start, end }) => fromRunes(runes.slice(start, end))),
    "string",
    found.length === 0,
  );
});

/** Replaces all matches. */
function replace(by: (replacement: string, runes: string, regex: string) => Expansion): GoFunction {
  return fn(["string", "string", "string"], (env, regex, text, replacement) => {
    const runes = toRunes(text);
    const matches = matchesOf(regex, runes, -1, env);
    if (matches.length === 0) return text;
    const expand = by(replacement, runes, regex);
    const parts: string[] = [];
    let at = 0;
    let size = 0;
    for (const match of matches) {
      const put = expand(match);
      env.budget.spendText(size += put.length);
      parts.push(fromRunes(runes.slice(at, match.start)), put);
      at = match.end;
    }
    parts.push(fromRunes(runes.slice(at)));
    return joined(parts, "", env);
  });
}

/** What stands in place of a match. */
type Expansion = (match: RegexMatch) => string;

/** What `$1`, `${1}`, `$name` and `${name}` stand for; `$$` is a dollar sign. */
function expansion(replacement: string, runes: string, regex: string): Expansion {
  const { names } = parseRegex(toRunes(regex), "go");
  const pattern = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;
  const parts: (string | number | undefined)[] = [];
  const written = toRunes(replacement);
  let at = 0;
  for (const { 0: whole, 1: dollar, 2: bare, 3: braced, index } of written.matchAll(pattern)) {
    parts.push(fromRunes(written.slice(at, index)));
    const name = bare ?? braced;
    parts.push(dollar ?? (/^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : names.get(name)));
    at = index + whole.length;
  }
  parts.push(fromRunes(written.slice(at)));
  return ({ start, end, groups }) =>
    parts.map((part) => {
      if (typeof part !== "number") return part ?? "";
      const span = part === 0 ? { start, end } : groups[part - 1];
      return span ? fromRunes(runes.slice(span.start, span.end)) : "";
    }).join("");
}

const replaceAll = replace(expansion);
const replaceLiteral = replace((replacement) => () => replacement);

const split = fn(["string", "string", "int"], (env, regex, text, count) => {
  const runes = toRunes(text);
  const matches = matchesOf(regex, runes, count, env);
  if (count === 0) return new GoList([], "string", true);
  if (regex !== "" && text === "") return strings([""]);
  const parts: string[] = [];
  let from = 0;
  let end = 0;
  for (const match of matches) {
    if (count > 0 && parts.length === count - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(fromRunes(runes.slice(from, end)));
    from = match.end;
  }
  if (end !== runes.length) parts.push(fromRunes(runes.slice(from)));
  return strings(parts);
});

/** Sprig's functions of regular expressions. */
export const REGEXES: FunctionTable = {
  regexMatch: fn(["string", "string"], (env, regex, text) =>
    // It hides what is wrong.
    isRegex(regex) && matchesOf(regex, toRunes(text), 1, env).length > 0),
  mustRegexMatch: mustMatch,
  regexFind: find,
  mustRegexFind: find,
  regexFindAll: findAll,
  mustRegexFindAll: findAll,
  regexReplaceAll: replaceAll,
  mustRegexReplaceAll: replaceAll,
  regexReplaceAllLiteral: replaceLiteral,
  mustRegexReplaceAllLiteral: replaceLiteral,
  regexSplit: split,
  mustRegexSplit: split,
  regexQuoteMeta: fn(["string"], (_env, text) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
};
