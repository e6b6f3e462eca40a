/**
 * What the command says.
 *
 * @module
 */

import type { Diagnostic, Severity } from "../../pacts/mod.ts";
import { printable, printableLines } from "../../pacts/printable.ts";
import { describe } from "../core/extensions/failures.ts";
import type { Volume } from "./args.ts";
import { grouped } from "./group.ts";
import { clearLines } from "./live_line.ts";

const SIGNS: Record<Severity, string> = { error: "✖", warning: "⚠", info: "ℹ" };
const COLORS: Record<Severity, string> = { error: "31", warning: "33", info: "36" };

/** One diagnostic as a line. */
export function formatDiagnostic(diagnostic: Diagnostic, color = false): string {
  const { severity, message, resource, path, file } = diagnostic;
  const about = [
    resource ? describe(resource) : "",
    resource && path ? path : "",
    file ? `(${file}${!resource && path ? `, ${path}` : ""})` : "",
  ].filter(Boolean).join(" ");
  const sign = color ? `\x1b[${COLORS[severity]}m${SIGNS[severity]}\x1b[0m` : SIGNS[severity];
  return `${sign} ${printable(`${about ? `${about}: ` : ""}${message}`)}`;
}

/** Prints diagnostics to standard error; what is said of many things is said once, unless each is asked for. */
export function printDiagnostics(
  diagnostics: Iterable<Diagnostic>,
  volume: Volume = "normal",
): void {
  const color = Deno.stderr.isTerminal() && !Deno.noColor;
  const all = [...diagnostics].filter(({ severity }) => volume !== "quiet" || severity === "error");
  clearLines();
  for (const diagnostic of volume === "verbose" ? all : grouped(all)) {
    const code = volume === "verbose" ? ` [${diagnostic.code}]` : "";
    console.error(`${formatDiagnostic(diagnostic, color)}${code}`);
  }
}

/** Prints a failure to standard error. `hasLines` is whether the message was made of lines, each of which is ours. */
export function printFailure(message: string, hasLines = false): void {
  const color = Deno.stderr.isTerminal() && !Deno.noColor;
  clearLines();
  const text = hasLines ? printableLines(message) : printable(message);
  console.error(`${color ? "\x1b[31m✖\x1b[0m" : "✖"} ${text}`);
}
