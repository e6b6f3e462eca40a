/**
 * Reads a Caddyfile as Caddy's lexer does, for tests that look at what is in it.
 *
 * @module
 */

/** A line of tokens, with the lines in its braces. */
export interface Directive {
  /** The tokens, without their quotes. */
  tokens: string[];
  /** What its braces hold; absent where it has none. */
  body?: Directive[];
}

/** The directives of a Caddyfile. */
export function readCaddyfile(text: string): Directive[] {
  const top: Directive[] = [];
  const open: Directive[][] = [top];
  for (const tokens of lines(text)) {
    const body = open.at(-1)!;
    const last = tokens.at(-1)!;
    if (tokens.length === 1 && last.text === "}" && !last.quoted) {
      open.pop();
      if (open.length === 0) throw new Error("a brace too many");
    } else if (last.text === "{" && !last.quoted) {
      const inner: Directive[] = [];
      body.push({ tokens: tokens.slice(0, -1).map(({ text }) => text), body: inner });
      open.push(inner);
    } else {
      body.push({ tokens: tokens.map(({ text }) => text) });
    }
  }
  if (open.length !== 1) throw new Error("a brace too few");
  return top;
}

interface Token {
  text: string;
  quoted: boolean;
}

function lines(text: string): Token[][] {
  const found: Token[][] = [];
  let line: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === "\n") {
      if (line.length > 0) found.push(line);
      line = [];
      at++;
    } else if (/\s/.test(char)) {
      at++;
    } else if (char === "#") {
      while (at < text.length && text[at] !== "\n") at++;
    } else {
      const [token, next] = readToken(text, at);
      line.push(token);
      at = next;
    }
  }
  if (line.length > 0) found.push(line);
  return found;
}

function readToken(text: string, start: number): [Token, next: number] {
  const quote = text[start];
  if (quote === "`") {
    const end = text.indexOf("`", start + 1);
    return [{ text: text.slice(start + 1, end), quoted: true }, end + 1];
  }
  if (quote !== '"') {
    const [word] = /^\S+/.exec(text.slice(start))!;
    return [{ text: word, quoted: false }, start + word.length];
  }
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return [{ text: value, quoted: true }, at + 1];
    // A backslash takes the next character with it; only before a quote does it go itself.
    if (text[at] === "\\") value += text[++at] === '"' ? "" : "\\";
    value += text[at] ?? "";
  }
  throw new Error("a quote too few");
}
