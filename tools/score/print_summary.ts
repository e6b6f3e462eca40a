/**
 * Sums up scores for people, as Markdown.
 *
 * @module
 */

import type { SilentField, Summary, UpstreamSummary } from "./summary.ts";

const MOST_CODES = 5;

/** The tables of a summary; `top` is how many silent fields are listed. */
export function printSummary(summary: Summary, top: number): string {
  const { upstreams, total, silent, passedOver, findings } = summary;
  const rows = [...upstreams, total];
  const parts = [
    table(SCORE_COLUMNS, rows.map(scoreRow)),
    heading("Skipped files, by reason"),
    table(["upstream", "skipped"], rows.map((row) => [row.upstream, counts(row.skipped)])),
    heading("What is said, by code"),
    table(
      ["upstream", "codes"],
      rows.map((row) => [row.upstream, counts(row.codes, MOST_CODES)]),
    ),
    heading("Objects without which everything would be the same"),
    `${counts(passedOver)}\n`,
    heading(`Silent fields (${Math.min(top, silent.length)} of ${silent.length})`),
    table(["silent", "tried", "field", "for instance"], silent.slice(0, top).map(silentRow)),
  ];
  if (findings.length > 0) {
    parts.push(
      heading("Crashes, errors, unsound output"),
      table(
        ["sample", "what", "reason"],
        findings.map(({ sample, what, reason }) => [sample, what, reason]),
      ),
    );
  }
  return parts.join("");
}

const SCORE_COLUMNS = [
  "upstream",
  "samples",
  "exit 0",
  "exit 2",
  "exit 1",
  "crashes",
  "unsound",
  "objects: converted",
  "said",
  "passed over",
  "fields tried",
  "heard beside others",
  "covered",
  "expected",
  "silent",
  "%",
];

function scoreRow(row: UpstreamSummary): string[] {
  const { exit, objects, fields } = row;
  const tried = Object.values(fields).reduce((sum, number) => sum + number, 0);
  const numbers = [
    row.samples,
    exit[0],
    exit[2],
    exit[1],
    row.crashes,
    row.unsound,
    objects.output,
    objects.words,
    objects.nothing,
    tried,
    fields.beside,
    fields.covered,
    fields.expected,
    fields.silent,
  ];
  const share = tried === 0 ? "" : (100 * fields.silent / tried).toFixed(1);
  return [row.upstream, ...numbers.map(String), share];
}

function silentRow({ silent, tried, kind, path, sample, value }: SilentField): string[] {
  const shown = value === undefined ? "" : `: ${JSON.stringify(value).slice(0, 40)}`;
  return [String(silent), String(tried), `${kind} ${path}`, `${sample}${shown}`];
}

function counts(numbers: Record<string, number>, most = Infinity): string {
  return Object.entries(numbers).slice(0, most).map(([name, n]) => `${name} ${n}`).join(", ");
}

function heading(text: string): string {
  return `\n## ${text}\n\n`;
}

/** A Markdown table whose columns are even. */
function table(columns: readonly string[], rows: readonly string[][]): string {
  const cells = [columns, ...rows].map((row) => row.map(escaped));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const lines = cells.map((row) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return `${[lines[0], rule, ...lines.slice(1)].join("\n")}\n`;
}

function escaped(cell: string): string {
  return cell.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
