/**
 * Rules of Traefik's routers: `Host(...) && (PathPrefix(...) || Path(...))`.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/
 * @module
 */

/** One matcher of a rule. */
export interface Matcher {
  /** Its name in lower case: `pathprefix`. */
  name: string;
  /** Its values; what they are alternatives of is split up already. */
  values: string[];
  /** `!` stands before it. */
  negated: boolean;
}

/** The alternatives of a rule, each a list of what must all be true; or what is wrong with the rule. */
export type ReadRule = { alternatives: Matcher[][] } | { problem: string };

/** Matchers that are true where one of their values is (Traefik 2 lets them have several). */
const ANY_VALUE: readonly string[] = [
  ...["host", "hostheader", "hostregexp", "path", "pathprefix", "pathregexp"],
];

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 40;
const MAX_ALTERNATIVES = 100;

/**
 * Reads a rule. It never throws: rules are what strangers wrote.
 *
 * @example
 * ```ts ignore
 * assertEquals(readRule("Host(`a`) && !Method(`GET`)"), {
 *   alternatives: [[
 *     { name: "host", values: ["a"], negated: false },
 *     { name: "method", values: ["GET"], negated: true },
 *   ]],
 * });
 * ```
 */
export function readRule(rule: string): ReadRule {
  if (rule.length > MAX_LENGTH) return { problem: `it is longer than ${MAX_LENGTH} characters` };
  try {
    const parser = new Parser(tokensOf(rule));
    return { alternatives: alternativesOf(parser.read(), false) };
  } catch (error) {
    if (error instanceof RuleError) return { problem: error.message };
    throw error;
  }
}

class RuleError extends Error {}

type Token = { kind: "operator" | "name" | "text"; text: string };

const TOKEN = /\s*(?:(&&|\|\||[!(),])|([A-Za-z]+)|`([^`]*)`|"((?:[^"\\\n]|\\.)*)")/y;

function tokensOf(rule: string): Token[] {
  const tokens: Token[] = [];
  const end = rule.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(rule);
    if (!match) {
      const rest = rule.slice(start, start + 20).trim();
      throw new RuleError(`there is no sense in ${JSON.stringify(rest)}`);
    }
    const [, operator, name, raw, quoted] = match;
    tokens.push(
      operator !== undefined
        ? { kind: "operator", text: operator }
        : name !== undefined
        ? { kind: "name", text: name }
        : { kind: "text", text: raw ?? unquote(quoted) },
    );
  }
  return tokens;
}

/** A text in double quotes has Go's escapes, most of which JSON knows too. */
function unquote(quoted: string): string {
  try {
    return JSON.parse(`"${quoted}"`);
  } catch {
    throw new RuleError(`"${quoted}" holds an escape that has no meaning`);
  }
}

type Tree =
  | { kind: "matcher"; name: string; values: string[] }
  | { kind: "and" | "or"; parts: Tree[] }
  | { kind: "not"; part: Tree };

/** `||` binds least, then `&&`, then `!`. */
class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Tree {
    const tree = this.#list("||");
    const rest = this.#tokens[this.#position];
    if (rest) throw new RuleError(`nothing may follow where "${rest.text}" does`);
    return tree;
  }

  #list(operator: "||" | "&&"): Tree {
    const parts: Tree[] = [];
    do {
      parts.push(operator === "||" ? this.#list("&&") : this.#unary());
    } while (this.#skip(operator));
    return parts.length === 1 ? parts[0] : { kind: operator === "||" ? "or" : "and", parts };
  }

  #unary(): Tree {
    if (++this.#depth > MAX_DEPTH) throw new RuleError("it is nested too deeply");
    const tree = this.#operand();
    this.#depth--;
    return tree;
  }

  #operand(): Tree {
    if (this.#skip("!")) return { kind: "not", part: this.#unary() };
    if (this.#skip("(")) {
      const tree = this.#list("||");
      this.#expect(")");
      return tree;
    }
    const token = this.#tokens[this.#position++];
    if (token?.kind !== "name") {
      throw new RuleError(
        `a matcher is missing ${token ? `before "${token.text}"` : "at its end"}`,
      );
    }
    return { kind: "matcher", name: token.text.toLowerCase(), values: this.#values() };
  }

  #values(): string[] {
    this.#expect("(");
    const values: string[] = [];
    do {
      const token = this.#tokens[this.#position++];
      if (token?.kind !== "text") throw new RuleError("a matcher needs a value in backticks");
      values.push(token.text);
    } while (this.#skip(","));
    this.#expect(")");
    return values;
  }

  #expect(operator: string): void {
    if (!this.#skip(operator)) throw new RuleError(`"${operator}" is missing`);
  }

  #skip(operator: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== "operator" || token.text !== operator) return false;
    this.#position++;
    return true;
  }
}

/** A rule as alternatives (its disjunctive normal form); `!` goes down to the matchers. */
function alternativesOf(tree: Tree, negated: boolean): Matcher[][] {
  switch (tree.kind) {
    case "not":
      return alternativesOf(tree.part, !negated);
    case "matcher": {
      const { name, values } = tree;
      if (!ANY_VALUE.includes(name)) return [[{ name, values, negated }]];
      const single = values.map((value): Matcher => ({ name, values: [value], negated }));
      return negated ? [single] : single.map((matcher) => [matcher]);
    }
    default: {
      const parts = tree.parts.map((part) => alternativesOf(part, negated));
      const isOr = (tree.kind === "or") !== negated;
      return isOr ? bounded(parts.flat()) : parts.reduce(product);
    }
  }
}

function product(left: Matcher[][], right: Matcher[][]): Matcher[][] {
  if (left.length * right.length > MAX_ALTERNATIVES) throw tooMany();
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

function bounded(alternatives: Matcher[][]): Matcher[][] {
  if (alternatives.length > MAX_ALTERNATIVES) throw tooMany();
  return alternatives;
}

function tooMany(): RuleError {
  return new RuleError(`it has more than ${MAX_ALTERNATIVES} alternatives`);
}

/** What is said of a route whose rule can't be read. */
export function describeBadRule(rule: string, problem: string): string {
  const start = JSON.stringify(rule.slice(0, 200));
  return `${start} is no rule of Traefik, because ${problem}; the route is left out`;
}
