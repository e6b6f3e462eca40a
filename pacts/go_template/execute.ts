/**
 * Renders trees of templates.
 *
 * @see https://pkg.go.dev/text/template
 * @module
 */

import { type Budget, MOST_DEPTH, STEPS } from "./budget.ts";
import { errorAt, Refusal, refuse } from "./errors.ts";
import type { Env, GoFunction, ParameterType } from "./function.ts";
import { jsText } from "./go_text.ts";
import type { NumberLiteral } from "./literals.ts";
import type { Branch, Node, Operand, Pipe, Template } from "./nodes.ts";
import { printValue } from "./print_value.ts";
import { GoInt, GoList, GoMap, type GoValue, int, isTrue, sortedKeys, typeOf } from "./values.ts";

/** What a rendering has to do with. */
export interface Execution {
  /** How the template is written, for errors. */
  source: string;
  /** Its functions. */
  functions: ReadonlyMap<string, GoFunction>;
  /** What a key is that a map has not: nil, the zero of what the map is of, or an error. */
  missing?: "zero" | "error";
  /** What functions have. */
  env: Env;
}

/** Renders a template over data. @throws {TemplateError} where that fails. */
export function execute(template: Template, data: GoValue, execution: Execution): string {
  const executor = new Executor(template, execution);
  return executor.run(data);
}

/** What `and` and `or` do is evaluate no more than they need. */
const SHORT_CIRCUITS = new Set(["and", "or"]);

interface Variable {
  name: string;
  value: GoValue;
}

/** How nodes ended: with the last of them, or before. */
type Outcome = "break" | "continue" | undefined;

class Executor {
  readonly #template: Template;
  readonly #execution: Execution;
  readonly #budget: Budget;
  readonly #out: string[] = [];
  #size = 0;
  #variables: Variable[] = [];
  #depth = 0;
  /** What is worked on. */
  #at = 0;

  constructor(template: Template, execution: Execution) {
    this.#template = template;
    this.#execution = execution;
    this.#budget = execution.env.budget;
  }

  run(data: GoValue): string {
    try {
      this.#variables = [{ name: "$", value: data }];
      this.#walk(this.#template.body, data);
      return this.#out.join("");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw errorAt(this.#execution.source, this.#at, error.message);
    }
  }

  #write(text: string): void {
    this.#size += text.length;
    this.#budget.spendText(this.#size > this.#budget.longest ? this.#size : text.length);
    this.#out.push(text);
  }

  /** Goes one deeper, for as long as something is done. */
  #nested<T>(run: () => T): T {
    if (++this.#depth > MOST_DEPTH) {
      refuse(`templates and blocks stand deeper than ${MOST_DEPTH} in each other`);
    }
    const result = run();
    this.#depth--;
    return result;
  }

  #walk(nodes: readonly Node[], dot: GoValue): Outcome {
    for (const node of nodes) {
      this.#budget.spend(STEPS);
      const outcome = this.#step(node, dot);
      if (outcome) return outcome;
    }
  }

  #step(node: Node, dot: GoValue): Outcome {
    switch (node.kind) {
      case "text":
        this.#write(node.text);
        return;
      case "action": {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) {
          this.#at = node.pipe.at;
          this.#write(value === null ? "<no value>" : printValue(value, this.#budget));
        }
        return;
      }
      case "if":
      case "with":
        return this.#scoped(() => this.#branches(node, dot));
      case "range":
        return this.#scoped(() => this.#range(node, dot));
      case "template":
        this.#include(node, dot);
        return;
      case "break":
      case "continue":
        return node.kind;
    }
  }

  /** Variables of what is done are gone afterwards. */
  #scoped(run: () => Outcome): Outcome {
    const { length } = this.#variables;
    const outcome = this.#nested(run);
    this.#variables.length = length;
    return outcome;
  }

  #branches(
    { kind, branches, otherwise }: {
      kind: "if" | "with";
      branches: readonly Branch[];
      otherwise?: readonly Node[];
    },
    dot: GoValue,
  ): Outcome {
    for (const { pipe, body } of branches) {
      const value = this.#pipe(pipe, dot);
      if (isTrue(value)) return this.#walk(body, kind === "with" ? value : dot);
    }
    return otherwise && this.#walk(otherwise, dot);
  }

  #range(
    { pipe, body, otherwise }: Extract<Node, { kind: "range" }>,
    dot: GoValue,
  ): Outcome {
    const value = this.#pipe(pipe, dot);
    this.#at = pipe.at;
    const { variables, assigns } = pipe;
    const { length } = this.#variables;
    let count = 0;
    for (const [key, item] of this.#pairs(value, variables.length)) {
      count++;
      this.#budget.spend(STEPS);
      const values = variables.length === 2 ? [key, item] : [item];
      for (const [index, name] of variables.entries()) {
        if (assigns) this.#variable(name).value = values[index];
        else this.#variables[length - variables.length + index] = { name, value: values[index] };
      }
      const outcome = this.#walk(body, item);
      this.#variables.length = length;
      if (outcome === "break") break;
    }
    if (count === 0 && otherwise) return this.#walk(otherwise, dot);
  }

  /** What `range` goes through. */
  *#pairs(value: GoValue, variables: number): Iterable<readonly [key: GoValue, item: GoValue]> {
    if (value === null) return;
    if (value instanceof GoList) {
      for (const [index, item] of value.items.entries()) yield [int(index), item];
    } else if (value instanceof GoMap) {
      this.#budget.spend(value.entries.size);
      for (const key of sortedKeys(value)) yield [key, value.entries.get(key) ?? null];
    } else if (value instanceof GoInt && variables < 2) {
      for (let at = 0n; at < value.value; at++) yield [null, new GoInt(at, value.type)];
    } else refuse(`"range" can't go through a value of type ${typeOf(value)}`);
  }

  #include({ name, pipe, at }: Extract<Node, { kind: "template" }>, dot: GoValue): void {
    this.#at = at;
    const body = this.#template.defined.get(name);
    if (!body) refuse(`there is no template "${jsText(name)}"`);
    const value = pipe ? this.#pipe(pipe, dot) : null;
    const outer = this.#variables;
    this.#variables = [{ name: "$", value }];
    this.#nested(() => this.#walk(body, value));
    this.#variables = outer;
  }

  #variable(name: string): Variable {
    for (let at = this.#variables.length - 1; at >= 0; at--) {
      const variable = this.#variables[at];
      if (variable.name === name) {
        this.#budget.spend((this.#variables.length - at) >> 3);
        return variable;
      }
    }
    refuse(`there is no variable "${name}"`);
  }

  #pipe({ commands, variables, assigns, at }: Pipe, dot: GoValue): GoValue {
    this.#at = at;
    let value: GoValue | undefined;
    for (const command of commands) value = this.#command(command, dot, value);
    const result = value ?? null;
    for (const name of variables) {
      if (assigns) this.#variable(name).value = result;
      else this.#variables.push({ name, value: result });
    }
    return result;
  }

  /** What a command comes to; `last` is what the one before it came to. */
  #command(operands: readonly Operand[], dot: GoValue, last: GoValue | undefined): GoValue {
    this.#budget.spend(STEPS);
    const [first] = operands;
    if (first.kind === "function") return this.#call(first, operands, dot, last);
    this.#at = first.at;
    const hasArguments = operands.length > 1 || last !== undefined;
    if (hasArguments) refuse("what is no function is given an argument");
    if (first.kind === "nil") refuse("nil is no command");
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: GoValue): GoValue {
    this.#at = operand.at;
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "bool":
      case "string":
        return operand.value;
      case "number":
        return constant(operand.value);
      case "field":
        return this.#fields(dot, operand);
      case "variable":
        return this.#fields(this.#variable(operand.name).value, operand);
      case "function":
        return this.#call(operand, [], dot, undefined);
      case "pipe":
        return this.#nested(() => this.#pipe(operand.pipe, dot));
      case "chain":
        return this.#fields(this.#operand(operand.of, dot), operand);
    }
  }

  #fields(
    of: GoValue,
    { names, at }: { names: readonly string[]; at: number },
  ): GoValue {
    let value = of;
    for (const [index, name] of names.entries()) {
      this.#at = at;
      value = this.#field(value, name, index < names.length - 1);
    }
    return value;
  }

  #field(of: GoValue, name: string, hasFields: boolean): GoValue {
    this.#budget.spend(STEPS);
    const { missing } = this.#execution;
    const named = `"${jsText(name)}"`;
    if (of === null) {
      if (missing === "error") refuse(`there is no data that could have the key ${named}`);
      return null;
    }
    if (!(of instanceof GoMap)) refuse(`a value of type ${typeOf(of)} has no field ${named}`);
    const value = of.entries.get(name);
    if (value === undefined) {
      if (missing === "error") refuse(`there is no key ${named}`);
      if (missing !== "zero") return null;
    }
    const found = value ?? (of.element === "string" ? "" : null);
    if (found === null && hasFields) refuse(`${named} is nil, which has no fields`);
    return found;
  }

  #call(
    { name, at }: { name: string; at: number },
    operands: readonly Operand[],
    dot: GoValue,
    last: GoValue | undefined,
  ): GoValue {
    this.#at = at;
    const called = this.#execution.functions.get(name);
    if (!called) refuse(`there is no function "${name}"`);
    const args = operands.slice(1);
    const count = args.length + (last === undefined ? 0 : 1);
    const { takes, rest } = called;
    if (rest === undefined ? count !== takes.length : count < takes.length) {
      const wanted = `${rest === undefined ? "" : "at least "}${takes.length}`;
      refuse(
        `"${name}" takes ${wanted} argument${takes.length === 1 ? "" : "s"}, and has ${count}`,
      );
    }
    // What it says may be made of secrets, unless it is written in the template.
    const [reason] = args;
    if (name === "fail" && reason?.kind === "string") refuse(`"fail": ${jsText(reason.value)}`);
    if (SHORT_CIRCUITS.has(name)) return this.#shortCircuit(name === "or", args, dot, last);
    const typeAt = (index: number) => index < takes.length ? takes[index] : rest!;
    const values: unknown[] = args.map((arg, index) => this.#argument(arg, typeAt(index), dot));
    if (last !== undefined) values.push(this.#fit(last, typeAt(count - 1)));
    const given = rest === undefined
      ? values
      : [...values.slice(0, takes.length), values.slice(takes.length)];
    for (const value of values) this.#budget.spend(weight(value));
    this.#at = at;
    try {
      const result = called.call(this.#execution.env, ...given);
      if (typeof result === "string") this.#budget.spendText(result.length);
      return result;
    } catch (error) {
      if (error instanceof Refusal) error.message = `"${name}": ${error.message}`;
      throw error;
    }
  }

  #shortCircuit(
    isOr: boolean,
    args: readonly Operand[],
    dot: GoValue,
    last: GoValue | undefined,
  ): GoValue {
    let value: GoValue = null;
    for (const arg of args) {
      value = this.#argument(arg, "any", dot) as GoValue;
      if (isTrue(value) === isOr) return value;
    }
    return last === undefined ? value : last;
  }

  #argument(operand: Operand, type: ParameterType, dot: GoValue): unknown {
    this.#at = operand.at;
    if (operand.kind === "number" && type !== "any") {
      const { int, float } = operand.value;
      if (type === "float64") return float;
      if (type === "int" && int !== undefined) return Number(int);
      refuse(`the type ${goName(type)} is expected, and this is the number of another`);
    }
    const value = this.#operand(operand, dot);
    this.#at = operand.at;
    return this.#fit(value, type);
  }

  /** A value for a parameter. */
  #fit(value: GoValue, type: ParameterType): unknown {
    if (type === "any") return value;
    if (type === "map" && value === null) return new GoMap(new Map(), "interface {}", true);
    const is = typeOf(value);
    if (is !== goName(type)) {
      const found = value === null ? "nil" : `of type ${is}`;
      refuse(`the type ${goName(type)} is expected, and this is ${found}`);
    }
    return value instanceof GoInt ? Number(value.value) : value;
  }
}

function goName(type: ParameterType): string {
  return type === "map" ? "map[string]interface {}" : type;
}

/** The value of a number where no type is asked for. */
function constant({ int: value, float, isFloat }: NumberLiteral): GoValue {
  return isFloat || value === undefined ? float : new GoInt(value);
}

/** What a function costs that looks at a value. */
function weight(value: unknown): number {
  if (typeof value === "string") return value.length >> 3;
  if (value instanceof GoList) return 2 * value.items.length;
  return value instanceof GoMap ? 2 * value.entries.size : 0;
}
