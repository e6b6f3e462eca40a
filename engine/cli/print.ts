/**
 * What the command says.
 *
 * @module
 */

import type { Diagnostic, Severity } from "../../pacts/mod.ts";
import { printable, printableLines } from "../../pacts/printable.ts";
import { describe } from "../core/extensions/failures.ts";
import type { Volume } from "./args.ts";
import { hasColor, withColor } from "./color.ts";
import { grouped } from "./group.ts";
import { clearLines } from "./live_line.ts";

const SIGNS: Record<Severity, string> = { error: "✖", warning: "⚠", info: "ℹ" };

/** One diagnostic as a line. */
export function formatDiagnostic(diagnostic: Diagnostic, color = false): string {
  const { severity, message, resource, path, file } = diagnostic;
  const about = resource
    ? [describe(resource), path, file && `(${file})`].filter(Boolean).join(" ")
    : [file, file && path].filter(Boolean).join(", ");
  const text = printable(`${about ? `${about}: ` : ""}${message}`);
  return withColor(`${SIGNS[severity]} ${text}`, color);
}

/** Prints diagnostics to standard error; what is said of many things is said once, unless each is asked for. */
export function printDiagnostics(
  diagnostics: Iterable<Diagnostic>,
  volume: Volume = "normal",
): void {
  const color = hasColor();
  const all = [...diagnostics].filter(({ severity }) => volume !== "quiet" || severity === "error");
  clearLines();
  for (const diagnostic of volume === "verbose" ? all : grouped(all)) {
    const code = volume === "verbose" ? ` [${printable(diagnostic.code)}]` : "";
    console.error(`${formatDiagnostic(diagnostic, color)}${code}`);
  }
}

/** Prints a failure to standard error. `hasLines` is whether the message was made of lines, each of which is ours. */
export function printFailure(message: string, hasLines = false): void {
  clearLines();
  const text = hasLines ? printableLines(message) : printable(message);
  console.error(`${withColor("✖ ")}${text}`);
}
