import { stdMessage } from "./_messages.ts";

/** Where in the text js-yaml was; lines and columns from 0. */
export interface Mark {
  position: number;
  line: number;
  column: number;
  getSnippet(): string | null;
}

/**
 * The error of `@std/yaml`. Not exported from mod.ts: the oldest version that the project accepts
 * throws a plain SyntaxError, so nothing may rely on more than that.
 */
export class YamlSyntaxError extends SyntaxError {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** From 0. */
  readonly offset: number;
  /** The line in question, and a caret below it. */
  readonly snippet?: string;

  constructor(message: string, mark: Mark) {
    const line = mark.line + 1;
    const column = mark.column + 1;
    const snippet = mark.getSnippet() ?? undefined;
    super(
      `${message} at line ${line}, column ${column}${snippet ? `:\n${snippet}` : ""}`,
    );
    this.name = "YamlSyntaxError";
    this.line = line;
    this.column = column;
    this.offset = mark.position;
    this.snippet = snippet;
  }
}

/** js-yaml's exception as the error that `@std/yaml` throws; anything else as it is. */
export function toSyntaxError(error: unknown): unknown {
  const { name, reason, mark } = error as {
    name?: string;
    reason: string;
    mark?: Mark;
  };
  if (name !== "YAMLException" || !mark) return error;
  return new YamlSyntaxError(stdMessage(reason), mark);
}
