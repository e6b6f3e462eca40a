/**
 * Templates as tokens: texts, and what stands within actions.
 *
 * @module
 */

import { errorAt } from "./errors.ts";

/** What a token is; those of one character are that character. */
export type TokenKind =
  | "text"
  | "left"
  | "right"
  | "space"
  | "field"
  | "variable"
  | "word"
  | "bool"
  | "number"
  | "char"
  | "string"
  | "raw"
  | "dot"
  | "nil"
  | "keyword"
  | "="
  | ":="
  | "|"
  | "("
  | ")"
  | "other"
  | "end";

/** A part of a template. */
export interface Token {
  /** What it is. */
  kind: TokenKind;
  /** How it is written. */
  text: string;
  /** Where it begins. */
  at: number;
}

/** Words of the language, which no function can have for a name. */
const KEYWORDS = new Set(
  "block break continue define else end if range template with".split(" "),
);

const SPACE = /[ \t\r\n]/;
const NAME_PART = /[\p{L}\p{Nd}_]/u;
/** What may follow a name. */
const TERMINATOR = /[ \t\r\n.,|:()]/;

/** The tokens of a template. @throws {TemplateError} where it has none. */
export function lex(template: string): Token[] {
  return new Lexer(template).run();
}

class Lexer {
  readonly #input: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(input: string) {
    this.#input = input;
  }

  run(): Token[] {
    let trims = false;
    for (;;) {
      const open = this.#input.indexOf("{{", this.#at);
      const end = open < 0 ? this.#input.length : open;
      const trimsNext = open >= 0 && this.#input[open + 2] === "-" && this.#isSpace(open + 3);
      this.#text(this.#at, end, trims, trimsNext);
      this.#at = end;
      if (open < 0) {
        this.#push("end", end);
        return this.#tokens;
      }
      const inner = open + (trimsNext ? 4 : 2);
      if (this.#input.startsWith("/*", inner)) {
        trims = this.#comment(open, inner);
      } else {
        this.#at = open + 2;
        this.#push("left", open);
        this.#at = inner;
        trims = this.#action();
      }
    }
  }

  #fail(what: string, at = this.#at): never {
    throw errorAt(this.#input, at, what);
  }

  #push(kind: TokenKind, from: number): void {
    this.#tokens.push({ kind, text: this.#input.slice(from, this.#at), at: from });
  }

  #isSpace(at: number): boolean {
    return SPACE.test(this.#input[at] ?? "");
  }

  #text(from: number, to: number, trimsStart: boolean, trimsEnd: boolean): void {
    while (trimsStart && from < to && this.#isSpace(from)) from++;
    while (trimsEnd && to > from && this.#isSpace(to - 1)) to--;
    if (to <= from) return;
    this.#at = to;
    this.#push("text", from);
  }

  #comment(open: number, inner: number): boolean {
    const close = this.#input.indexOf("*/", inner + 2);
    if (close < 0) this.#fail("a comment has no end", open);
    this.#at = close + 2;
    const delimiter = this.#delimiter();
    if (!delimiter) this.#fail("a comment ends before its action does", open);
    this.#at += delimiter.length;
    return delimiter.length > 2;
  }

  /** What ends an action here, with what trims the text behind it. */
  #delimiter(): string | undefined {
    if (this.#input.startsWith("}}", this.#at)) return "}}";
    if (this.#isSpace(this.#at) && this.#input.startsWith("-}}", this.#at + 1)) return " -}}";
  }

  /** Reads an action to its end; whether it trims the text behind it. */
  #action(): boolean {
    const open = this.#at;
    for (let depth = 0;;) {
      const delimiter = this.#delimiter();
      if (delimiter) {
        if (depth > 0) this.#fail('a "(" is not closed');
        const from = this.#at;
        this.#at += delimiter.length;
        this.#push("right", from);
        return delimiter.length > 2;
      }
      if (this.#at >= this.#input.length) this.#fail("an action has no end", open);
      depth = this.#inside(depth);
    }
  }

  /** Reads one token, and tells how many parentheses are open behind it. */
  #inside(depth: number): number {
    const from = this.#at;
    const char = this.#rune();
    this.#at += char.length;
    if (SPACE.test(char)) this.#spaces();
    else if (char === "=" || char === "|") this.#push(char, from);
    else if (char === ":") {
      if (this.#input[this.#at++] !== "=") this.#fail('expected ":="', from);
      this.#push(":=", from);
    } else if (char === '"') this.#quoted("string", '"', from);
    else if (char === "'") this.#quoted("char", "'", from);
    else if (char === "`") {
      const end = this.#input.indexOf("`", this.#at);
      if (end < 0) this.#fail("a text in ` has no end", from);
      this.#at = end + 1;
      this.#push("raw", from);
    } else if (char === "$") this.#name("variable", "variable", from);
    else if (char === "." && !/[0-9]/.test(this.#input[this.#at] ?? "")) {
      this.#name("field", "dot", from);
    } else if (/[.+\-0-9]/.test(char)) this.#number(from);
    else if (NAME_PART.test(char)) this.#word(from);
    else if (char === "(") {
      this.#push("(", from);
      return depth + 1;
    } else if (char === ")") {
      if (depth === 0) this.#fail('a ")" closes nothing', from);
      this.#push(")", from);
      return depth - 1;
    } else if (/^[!-~]$/.test(char)) this.#push("other", from);
    else this.#fail("a character that no action can have", from);
    return depth;
  }

  #rune(): string {
    const code = this.#input.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #spaces(): void {
    const from = this.#at - 1;
    while (this.#isSpace(this.#at)) this.#at++;
    // The last may belong to what ends the action.
    if (this.#input.startsWith("-}}", this.#at)) this.#at--;
    if (this.#at > from) this.#push("space", from);
  }

  #quoted(kind: "string" | "char", quote: string, from: number): void {
    for (;;) {
      const char = this.#input[this.#at++];
      if (char === quote) break;
      const isOpen = char === undefined || char === "\n" ||
        (char === "\\" && /^\n?$/.test(this.#input[this.#at++] ?? ""));
      if (isOpen) this.#fail(`a text in ${quote} has no end`, from);
    }
    this.#push(kind, from);
  }

  #nameParts(): void {
    for (let char = this.#rune(); NAME_PART.test(char); char = this.#rune()) {
      this.#at += char.length;
    }
  }

  #terminate(): void {
    const next = this.#input[this.#at];
    if (next === undefined || TERMINATOR.test(next) || this.#input.startsWith("}}", this.#at)) {
      return;
    }
    this.#fail("a character that can't follow a name");
  }

  #name(kind: TokenKind, bare: TokenKind, from: number): void {
    const start = this.#at;
    this.#nameParts();
    this.#terminate();
    this.#push(this.#at === start ? bare : kind, from);
  }

  #word(from: number): void {
    this.#nameParts();
    this.#terminate();
    const word = this.#input.slice(from, this.#at);
    this.#push(
      KEYWORDS.has(word)
        ? "keyword"
        : word === "true" || word === "false"
        ? "bool"
        : word === "nil"
        ? "nil"
        : "word",
      from,
    );
  }

  #number(from: number): void {
    const pattern = /[+-]?(?:0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*)/y;
    this.#at = from;
    this.#accept(pattern);
    const isHex = /^[+-]?0[xX]/.test(this.#input.slice(from, from + 3));
    const digits = isHex ? /[0-9a-fA-F_]*/y : /[0-9_]*/y;
    if (this.#input[this.#at] === ".") {
      this.#at++;
      this.#accept(digits);
    }
    this.#accept(isHex ? /[pP][+-]?[0-9_]*/y : /[eE][+-]?[0-9_]*/y);
    if (/[i+-]/.test(this.#input[this.#at] ?? "") || NAME_PART.test(this.#rune())) {
      this.#fail("a number that can't be read", from);
    }
    this.#push("number", from);
  }

  #accept(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#input)?.[0].length ?? 0;
  }
}
