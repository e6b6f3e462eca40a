/**
 * Words of PromQL.
 *
 * @module
 */

/** A word of an expression. */
export interface Token {
  kind: "name" | "number" | "duration" | "text" | "sign" | "end";
  /** As it is written; of a text what it says. */
  text: string;
}

/** Why an expression is none of PromQL, as the beginning of a sentence. */
export class BadPromql extends Error {
  /** Says why. */
  constructor(why: string) {
    super(why);
    this.name = "BadPromql";
  }
}

const SPACE = /(?:[ \t\r\n]|#[^\n]*)+/y;
const WORDS: readonly [kind: Token["kind"], form: RegExp][] = [
  ["duration", /(?:\d+(?:ms|[smhdwy]))+(?![\w.])/y],
  ["number", /(?:0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])/y],
  ["name", /[A-Za-z_:][\w:]*/y],
  ["sign", /=~|!~|==|!=|<=|>=|[-+*/%^=<>(){}[\],@:]/y],
];

/** All words of an expression, an end behind them. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0;;) {
    at += lengthAt(SPACE, source, at);
    if (at >= source.length) return [...tokens, { kind: "end", text: "its end" }];
    const quote = source[at];
    if (quote === '"' || quote === "'" || quote === "`") {
      const length = textLength(source, at);
      tokens.push({ kind: "text", text: textOf(source.slice(at, at + length)) });
      at += length;
      continue;
    }
    const found = WORDS.find(([, form]) => lengthAt(form, source, at) > 0);
    if (!found) {
      throw new BadPromql(`"${String.fromCodePoint(source.codePointAt(at)!)}" means nothing in it`);
    }
    const length = lengthAt(found[1], source, at);
    // Between brackets a colon stands alone.
    const text = source.slice(at, at + length);
    tokens.push(text.startsWith(":") ? { kind: "sign", text: ":" } : { kind: found[0], text });
    at += text.startsWith(":") ? 1 : length;
  }
}

function lengthAt(form: RegExp, source: string, at: number): number {
  form.lastIndex = at;
  return form.exec(source)?.[0].length ?? 0;
}

/** Length of a text with its quotes; only one in backquotes has line breaks and no escapes. */
function textLength(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === quote) return at + 1 - start;
    if (quote === "`") continue;
    if (source[at] === "\n") break;
    if (source[at] === "\\") at++;
  }
  throw new BadPromql("a text in it has no end");
}

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|([0-3][0-7]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|)/g;
const CONTROLS: Record<string, string> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};

function textOf(quoted: string): string {
  const inside = quoted.slice(1, -1);
  const quote = quoted[0];
  if (quote === "`") return inside;
  return inside.replace(ESCAPE, (all, char, hex, octal, short, long) => {
    // The other kind of quote needs no escape, and Go knows none.
    if (all === "\\" || ((char === "'" || char === '"') && char !== quote)) {
      throw new BadPromql(`a text in it has an escape that Go does not know`);
    }
    if (char !== undefined) return CONTROLS[char] ?? char;
    return String.fromCodePoint(
      octal === undefined ? parseInt(hex ?? short ?? long, 16) : parseInt(octal, 8),
    );
  });
}
