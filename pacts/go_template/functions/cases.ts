/**
 * Names in the cases that programs have for them.
 *
 * @see https://pkg.go.dev/github.com/huandu/xstrings
 * @module
 */

import { fn, type FunctionTable } from "../function.ts";
import { fromRunes, goText, isBroken, toRunes } from "../go_text.ts";
import { lowerRune, SPACE, upperRune } from "./letters.ts";

type WordKind = "number" | "upper" | "letters" | "connector" | "mark" | "other";

interface Word {
  kind: WordKind;
  text: string;
}

function isConnector(rune: string): boolean {
  return rune === "-" || rune === "_" || SPACE.test(rune);
}

function isUpper(rune: string): boolean {
  return /^\p{Lu}$/u.test(rune);
}

/** Chinese characters, which are words of another kind. */
const HAN: readonly (readonly [first: number, last: number])[] = [
  [0x3400, 0x4d85],
  [0x4e00, 0x9fcc],
  [0x20000, 0x2b81d],
];

function isLetter(rune: string): boolean {
  const code = rune.codePointAt(0)!;
  return /^\p{L}$/u.test(rune) && !HAN.some(([first, last]) => code >= first && code <= last);
}

function kindOf(rune: string): WordKind {
  if (isConnector(rune)) return "connector";
  if (/^\p{P}$/u.test(rune)) return "mark";
  if (isUpper(rune)) return "upper";
  if (isLetter(rune)) return "letters";
  return /^\p{N}$/u.test(rune) ? "number" : "other";
}

/** What a byte is taken for that is no UTF-8, and what stands for one: the next character, or the last. */
function seenRunes(runes: readonly string[]): string[] {
  const seen = [...runes];
  const isLost = (rune: string) => rune === "\uFFFD" || isBroken(rune.codePointAt(0)!);
  for (let at = seen.length - 2; at >= 0; at--) {
    if (isLost(seen[at])) seen[at] = seen[at + 1];
  }
  for (let at = 1; at < seen.length; at++) {
    if (isLost(seen[at])) seen[at] = seen[at - 1];
  }
  return seen;
}

/** The words of a name: `HTTPServer2` is of `HTTP`, `Server` and `2`. */
function wordsOf(text: string): Word[] {
  const runes = [...toRunes(text)];
  const seen = seenRunes(runes);
  const words: Word[] = [];
  for (let at = 0; at < runes.length;) {
    const kind = kindOf(seen[at]);
    let end = at + 1;
    const isSmall = (index: number) =>
      index < runes.length && isLetter(seen[index]) && !isUpper(seen[index]);
    if (kind !== "upper") {
      while (end < runes.length && kindOf(seen[end]) === kind) end++;
    } else if (end < runes.length && isUpper(seen[end])) {
      while (end < runes.length && isUpper(seen[end])) end++;
      // The last capital begins the word behind them.
      if (isSmall(end)) end--;
    } else {
      while (isSmall(end)) end++;
    }
    words.push({ kind, text: runes.slice(at, end).join("") });
    at = end;
  }
  return words;
}

function lowered({ kind, text }: Word, connector: string): string {
  if (kind !== "upper" && kind !== "connector") return text;
  return Array.from(
    text,
    (rune) => isConnector(rune) ? connector : isUpper(rune) ? lowerRune(rune) : rune,
  ).join("");
}

/** A name in lower case, with something between its words. */
function separated(text: string, connector: string): string {
  const words = wordsOf(text);
  const out: string[] = [];
  const put = (word: Word) => out.push(lowered(word, connector));
  const joins = (word: Word | undefined) =>
    word !== undefined && word.kind !== "connector" && word.kind !== "mark";
  let at = 0;
  /** Takes what belongs to a number: letters and numbers behind it. */
  const takeRun = () => {
    while (words[at]?.kind === "letters" || words[at]?.kind === "number") put(words[at++]);
    if (joins(words[at])) out.push(connector);
  };
  while (at < words.length) {
    const word = words[at++];
    const next = words[at];
    put(word);
    if (next === undefined) break;
    if (word.kind === "number") takeRun();
    else if (word.kind === "connector" || word.kind === "mark") continue;
    else if (next.kind !== "number") {
      if (joins(next)) out.push(connector);
    } else if (at + 1 < words.length) {
      at++;
      // A number belongs to what is before it, unless letters follow: `bld4_floor`, `http_2xx`.
      if (words[at].kind !== "letters") {
        put(next);
        if (joins(words[at])) out.push(connector);
      } else {
        out.push(connector);
        put(next);
        takeRun();
      }
    }
  }
  return fromRunes(out.join(""));
}

/** A name whose words begin with capitals, without what connects them; what stands before them all stays. */
function pascal(text: string): string {
  const runes = [...toRunes(text)];
  const start = runes.findIndex((rune) => !isConnector(rune));
  // One that is nothing else has its last twice.
  if (start < 0) return fromRunes(runes.join("") + (runes.at(-1) ?? ""));
  const out = runes.slice(0, start);
  let wasUpper = isUpper(runes[start]);
  let held = upperRune(runes[start]);
  for (const rune of runes.slice(start + 1)) {
    const before = held;
    held = rune;
    if (isConnector(rune) && isConnector(before)) {
      out.push(before);
      continue;
    }
    if (isConnector(before)) {
      wasUpper = isUpper(rune);
      held = upperRune(rune);
    } else {
      if (wasUpper) {
        if (isUpper(rune)) held = lowerRune(rune);
        else wasUpper = false;
      }
      out.push(before);
    }
  }
  out.push(held);
  return goText(out.join(""));
}

/** Functions of the case of names. */
export const CASES: FunctionTable = {
  snakecase: fn(["string"], (_env, text) => separated(text, "_")),
  kebabcase: fn(["string"], (_env, text) => separated(text, "-")),
  camelcase: fn(["string"], (_env, text) => pascal(text)),
};
