/**
 * What is wrong with a template, or with what it asks of a function.
 *
 * @module
 */

/**
 * A template that can't be rendered. Its message names what the template itself says (fields, functions, a place),
 * and nothing of the data, which may be secret.
 */
export class TemplateError extends Error {
  /** `TemplateError`, by which it is known where an extension brings its own copy of the class. */
  override name = "TemplateError";
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1, in UTF-16. */
  readonly column: number;

  /** An error at a place of a template. */
  constructor(what: string, { line, column }: { line: number; column: number }) {
    super(`line ${line}, column ${column}: ${what}`);
    this.line = line;
    this.column = column;
  }
}

/** What a function can't do; whoever called it knows where that is. */
export class Refusal extends Error {}

/** Ends a function. @throws {Refusal} always. */
export function refuse(why: string): never {
  throw new Refusal(why);
}

/** The error at an offset of a template. */
export function errorAt(template: string, offset: number, what: string): TemplateError {
  let line = 1;
  let start = 0;
  for (let next = template.indexOf("\n"); next >= 0 && next < offset;) {
    line++;
    start = next + 1;
    next = template.indexOf("\n", start);
  }
  return new TemplateError(what, { line, column: offset - start + 1 });
}
