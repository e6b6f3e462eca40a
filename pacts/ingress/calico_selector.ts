/**
 * Expressions by which Calico's policies select pods and namespaces: `app == 'web' && !has(tier)`.
 *
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 * @module
 */

import type { Labels } from "../kubernetes/label_selector.ts";

/** Whether labels are as an expression asks. */
export type Condition = (labels: Labels) => boolean;

const TOKEN =
  /\s*(&&|\|\||==|!=|[!(){},]|'[^']*'|"[^"]*"|(?:not\s+in|in|contains|starts\s+with|ends\s+with)(?=[\s{'"])|[\w./-]+)/y;

/** How a label's value is compared. */
const COMPARING: Record<string, (value: string | undefined, text: string) => boolean> = {
  "==": (value, text) => value === text,
  "!=": (value, text) => value !== text,
  "contains": (value, text) => value?.includes(text) === true,
  "starts with": (value, text) => value?.startsWith(text) === true,
  "ends with": (value, text) => value?.endsWith(text) === true,
};

/**
 * The condition that an expression is; `undefined` where it can't be read.
 *
 * @example
 * ```ts
 * import { calicoSelector } from "./calico_selector.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const selects = calicoSelector("app in {'web', 'api'} && !has(internal)")!;
 * assertEquals(selects({ app: "web" }), true);
 * assertEquals(selects({ app: "web", internal: "" }), false);
 * assertEquals(calicoSelector("app =~ 'web'"), undefined);
 * ```
 */
export function calicoSelector(expression: string): Condition | undefined {
  const tokens = tokensOf(expression);
  if (!tokens) return undefined;
  if (tokens.length === 0) return () => true;
  const reader = new Reader(tokens);
  const condition = reader.any();
  return reader.isAtEnd ? condition : undefined;
}

/** The labels that all must have whom an expression selects: a way to find it by. */
export function requiredLabels(expression: string): Record<string, string> {
  if (/\|\||[!()]/.test(expression)) return {};
  return Object.fromEntries(
    expression.split("&&").flatMap((part) => {
      const [, key, one, two] = /^\s*([\w./-]+)\s*==\s*(?:'([^']*)'|"([^"]*)")\s*$/.exec(part) ??
        [];
      return key === undefined ? [] : [[key, one ?? two]];
    }),
  );
}

function tokensOf(expression: string): string[] | undefined {
  const tokens: string[] = [];
  const source = expression.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const [, token] = TOKEN.exec(source) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token.replace(/\s+/g, (space) => /^['"]/.test(token) ? space : " "));
  }
  return tokens;
}

/** Reads an expression from its tokens; what makes no sense it does not take. */
class Reader {
  readonly #tokens: readonly string[];
  #place = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#place === this.#tokens.length;
  }

  /** Conditions with `||` between them. */
  any(): Condition | undefined {
    return this.#joined("||", () => this.#joined("&&", () => this.#one(), every), some);
  }

  #joined(
    sign: string,
    read: () => Condition | undefined,
    join: (conditions: readonly Condition[]) => Condition,
  ): Condition | undefined {
    const conditions: Condition[] = [];
    do {
      const condition = read();
      if (!condition) return undefined;
      conditions.push(condition);
    } while (this.#take(sign));
    return join(conditions);
  }

  #one(): Condition | undefined {
    let isNot = false;
    while (this.#take("!")) isNot = !isNot;
    const condition = this.#take("(") ? this.#enclosed() : this.#term();
    return condition && isNot ? (labels) => !condition(labels) : condition;
  }

  #enclosed(): Condition | undefined {
    // No expression that somebody wrote is so deep.
    if (++this.#depth > 100) return undefined;
    const condition = this.any();
    this.#depth--;
    return this.#take(")") ? condition : undefined;
  }

  #term(): Condition | undefined {
    const name = this.#next();
    if (name === undefined) return undefined;
    if (this.#take("(")) {
      const argument = this.#take(")") ? undefined : this.#next();
      if (argument !== undefined && !this.#take(")")) return undefined;
      if (["all", "global"].includes(name)) return () => true;
      return name === "has" && argument !== undefined
        ? (labels) => Object.hasOwn(labels, argument)
        : undefined;
    }
    const sign = this.#next() ?? "";
    if (sign === "in" || sign === "not in") return this.#among(name, sign === "in");
    const value = quoted(this.#next());
    if (!Object.hasOwn(COMPARING, sign) || value === undefined) return undefined;
    return (labels) => COMPARING[sign](labels[name], value);
  }

  #among(name: string, isIn: boolean): Condition | undefined {
    if (!this.#take("{")) return undefined;
    const values = new Set<string>();
    while (!this.#take("}")) {
      const value = quoted(this.#next());
      if (value === undefined) return undefined;
      values.add(value);
      this.#take(",");
    }
    return (labels) => values.has(labels[name]) === isIn;
  }

  #next(): string | undefined {
    return this.#tokens[this.#place++];
  }

  #take(token: string): boolean {
    const isThere = this.#tokens[this.#place] === token;
    if (isThere) this.#place++;
    return isThere;
  }
}

function every(conditions: readonly Condition[]): Condition {
  return (labels) => conditions.every((condition) => condition(labels));
}

function some(conditions: readonly Condition[]): Condition {
  return (labels) => conditions.some((condition) => condition(labels));
}

function quoted(token: string | undefined): string | undefined {
  return token !== undefined && /^(['"]).*\1$/s.test(token) ? token.slice(1, -1) : undefined;
}
