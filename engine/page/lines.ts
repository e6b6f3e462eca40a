/**
 * A value as lines of YAML, each with the path of the field that it shows.
 *
 * @module
 */

import { pathBelow } from "../core/account/written_path.ts";
import { printableJson } from "../../pacts/printable.ts";

/** A line, and the field that it shows. */
export interface Line {
  /** The line. */
  text: string;
  /** Path of the field: `spec.rules[0].host`. */
  path: string;
}

/**
 * The lines of a value. What a list of lines in a text says stands below its key, as YAML's `|` has it.
 *
 * @example
 * ```ts
 * import { linesOf } from "./lines.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(linesOf({ env: [{ name: "A", value: "1" }] }), [
 *   { text: "env:", path: "env" },
 *   { text: "- name: A", path: "env[0].name" },
 *   { text: '  value: "1"', path: "env[0].value" },
 * ]);
 * ```
 */
export function linesOf(value: unknown): Line[] {
  const lines: Line[] = [];
  add(value, "", "", "", lines);
  return lines;
}

/** Adds a value below what stands before it on its first line. */
function add(value: unknown, lead: string, indent: string, path: string, lines: Line[]): void {
  if (typeof value !== "object" || value === null) {
    addScalar(value, lead, indent, path, lines);
    return;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) {
    lines.push({ text: `${lead}${isList ? "[]" : "{}"}`, path });
    return;
  }
  const isKey = lead.endsWith(": ");
  if (isKey) lines.push({ text: lead.trimEnd(), path });
  let start = isKey || lead === "" ? indent : lead;
  for (const [key, item] of entries) {
    const below = pathBelow(path, isList ? Number(key) : key);
    if (isList) {
      add(item, `${start}- `, `${indent}  `, below, lines);
    } else {
      const isNested = typeof item === "object" && item !== null && !Array.isArray(item);
      add(item, `${start}${bare(key)}: `, isNested ? `${indent}  ` : indent, below, lines);
    }
    start = indent;
  }
}

function addScalar(value: unknown, lead: string, indent: string, path: string, lines: Line[]) {
  if (typeof value !== "string") {
    lines.push({ text: `${lead}${String(value)}`, path });
    return;
  }
  const rows = value.replace(/\n$/, "").split("\n");
  if (rows.length === 1) {
    lines.push({ text: `${lead}${bare(value)}`, path });
    return;
  }
  lines.push({ text: `${lead}${value.endsWith("\n") ? "|" : "|-"}`, path });
  for (const row of rows) lines.push({ text: `${indent}  ${shown(row)}`, path });
}

/** Words that YAML takes for something else than a text. */
const WORDS = /^(?:true|false|yes|no|on|off|null|~|[-+]?(?:\.?\d)[\d_.eExXoa-fA-F:+-]*)$/i;

/** A text as it stands where nothing is mistaken about it, else in quotes. */
function bare(text: string): string {
  const isPlain = /^[\p{L}\p{N}_./…$@-](?:[^\p{C}#:]|:(?=\S)|(?<=\S)#)*$/u.test(text) &&
    !/\s$/.test(text) && !/^-(?:\s|$)/.test(text) && !WORDS.test(text) && !text.endsWith(":");
  return isPlain && printableJson(text) === text ? text : printableJson(JSON.stringify(text));
}

function shown(row: string): string {
  const text = row.replaceAll("\t", "  ").replace(/\r$/, "");
  return /\p{C}/u.test(text) ? printableJson(JSON.stringify(text)).slice(1, -1) : text;
}
