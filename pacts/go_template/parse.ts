/**
 * Templates as trees.
 *
 * @module
 */

import { MOST_DEPTH } from "./budget.ts";
import { errorAt } from "./errors.ts";
import { fromRunes } from "./go_text.ts";
import { lex, type Token, type TokenKind } from "./lex.ts";
import { parseNumber, unquote, unquoteChar } from "./literals.ts";
import type { Branch, Node, Operand, Pipe, Template } from "./nodes.ts";

/** What a word is for a template: a function, none, or none for a reason. */
export type IsFunction = (name: string) => true | string;

/** Reads a template. @throws {TemplateError} where it is none, or has a function that is not there. */
export function parseTemplate(template: string, isFunction: IsFunction): Template {
  return new Parser(template, isFunction).parse();
}

/** What begins an operand. */
const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>(
  ["bool", "char", "dot", "field", "word", "number", "nil", "raw", "string", "variable", "("],
);

/** What follows a list of nodes. */
interface Ended {
  nodes: Node[];
  by: "end" | "else";
}

/** Variables that are known where something stands; those of a `define` know none of others. */
class Scope {
  readonly names: string[] = [];
  readonly #counts = new Map<string, number>();
  /** How many `range` are around it. */
  ranges = 0;

  constructor() {
    this.add("$");
  }

  add(name: string): void {
    this.names.push(name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  has(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }

  cut(length: number): void {
    while (this.names.length > length) {
      const name = this.names.pop()!;
      this.#counts.set(name, this.#counts.get(name)! - 1);
    }
  }
}

class Parser {
  readonly #input: string;
  readonly #tokens: readonly Token[];
  readonly #isFunction: IsFunction;
  readonly #defined = new Map<string, readonly Node[]>();
  #next = 0;
  #scope = new Scope();
  #depth = 0;

  constructor(input: string, isFunction: IsFunction) {
    this.#input = input;
    this.#tokens = lex(input);
    this.#isFunction = isFunction;
  }

  parse(): Template {
    const body: Node[] = [];
    while (this.#peek().kind !== "end") {
      if (this.#peek().kind === "left") {
        const back = this.#next;
        const left = this.#take();
        if (this.#isKeyword(this.#peekWord(), "define")) {
          this.#takeWord();
          this.#define(left);
          continue;
        }
        this.#next = back;
      }
      const node = this.#node();
      if (typeof node === "string") this.#fail(`"${node}" ends nothing`, this.#before());
      body.push(node);
    }
    return { body, defined: this.#defined };
  }

  #fail(what: string, token: Token): never {
    throw errorAt(this.#input, token.at, what);
  }

  #unexpected(token: Token, where: string): never {
    const what = token.kind === "end" ? "the end of the template" : `"${token.text.slice(0, 20)}"`;
    this.#fail(`${token.kind === "text" ? "text" : what} is not expected ${where}`, token);
  }

  #peek(): Token {
    return this.#tokens[this.#next];
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (token.kind !== "end") this.#next++;
    return token;
  }

  #before(): Token {
    return this.#tokens[Math.max(0, this.#next - 1)];
  }

  /** The next token that is no space. */
  #peekWord(): Token {
    while (this.#peek().kind === "space") this.#next++;
    return this.#peek();
  }

  #takeWord(): Token {
    this.#peekWord();
    return this.#take();
  }

  #isKeyword({ kind, text }: Token, word: string): boolean {
    return kind === "keyword" && text === word;
  }

  #expect(kind: TokenKind, where: string): Token {
    const token = this.#takeWord();
    if (token.kind !== kind) this.#unexpected(token, where);
    return token;
  }

  /** Goes one deeper, for as long as something is read. */
  #nested<T>(token: Token, read: () => T): T {
    if (++this.#depth > MOST_DEPTH) {
      this.#fail(`blocks and parentheses stand deeper than ${MOST_DEPTH} in each other`, token);
    }
    const result = read();
    this.#depth--;
    return result;
  }

  #define(left: Token): void {
    const name = this.#name("define");
    this.#expect("right", 'behind the name of a "define"');
    this.#addDefinition(left, name);
  }

  #addDefinition(left: Token, name: string): void {
    const outer = this.#scope;
    this.#scope = new Scope();
    const { nodes, by } = this.#nested(left, () => this.#list(left));
    if (by !== "end") this.#fail('"else" is not expected in a template of its own', this.#before());
    this.#scope = outer;
    const before = this.#defined.get(name);
    if (before === undefined || isBlank(before)) this.#defined.set(name, nodes);
    else if (!isBlank(nodes)) this.#fail(`the template "${name}" is defined twice`, left);
  }

  #name(where: string): string {
    const token = this.#takeWord();
    if (token.kind !== "string" && token.kind !== "raw") {
      this.#unexpected(token, `in place of the name of a "${where}"`);
    }
    return this.#unquote(token);
  }

  #unquote(token: Token): string {
    const text = unquote(token.text);
    if (text === undefined) this.#fail("a text has an escape that is none", token);
    return text;
  }

  /** Nodes up to an `end` or `else`. */
  #list(open: Token): Ended {
    const nodes: Node[] = [];
    for (;;) {
      if (this.#peekWord().kind === "end") {
        this.#fail('what begins here has no "{{end}}"', open);
      }
      const node = this.#node();
      if (typeof node === "string") return { nodes, by: node };
      nodes.push(node);
    }
  }

  #node(): Node | "end" | "else" {
    const token = this.#takeWord();
    if (token.kind === "text") return { kind: "text", text: fromRunes(token.text.toWellFormed()) };
    if (token.kind !== "left") this.#unexpected(token, "here");
    const word = this.#peekWord();
    if (word.kind !== "keyword") return { kind: "action", pipe: this.#pipe("an action", "right") };
    this.#take();
    switch (word.text) {
      case "if":
      case "with":
        return this.#conditional(word, word.text);
      case "range":
        return this.#range(word);
      case "block":
        return this.#block(word);
      case "template":
        return this.#template(word);
      case "break":
      case "continue":
        this.#expect("right", `behind "${word.text}"`);
        if (this.#scope.ranges === 0) this.#fail(`"${word.text}" stands in no "range"`, word);
        return { kind: word.text };
      case "end":
        this.#expect("right", 'behind "end"');
        return "end";
      case "else": {
        // One of these begins another branch, which is for those to read that have some.
        const next = this.#peekWord();
        if (this.#isKeyword(next, "if") || this.#isKeyword(next, "with")) return "else";
        this.#expect("right", 'behind "else"');
        return "else";
      }
      default:
        this.#unexpected(word, "here");
    }
  }

  #conditional(open: Token, kind: "if" | "with"): Node {
    const known = this.#scope.names.length;
    const branches: Branch[] = [];
    let otherwise: Node[] | undefined;
    this.#nested(open, () => {
      for (;;) {
        const pipe = this.#pipe(`"${kind}"`, "right");
        const { nodes, by } = this.#list(open);
        branches.push({ pipe, body: nodes });
        if (by === "end") return;
        if (!this.#isKeyword(this.#peek(), kind)) break;
        this.#take();
      }
      otherwise = this.#otherwise(open);
    });
    this.#scope.cut(known);
    return { kind, branches, otherwise };
  }

  #otherwise(open: Token): Node[] {
    if (this.#peek().kind === "keyword") this.#unexpected(this.#peek(), 'behind "else"');
    const { nodes, by } = this.#list(open);
    if (by === "else") this.#fail('a second "else"', this.#before());
    return nodes;
  }

  #range(open: Token): Node {
    const known = this.#scope.names.length;
    const node = this.#nested(open, (): Node => {
      const pipe = this.#pipe('"range"', "right", true);
      this.#scope.ranges++;
      const { nodes: body, by } = this.#list(open);
      this.#scope.ranges--;
      const otherwise = by === "else" ? this.#otherwise(open) : undefined;
      return { kind: "range", pipe, body, otherwise };
    });
    this.#scope.cut(known);
    return node;
  }

  #block(word: Token): Node {
    const name = this.#name("block");
    const pipe = this.#pipe('"block"', "right");
    this.#addDefinition(word, name);
    return { kind: "template", name, pipe, at: word.at };
  }

  #template(word: Token): Node {
    const name = this.#name("template");
    if (this.#peekWord().kind === "right") {
      this.#take();
      return { kind: "template", name, at: word.at };
    }
    return { kind: "template", name, pipe: this.#pipe('"template"', "right"), at: word.at };
  }

  #pipe(where: string, end: TokenKind, isRange = false): Pipe {
    const first = this.#peekWord();
    const { variables, assigns } = this.#variables(isRange);
    const commands: Operand[][] = [];
    for (;;) {
      const token = this.#peekWord();
      if (token.kind === end) {
        if (commands.length === 0) this.#fail(`${where} has no value`, token);
        this.#take();
        return { variables, assigns, commands, at: first.at };
      }
      if (!OPERANDS.has(token.kind)) this.#unexpected(token, `in ${where}`);
      const command = this.#command();
      if (commands.length > 0 && /^(?:bool|dot|nil|number|string)$/.test(command[0].kind)) {
        this.#fail('what stands behind a "|" is no function', token);
      }
      commands.push(command);
    }
  }

  /** Variables that a pipeline sets. */
  #variables(isRange: boolean): { variables: string[]; assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const back = this.#next;
      const variable = this.#peekWord();
      if (variable.kind !== "variable") return { variables, assigns: false };
      this.#take();
      const sign = this.#peekWord();
      const isList = sign.kind === "other" && sign.text === ",";
      if (sign.kind !== "=" && sign.kind !== ":=" && !isList) {
        this.#next = back;
        return { variables, assigns: false };
      }
      this.#take();
      variables.push(variable.text);
      this.#scope.add(variable.text);
      if (!isList) return { variables, assigns: sign.kind === "=" };
      if (!isRange || variables.length === 2) this.#fail("too many variables", sign);
      if (this.#peekWord().kind !== "variable") {
        this.#fail('a variable is expected behind ","', this.#peek());
      }
    }
  }

  #command(): Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      this.#peekWord();
      const operand = this.#operand();
      if (operand) operands.push(operand);
      const token = this.#take();
      if (token.kind === "space") continue;
      if (token.kind === "right" || token.kind === ")") this.#next--;
      else if (token.kind !== "|") this.#unexpected(token, "in a command");
      if (operands.length === 0) this.#fail("an empty command", token);
      return operands;
    }
  }

  /** A term, and the fields of it. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (!term || this.#peek().kind !== "field") return term;
    const names: string[] = [];
    while (this.#peek().kind === "field") names.push(this.#take().text.slice(1));
    switch (term.kind) {
      case "field":
      case "variable":
        return { ...term, names: term.names.concat(names.map(fromRunes)) };
      case "function":
      case "pipe":
        return { kind: "chain", of: term, names: names.map(fromRunes), at: term.at };
      default:
        throw errorAt(this.#input, term.at, "what stands here has no fields");
    }
  }

  #term(): Operand | undefined {
    const token = this.#peekWord();
    const { kind, text, at } = token;
    if (!OPERANDS.has(kind)) return undefined;
    this.#take();
    switch (kind) {
      case "word": {
        const is = this.#isFunction(text);
        if (is !== true) this.#fail(is, token);
        return { kind: "function", name: text, at };
      }
      case "dot":
      case "nil":
        return { kind, at };
      case "variable":
        if (!this.#scope.has(text)) this.#fail(`there is no variable "${text}"`, token);
        return { kind, name: text, names: [], at };
      case "field":
        return { kind, names: [fromRunes(text.slice(1))], at };
      case "bool":
        return { kind, value: text === "true", at };
      case "char": {
        const code = unquoteChar(text);
        if (code === undefined) this.#fail("a character that is none", token);
        return { kind: "number", value: { int: BigInt(code), float: code, isFloat: false }, at };
      }
      case "number": {
        const value = parseNumber(text);
        if (typeof value === "string") this.#fail(value, token);
        return { kind, value, at };
      }
      case "(":
        return this.#nested(token, () => ({
          kind: "pipe",
          pipe: this.#pipe("parentheses", ")"),
          at,
        }));
      default:
        return { kind: "string", value: this.#unquote(token), at };
    }
  }
}

/** Whether nothing but spaces would come of it. */
function isBlank(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === "text" && !/\S/.test(node.text));
}
