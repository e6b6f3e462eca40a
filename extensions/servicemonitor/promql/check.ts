/**
 * Whether Prometheus takes an expression: its syntax, its functions, and the types of what they take. One rule that
 * it can't read keeps Prometheus from starting.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 * @module
 */

import { ownValue } from "@dekube/engine/pacts";
import { parseDuration, PROMETHEUS_DURATION } from "@dekube/engine/pacts/kubernetes";
import { matchRegex } from "@dekube/engine/pacts/regex";
import { whyNoGoRegex } from "../go_regex.ts";
import { isAtLeast, type Version } from "../version.ts";
import { functionOf, type ValueType } from "./functions.ts";
import { BadPromql, type Token, tokensOf } from "./tokens.ts";

/** What a Prometheus knows. */
export interface PromqlDialect {
  version: Version;
  /** Whether functions that are experimental are on. */
  experimental: boolean;
}

/** Why Prometheus does not take an expression, as the beginning of a sentence; `undefined` where it does. */
export function whyNoPromql(source: string, dialect: PromqlDialect): string | undefined {
  try {
    new Checker(source.toWellFormed(), dialect).check();
    return undefined;
  } catch (error) {
    if (error instanceof BadPromql) return error.message;
    throw error;
  }
}

/** Operators by how tightly they bind. */
const OPERATORS = new Map(
  [["or"], ["and", "unless"], ["==", "!=", "<=", "<", ">=", ">"], ["+", "-"], [
    "*",
    "/",
    "%",
    "atan2",
  ], ["^"]]
    .flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);
const SET_OPERATORS = 2;
const COMPARISONS = 3;
const SIGNED = 5;
const AGGREGATIONS: Record<string, ValueType | undefined> = {
  ...{ avg: undefined, count: undefined, group: undefined, max: undefined, min: undefined },
  ...{ stddev: undefined, stdvar: undefined, sum: undefined },
  ...{ bottomk: "scalar", quantile: "scalar", topk: "scalar", limitk: "scalar" },
  ...{ limit_ratio: "scalar", count_values: "string" },
};
const EXPERIMENTAL = new Set(["limitk", "limit_ratio"]);
const MOST_DEPTH = 200;

/** What an expression is. */
interface Value {
  type: ValueType;
  /** Whether a range may stand behind it. */
  selector?: boolean;
  /** Whether `offset` and `@` may. */
  timed?: boolean;
  /** Whether `offset` does. */
  moved?: boolean;
  /** Whether `@` does. */
  fixed?: boolean;
}

class Checker {
  readonly #tokens: readonly Token[];
  readonly #dialect: PromqlDialect;
  #at = 0;
  #depth = 0;

  constructor(source: string, dialect: PromqlDialect) {
    this.#tokens = tokensOf(source);
    this.#dialect = dialect;
  }

  check(): void {
    this.#expression(1);
    if (this.#next.kind !== "end") this.#unexpected();
  }

  get #next(): Token {
    return this.#tokens[this.#at];
  }

  #unexpected(): never {
    const { kind, text } = this.#next;
    throw new BadPromql(kind === "end" ? "it ends too early" : `"${text}" stands where it can't`);
  }

  #isSign(text: string): boolean {
    return this.#next.kind === "sign" && this.#next.text === text;
  }

  #take(text: string): boolean {
    const is = this.#isSign(text);
    if (is) this.#at++;
    return is;
  }

  #require(text: string): void {
    if (!this.#take(text)) this.#unexpected();
  }

  /** Words of the language may be in any case. */
  #takeWord(...words: string[]): string | undefined {
    const word = this.#next.kind === "name" ? this.#next.text.toLowerCase() : "";
    if (!words.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #expression(least: number): Value {
    if (++this.#depth > MOST_DEPTH) {
      throw new BadPromql("its brackets stand too deep in each other");
    }
    let left = this.#signed();
    for (;;) {
      const { kind, text } = this.#next;
      const operator = kind === "sign" ? text : kind === "name" ? text.toLowerCase() : "";
      const level = OPERATORS.get(operator);
      if (level === undefined || level < least) break;
      this.#at++;
      left = this.#binary(operator, level, left);
    }
    this.#depth--;
    return left;
  }

  #signed(): Value {
    if (!this.#take("-") && !this.#take("+")) return this.#postfix();
    if (++this.#depth > MOST_DEPTH) throw new BadPromql("its signs stand too deep in each other");
    const value = this.#expression(SIGNED + 1);
    this.#depth--;
    requireType(value, ["scalar", "vector"], "a sign");
    return { type: value.type };
  }

  #binary(operator: string, level: number, left: Value): Value {
    const isComparison = level === COMPARISONS;
    const isSet = level <= SET_OPERATORS;
    const bool = this.#takeWord("bool") !== undefined;
    const matching = this.#takeWord("on", "ignoring");
    const on = matching === undefined ? [] : this.#labels();
    const side = matching && this.#takeWord("group_left", "group_right");
    const included = side && this.#isSign("(") ? this.#labels() : [];
    // Powers are taken from the right.
    const right = this.#expression(operator === "^" ? level : level + 1);
    for (const value of [left, right]) requireType(value, ["scalar", "vector"], `"${operator}"`);
    const isScalar = left.type === "scalar" && right.type === "scalar";
    if (bool && !isComparison) throw new BadPromql('"bool" stands behind comparisons alone');
    if (isComparison && isScalar && !bool) {
      throw new BadPromql(`"${operator}" between two numbers needs "bool"`);
    }
    if (isSet && (left.type === "scalar" || right.type === "scalar")) {
      throw new BadPromql(`"${operator}" takes no numbers`);
    }
    if (on.length > 0 && (left.type === "scalar" || right.type === "scalar")) {
      throw new BadPromql(`"${matching}" is about two vectors`);
    }
    if (side && isSet) throw new BadPromql(`"${side}" can't stand with "${operator}"`);
    if (matching === "on" && included.some((label) => on.includes(label))) {
      throw new BadPromql(`a label stands both in "on" and in "${side}"`);
    }
    return { type: isScalar ? "scalar" : "vector" };
  }

  /** Names of labels in brackets. */
  #labels(): string[] {
    this.#require("(");
    const labels: string[] = [];
    while (!this.#take(")")) {
      if (this.#takeWord("without")) throw new BadPromql('"without" is no label there');
      labels.push(this.#label());
      if (!this.#take(",")) {
        this.#require(")");
        break;
      }
    }
    return labels;
  }

  #label(): string {
    const { kind, text } = this.#next;
    const isName = kind === "name" && !text.includes(":");
    const isQuoted = kind === "text" && text !== "" && isAtLeast(this.#dialect.version, 3, 0);
    if (!isName && !isQuoted) this.#unexpected();
    this.#at++;
    return text;
  }

  #postfix(): Value {
    let value = this.#primary();
    for (;;) {
      if (this.#take("[")) value = this.#range(value);
      else if (this.#takeWord("offset")) {
        if (!value.timed || value.moved) {
          throw new BadPromql('"offset" stands where no time can be moved');
        }
        if (!this.#take("-")) this.#take("+");
        this.#duration(true);
        value = { ...value, selector: false, moved: true };
      } else if (this.#take("@")) {
        if (!value.timed || value.fixed) throw new BadPromql('"@" stands where no time can be set');
        this.#time();
        value = { ...value, selector: false, fixed: true };
      } else return value;
    }
  }

  #range(value: Value): Value {
    this.#duration(false);
    if (this.#take(":")) {
      if (!this.#isSign("]")) this.#duration(false);
      this.#require("]");
      requireType(value, ["vector"], "a subquery");
      return { type: "matrix", timed: true };
    }
    this.#require("]");
    if (!value.selector) {
      throw new BadPromql("a range stands behind something else than a selector");
    }
    return { type: "matrix", timed: true };
  }

  #duration(zero: boolean): void {
    const { kind, text } = this.#next;
    const isNumber = kind === "number" && isAtLeast(this.#dialect.version, 3, 0);
    const length = isNumber ? Number(text) : kind === "duration" ? lengthOf(text) : undefined;
    if (length === undefined || Number.isNaN(length)) this.#unexpected();
    if (length <= 0 && !zero) throw new BadPromql(`the duration "${text}" is none`);
    this.#at++;
  }

  #time(): void {
    if (this.#takeWord("start", "end")) {
      this.#require("(");
      this.#require(")");
      return;
    }
    if (!this.#take("-")) this.#take("+");
    if (this.#next.kind !== "number") this.#unexpected();
    this.#at++;
  }

  #primary(): Value {
    const { kind, text } = this.#next;
    if (this.#take("(")) {
      const { type } = this.#expression(1);
      this.#require(")");
      return { type, timed: false };
    }
    if (this.#isSign("{")) return this.#selector(undefined);
    if (kind !== "number" && kind !== "duration" && kind !== "text" && kind !== "name") {
      this.#unexpected();
    }
    this.#at++;
    if (kind === "text") return { type: "string" };
    if (kind === "number") return { type: "scalar" };
    if (kind === "duration") {
      if (!isAtLeast(this.#dialect.version, 3, 0) || lengthOf(text) === undefined) {
        throw new BadPromql(`the duration "${text}" stands for a number`);
      }
      return { type: "scalar" };
    }
    return this.#named(text);
  }

  #named(name: string): Value {
    const word = name.toLowerCase();
    const follows = this.#next.kind === "name" ? this.#next.text.toLowerCase() : "";
    if (
      Object.hasOwn(AGGREGATIONS, word) &&
      (this.#isSign("(") || follows === "by" || follows === "without")
    ) return this.#aggregation(word);
    if (this.#isSign("(")) return this.#call(name);
    if (word === "inf" || word === "nan") return { type: "scalar" };
    if (RESERVED.has(word)) throw new BadPromql(`"${name}" stands where nothing of the kind can`);
    return this.#selector(name);
  }

  #aggregation(name: string): Value {
    if (EXPERIMENTAL.has(name) && !this.#dialect.experimental) {
      throw new BadPromql(`"${name}" is experimental, and not on`);
    }
    const before = this.#takeWord("by", "without");
    if (before) this.#labels();
    const values = this.#arguments();
    if (!before && this.#takeWord("by", "without")) this.#labels();
    const parameter = ownValue(AGGREGATIONS, name);
    const expected: ValueType[] = parameter ? [parameter, "vector"] : ["vector"];
    if (values.length !== expected.length) {
      throw new BadPromql(`"${name}" takes ${expected.length} of what stands in its brackets`);
    }
    for (const [index, type] of expected.entries()) requireType(values[index], [type], `"${name}"`);
    return { type: "vector" };
  }

  #arguments(): Value[] {
    this.#require("(");
    const values: Value[] = [];
    while (!this.#isSign(")")) {
      values.push(this.#expression(1));
      if (!this.#take(",")) break;
      if (this.#isSign(")")) this.#unexpected();
    }
    this.#require(")");
    return values;
  }

  #call(name: string): Value {
    const { version, experimental } = this.#dialect;
    const known = functionOf(name, version, experimental);
    if (!known) throw new BadPromql(`this version of Prometheus knows no function "${name}"`);
    const values = this.#arguments();
    const { takes, optional, returns } = known;
    const least = takes.length - (optional === "many" ? 1 : optional);
    if (values.length < least || (optional !== "many" && values.length > takes.length)) {
      throw new BadPromql(`"${name}" takes another number of what stands in its brackets`);
    }
    for (const [index, value] of values.entries()) {
      requireType(value, [takes[Math.min(index, takes.length - 1)]], `"${name}"`);
    }
    return { type: returns };
  }

  #selector(name: string | undefined): Value {
    let isNamed = name !== undefined;
    let narrows = isNamed;
    if (this.#take("{")) {
      while (!this.#take("}")) {
        const { kind, text } = this.#next;
        const label = this.#label();
        const operator = this.#next;
        if (kind === "text" && [",", "}"].some((sign) => this.#isSign(sign))) {
          if (isNamed) throw new BadPromql(`"${text}" is a second name of a metric`);
          isNamed = narrows = true;
        } else {
          if (operator.kind !== "sign" || !["=", "!=", "=~", "!~"].includes(operator.text)) {
            this.#unexpected();
          }
          this.#at++;
          const value = this.#next;
          if (value.kind !== "text") this.#unexpected();
          this.#at++;
          if (label === "__name__" && name !== undefined) {
            throw new BadPromql("it names a metric twice");
          }
          if (!takesNothing(operator.text, value.text)) narrows = true;
        }
        if (!this.#take(",")) {
          this.#require("}");
          break;
        }
      }
    }
    if (!narrows) throw new BadPromql("a selector in it takes all that there is");
    return { type: "vector", selector: true, timed: true };
  }
}

/** Words that no metric can be named by. */
const RESERVED = new Set([
  "bool",
  "on",
  "ignoring",
  "group_left",
  "group_right",
  "atan2",
  "and",
  "or",
  "unless",
]);

/** Milliseconds of a duration. */
function lengthOf(text: string): number | undefined {
  return parseDuration(text, PROMETHEUS_DURATION);
}

function requireType({ type }: Value, expected: readonly ValueType[], what: string): void {
  if (!expected.includes(type)) {
    throw new BadPromql(`${what} takes no ${NAMES[type]} there, but a ${NAMES[expected[0]]}`);
  }
}

const NAMES: Record<ValueType, string> = {
  scalar: "number",
  vector: "vector",
  matrix: "range of time",
  string: "text",
};

/** Whether a condition holds of a label that is not there. Its expression must be one of Go's. */
function takesNothing(operator: string, value: string): boolean {
  if (operator === "=") return value === "";
  if (operator === "!=") return value !== "";
  const why = whyNoGoRegex(value);
  if (why !== undefined) {
    throw new BadPromql(`"${value}" is no regular expression of Go's (${why})`);
  }
  const found = matchRegex(`^(?s:${value})$`, "");
  // What can't be told is taken for the worse.
  return operator === "=~" ? found !== null : !found;
}
