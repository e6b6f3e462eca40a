/**
 * Caddyfile lines and blocks, printed as `caddy fmt` would.
 *
 * @module
 */

/** A directive with others in braces. */
export interface Block {
  /** What stands before the brace; empty for global options. */
  head: string;
  /** What stands in the braces. */
  body: Line[];
}

/** One directive. */
export type Line = string | Block;

/** A directive with others in braces; one without any where there are none. */
export function block(head: string, body: readonly Line[]): Line {
  return body.length > 0 ? { head, body: [...body] } : head;
}

/** Prints lines, indented by tabs. */
export function printLines(lines: readonly Line[], indent = ""): string {
  return lines.map((line) =>
    typeof line === "string"
      ? `${indent}${line}\n`
      : `${indent}${line.head === "" ? "" : `${line.head} `}{\n${
        printLines(line.body, `${indent}\t`)
      }${indent}}\n`
  ).join("");
}
