/**
 * Directives and blocks of nginx.conf.
 *
 * @module
 */

/** A directive with others in braces. */
export interface Block {
  /** What stands before the brace. */
  head: string;
  /** What stands in the braces. */
  body: Line[];
}

/** One directive, without its semicolon; a comment where it begins with `#`. */
export type Line = string | Block;

/** A directive with others in braces. */
export function block(head: string, body: readonly Line[]): Block {
  return { head, body: [...body] };
}

/** Prints lines, indented by four spaces. */
export function printLines(lines: readonly Line[], indent = ""): string {
  return lines.map((line) =>
    typeof line !== "string"
      ? `${indent}${line.head} {\n${printLines(line.body, `${indent}    `)}${indent}}\n`
      : line.startsWith("#")
      ? `${indent}${line}\n`
      : `${indent}${line};\n`
  ).join("");
}
