/**
 * What regular expressions consist of.
 *
 * @module
 */

/** Whose syntax: of PCRE and Go alike, or all that Go has, and nothing else. */
export type RegexSyntax = "common" | "go";

/** An expression that was read. */
export interface Regex {
  /** All of it. */
  root: RegexNode;
  /** How many groups it captures. */
  groups: number;
  /** Numbers of those groups that have names. */
  names: ReadonlyMap<string, number>;
}

/** A part of an expression. What flags before it decide is in it, so that they need not be looked for. */
export type RegexNode =
  | { kind: "char"; code: number; fold: boolean }
  | { kind: "any"; newline: boolean }
  | { kind: "set"; negated: boolean; items: readonly SetItem[]; fold: boolean }
  | { kind: "assert"; of: Assertion; lines: boolean }
  | { kind: "flags"; flags: string }
  | { kind: "group"; number?: number; flags: string; body: RegexNode }
  | { kind: "look"; behind: boolean; negated: boolean; body: RegexNode }
  | { kind: "atomic"; body: RegexNode }
  | { kind: "reference"; group: number }
  | { kind: "sequence"; parts: readonly RegexNode[] }
  | { kind: "choice"; branches: readonly RegexNode[] }
  | { kind: "repeat"; body: RegexNode; low: number; high: number; mode: RepeatMode; lazy: boolean };

/** Places in a text, by the characters that expressions have for them. */
export type Assertion = "^" | "$" | "A" | "z" | "Z" | "b" | "B";

/** What stands behind a repetition: nothing, `?`, or `+`. `lazy` of a repetition is what comes of it, with flags. */
export type RepeatMode = "" | "?" | "+";

/** What a set of characters consists of; a class is one of `\d\w\s\D\W\S`. */
export type SetItem =
  | { kind: "range"; low: number; high: number }
  | { kind: "class"; letter: string }
  | { kind: "posix"; name: string; negated: boolean }
  | { kind: "property"; name: string; negated: boolean };

/** An expression that can't be kept. Its message says why, and goes on with "it": `it has no end`. */
export class BadRegex extends Error {
  /** Says why. */
  constructor(why: string) {
    super(why);
    this.name = "BadRegex";
  }
}
