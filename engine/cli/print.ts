/**
 * What the command says.
 *
 * @module
 */

import type { Diagnostic, Severity } from "../../pacts/mod.ts";
import { printable, printableJson, printableLines } from "../../pacts/printable.ts";
import { shellQuote } from "../../pacts/shell.ts";
import type { Conversion } from "../core/convert.ts";
import { describe } from "../core/extensions/failures.ts";
import { grouped } from "./group.ts";
import type { WriteReport } from "../io/output/plan.ts";

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

/** Prints diagnostics to standard error; what is said of many things is said once. */
export function printDiagnostics(diagnostics: Iterable<Diagnostic>): void {
  const color = Deno.stderr.isTerminal() && !Deno.noColor;
  for (const diagnostic of grouped(diagnostics)) console.error(formatDiagnostic(diagnostic, color));
}

/** Prints a failure to standard error. `hasLines` is whether the message was made of lines, each of which is ours. */
export function printFailure(message: string, hasLines = false): void {
  const color = Deno.stderr.isTerminal() && !Deno.noColor;
  const text = hasLines ? printableLines(message) : printable(message);
  console.error(`${color ? "\x1b[31m✖\x1b[0m" : "✖"} ${text}`);
}

/** Prints diagnostics to standard output in the form that `--report` asks for. */
export function printReport(report: "json" | undefined, diagnostics: readonly Diagnostic[]): void {
  if (report === "json") console.log(printableJson(JSON.stringify(diagnostics, null, 2)));
}

/** What was written, and what to do next. */
export function summary(
  conversion: Pick<Conversion, "project">,
  report: WriteReport,
  where: { outputDir: string; composeFile: string; firstRun: boolean },
): string {
  const { outputDir, composeFile, firstRun } = where;
  const count = Object.keys(conversion.project.services).length;
  const changes = report.written.length + report.removed.length;
  const below = outputDir === "." ? "" : `${outputDir.replace(/\/+$/, "")}/`;
  const lines = [
    `${below}${composeFile}: ${plural(count, "service")}; ${
      changes === 0
        ? `${plural(report.unchanged.length, "file")}, none changed`
        : `${
          plural(report.written.length, "file")
        } written, ${report.unchanged.length} unchanged, ${report.removed.length} removed`
    }.`,
  ];
  if (firstRun) lines.push(`${below}dekube.yaml is new: review it, above all where data is kept.`);
  const file = composeFile === "compose.yml" ? "" : ` -f ${shellQuote(composeFile)}`;
  lines.push(
    `Start it with: ${
      outputDir === "." ? "" : `cd ${shellQuote(outputDir)} && `
    }docker compose${file} up -d`,
  );
  return lines.map(printable).join("\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
