/**
 * What templates consist of.
 *
 * @module
 */

import type { NumberLiteral } from "./literals.ts";

/** A part of a template; `at` is where it stands. */
export type Node =
  | { kind: "text"; text: string }
  | { kind: "action"; pipe: Pipe }
  | { kind: "if" | "with"; branches: readonly Branch[]; otherwise?: readonly Node[] }
  | { kind: "range"; pipe: Pipe; body: readonly Node[]; otherwise?: readonly Node[] }
  | { kind: "template"; name: string; pipe?: Pipe; at: number }
  | { kind: "break" }
  | { kind: "continue" };

/** What is rendered where a pipeline is true. */
export interface Branch {
  /** What decides. */
  pipe: Pipe;
  /** What is rendered. */
  body: readonly Node[];
}

/** Commands, each of which has what the one before it comes to as its last argument. */
export interface Pipe {
  /** Variables that are set. */
  variables: readonly string[];
  /** Whether they are there already. */
  assigns: boolean;
  /** The commands. */
  commands: readonly (readonly Operand[])[];
  /** Where it begins. */
  at: number;
}

/** A word of a command. */
export type Operand =
  & { at: number }
  & (
    | { kind: "dot" }
    | { kind: "nil" }
    | { kind: "bool"; value: boolean }
    | { kind: "string"; value: string }
    | { kind: "number"; value: NumberLiteral }
    | { kind: "field"; names: readonly string[] }
    | { kind: "variable"; name: string; names: readonly string[] }
    | { kind: "function"; name: string }
    | { kind: "pipe"; pipe: Pipe }
    | { kind: "chain"; of: Operand; names: readonly string[] }
  );

/** A template with those that it defines. */
export interface Template {
  /** Itself. */
  body: readonly Node[];
  /** Those of `define` and `block`. */
  defined: ReadonlyMap<string, readonly Node[]>;
}
