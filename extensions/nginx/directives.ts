/**
 * nginx's configuration language, as far as snippets need it.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 * @module
 */

/** A directive at the top level of a snippet. */
export interface Directive {
  /** Its name. */
  name: string;
  /** What follows it, quotes and escapes resolved. */
  args: string[];
  /** Whether a block follows, which is skipped. */
  hasBlock: boolean;
}

/** A snippet that was read. */
export interface Snippet {
  /** Its directives. */
  directives: Directive[];
  /** Whether the rest could not be read. */
  isBroken: boolean;
}

/**
 * The directives of a snippet, as far as it can be read.
 *
 * @example
 * ```ts ignore
 * assertEquals(parseDirectives('add_header X-A "a;b" always; # and so on').directives, [
 *   { name: "add_header", args: ["X-A", "a;b", "always"], hasBlock: false },
 * ]);
 * ```
 */
export function parseDirectives(source: string): Snippet {
  const scanner = new Scanner(source);
  const directives: Directive[] = [];
  let words: string[] = [];
  while (true) {
    const token = scanner.next();
    if (typeof token !== "string") {
      words.push(token.word);
      continue;
    }
    if (token === "end") return { directives, isBroken: words.length > 0 };
    const [name, ...args] = words;
    words = [];
    const isBlock = token === "{";
    if (name === undefined || !(isBlock || token === ";")) return { directives, isBroken: true };
    directives.push({ name, args, hasBlock: isBlock });
    const isLua = /_by_lua_block$/.test(name);
    if (isBlock && !(isLua ? scanner.skipBraces() : scanner.skipBlock())) {
      return { directives, isBroken: true };
    }
  }
}

type Token = ";" | "{" | "}" | "end" | "broken" | { word: string };

const SPACE = /(?:\s|#[^\n]*)*/y;
const QUOTED = /(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)')(?=[\s;{)]|$)/y;
/** `${` does not begin a block. */
const BARE = /(?:\\[^]|\$\{|[^\s;{\\])+/y;

class Scanner {
  readonly #source: string;
  #position = 0;

  constructor(source: string) {
    this.#source = source;
  }

  next(): Token {
    this.#match(SPACE);
    const char = this.#source[this.#position];
    if (char === undefined) return "end";
    if (char === ";" || char === "{" || char === "}") {
      this.#position++;
      return char;
    }
    const isQuoted = char === '"' || char === "'";
    const match = this.#match(isQuoted ? QUOTED : BARE);
    if (!match) return "broken";
    return { word: unescape(isQuoted ? match[1] ?? match[2] ?? "" : match[0]) };
  }

  /** Goes behind the block's end; says whether there is one. */
  skipBlock(): boolean {
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (token === "end" || token === "broken") return false;
      if (token === "{") depth++;
      if (token === "}") depth--;
    }
    return true;
  }

  /** The same where another language stands in the block. */
  skipBraces(): boolean {
    for (let depth = 1; depth > 0; this.#position++) {
      const char = this.#source[this.#position];
      if (char === undefined) return false;
      if (char === "{") depth++;
      if (char === "}") depth--;
    }
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#source);
    if (match) this.#position += match[0].length;
    return match;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };

/** A backslash before anything else stays. */
function unescape(word: string): string {
  return word.replace(/\\(["'\\trn])/g, (_, char) => ESCAPES[char] ?? char);
}
