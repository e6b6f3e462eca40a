/**
 * Composite literals of Go sources: the data that tests of Gateway API's conformance suite are made of.
 *
 * @module
 */

/** A value of a literal; `undefined` where an expression is more than a value. */
export type GoValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | GoValue[]
  | { [name: string]: GoValue };

/** A literal of a source. */
export interface GoLiteral {
  /** The package that its type is of. */
  pack: string;
  /** What it says. */
  value: GoValue;
  /** The function that it is handed to, where it stands in the call. */
  call: string;
}

/**
 * The literals of a type in a source, whichever package it is of, those of lists of it among them. Names stand for
 * what `names` says.
 *
 * @example
 * ```ts ignore
 * const source = "x := []http.Case{{Path: \"/a\"}, {Path: base + \"/b\"}}";
 * assertEquals(goLiterals(source, "Case", { base: "/c" }).map(({ value }) => value), [
 *   { Path: "/a" },
 *   { Path: "/c/b" },
 * ]);
 * ```
 */
export function goLiterals(
  source: string,
  type: string,
  names: Readonly<Record<string, GoValue>>,
): GoLiteral[] {
  const tokens = tokenize(source);
  const found: GoLiteral[] = [];
  for (let at = 2; at + 1 < tokens.length; at++) {
    if (tokens[at] !== type || tokens[at - 1] !== "." || tokens[at + 1] !== "{") continue;
    const pack = tokens[at - 2];
    const isList = tokens[at - 3] === "]" && tokens[at - 4] === "[";
    const call = isList ? "" : callAround(tokens, at);
    const parser = new Parser(tokens, at + 1, names);
    const value = parser.braces();
    const values = isList ? Array.isArray(value) ? value : [] : [value];
    found.push(...values.map((value) => ({ pack, value, call })));
    at = parser.at - 1;
  }
  return found;
}

/** The function that makes a request in whose call a token stands. */
function callAround(tokens: readonly string[], at: number): string {
  let depth = 0;
  for (let index = at; index >= 0 && index > at - 60; index--) {
    if (tokens[index] === ")") depth++;
    if (tokens[index] === "(" && --depth < 0) {
      const name = tokens[index - 1];
      return /^Make\w*Request\w*$/.test(name) ? name : "";
    }
  }
  return "";
}

/** Names that a source gives to texts, and to names of objects: `x := "a"`, `types.NamespacedName{Name: "a"`. */
export function goTexts(source: string): Record<string, string> {
  const texts = source.matchAll(/^\s*(\w+)\s*(?::=|=)\s*"([^"]*)"\s*$/gm);
  const objects = source.matchAll(/^\s*(\w+)\s*:=\s*types\.NamespacedName\{Name: "([^"]*)"/gm);
  return Object.fromEntries([
    ...[...texts].map(([, name, value]) => [name, value]),
    ...[...objects].map(([, name, value]) => [`${name}.Name`, value]),
  ]);
}

function tokenize(source: string): string[] {
  const bare = source.replace(/("(?:\\.|[^"\\\n])*"|`[^`]*`)|\/\/[^\n]*|\/\*[^]*?\*\//g, "$1");
  return bare.match(/"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\])+'|\w+|:=|[^\s\w]/g) ?? [];
}

class Parser {
  constructor(
    readonly tokens: readonly string[],
    public at: number,
    readonly names: Readonly<Record<string, GoValue>>,
  ) {}

  /** `{A: 1, B: 2}` or `{1, 2}`. */
  braces(): GoValue {
    this.at++;
    const items: GoValue[] = [];
    const fields: { [name: string]: GoValue } = {};
    let isMap = false;
    while (this.tokens[this.at] !== "}") {
      const isName = /^\w+$/.test(this.tokens[this.at]) && this.tokens[this.at + 1] === ":";
      if (isName) {
        isMap = true;
        const name = this.tokens[this.at];
        this.at += 2;
        fields[name] = this.expression();
      } else {
        const value = this.expression();
        if (this.tokens[this.at] === ":") {
          isMap = true;
          this.at++;
          fields[String(value)] = this.expression();
        } else items.push(value);
      }
      if (this.tokens[this.at] === ",") this.at++;
    }
    this.at++;
    // Empty braces are a struct's; for a list the caller knows better.
    return isMap || items.length === 0 ? fields : items;
  }

  expression(): GoValue {
    let value = this.operand();
    while (this.tokens[this.at] === "+") {
      this.at++;
      const other = this.operand();
      value = value === undefined || other === undefined ? undefined : `${value}${other}`;
    }
    return value;
  }

  operand(): GoValue {
    const token = this.tokens[this.at];
    if (token === "{") return this.braces();
    if (token === "&" || token === "*") {
      this.at++;
      return this.operand();
    }
    if (token === "[") {
      this.skip("[", "]");
      this.type();
      if (this.tokens[this.at] !== "{") return undefined;
      const value = this.braces();
      return Array.isArray(value) || Object.keys(value as object).length > 0 ? value : [];
    }
    this.at++;
    if (/^["`]/.test(token)) {
      return token.startsWith('"') ? JSON.parse(token) : token.slice(1, -1);
    }
    if (/^\d/.test(token)) return Number(token);
    if (token === "map") {
      this.skip("[", "]");
      this.type();
      return this.tokens[this.at] === "{" ? this.braces() : undefined;
    }
    if (token === "true" || token === "false") return token === "true";
    if (token === "nil") return null;
    let name = token;
    while (this.tokens[this.at] === ".") {
      name = `${name}.${this.tokens[this.at + 1]}`;
      this.at += 2;
    }
    if (this.tokens[this.at] === "{") return this.braces();
    if (this.tokens[this.at] === "(" && /^(?:new|u?int\d*)$/.test(name)) {
      this.at++;
      const value = this.expression();
      this.at++;
      return value;
    }
    if (this.tokens[this.at] === "(") {
      this.skip("(", ")");
      while (this.tokens[this.at] === ".") {
        this.at += 2;
        if (this.tokens[this.at] === "(") this.skip("(", ")");
      }
      return undefined;
    }
    if (this.tokens[this.at] === "[") {
      this.skip("[", "]");
      return undefined;
    }
    return this.names[name] ?? this.names[name.slice(name.lastIndexOf(".") + 1)];
  }

  /** Passes over the name of a type. */
  type(): void {
    while (/^[\w.*\[\]]$|^\w+$/.test(this.tokens[this.at])) this.at++;
  }

  skip(open: string, close: string): void {
    let depth = 0;
    do {
      if (this.tokens[this.at] === open) depth++;
      if (this.tokens[this.at] === close) depth--;
      this.at++;
    } while (depth > 0 && this.at < this.tokens.length);
  }
}
