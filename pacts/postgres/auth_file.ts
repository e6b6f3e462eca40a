/**
 * pg_hba.conf and pg_ident.conf as PostgreSQL reads them: lines, fields of lines, and the words of a field.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import { isStorable } from "./quote.ts";

/** One word of a field. */
export interface Word {
  /** What it says, without its quotes. */
  text: string;
  /** Whether it begins with a quote: then it is no keyword, and names no file. */
  quoted: boolean;
}

/** Words with commas between them. */
export interface Field {
  /** As it is written. */
  source: string;
  /** At least one. */
  words: Word[];
}

/** The lines of a file that holds these entries, one after another. From 14 on, a backslash at the end joins two. */
export function linesOf(entries: readonly string[], major: number): string[] {
  const lines: string[] = [];
  let line = "";
  let joinedAt = 0;
  // The operator has an empty line behind the last.
  for (const part of [...entries, ""].join("\n").split("\n")) {
    line = withoutEnd(line + part);
    // A backslash that a joined line ends with was looked at before.
    if (major >= 14 && line.endsWith("\\") && line.length > joinedAt) {
      line = line.slice(0, -1);
      joinedAt = line.length;
      continue;
    }
    lines.push(line);
    line = "";
    joinedAt = 0;
  }
  return line === "" ? lines : [...lines, line];
}

function withoutEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
}

/** The fields of a line; none where it is empty or a remark. */
export function fieldsOf(line: string): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < line.length) {
    const words: Word[] = [];
    let start = -1;
    let end = at;
    for (let isMore = true; isMore;) {
      while (/[ \t\r,]/.test(line[at] ?? "")) at++;
      const word = readWord();
      if (!word) break;
      if (start < 0) start = word.start;
      end = at;
      isMore = line[at] === ",";
      words.push({ text: word.text, quoted: word.quoted });
    }
    if (words.length > 0) fields.push({ source: line.slice(start, end), words });
    if (line[at] === "#") break;
  }
  return fields;

  function readWord(): (Word & { start: number }) | undefined {
    const start = at;
    let text = "";
    let quoted = false;
    let inQuotes = false;
    let wasQuote = false;
    for (; at < line.length; at++) {
      const char = line[at];
      if (!inQuotes && /[ \t\r,#]/.test(char)) break;
      // Two of them are one that is meant.
      if (char !== '"' || wasQuote) text += char;
      wasQuote = inQuotes && char === '"' && !wasQuote;
      if (char === '"') {
        inQuotes = !inQuotes;
        if (text === "") quoted = true;
      }
    }
    return at > start ? { text, quoted, start } : undefined;
  }
}

/** What no field may have, whatever it is about: why PostgreSQL would not take it as it is meant. */
export function fieldProblem({ words }: Field, major: number): string | undefined {
  for (const { text, quoted } of words) {
    if (!isStorable(text)) return "it has a NUL in it";
    if (!quoted && /^@./s.test(text)) {
      return `"${text}" is a file, and there is none beside it. Write what it holds in its place`;
    }
    // Older servers have room for so many bytes.
    if (major < 14 && new TextEncoder().encode(text).length > 250) {
      return `PostgreSQL ${major} takes no word of more than 250 bytes`;
    }
  }
  return undefined;
}

/** The one word of a field; `undefined` where it has several, or there is no such field. */
export function onlyWord(field: Field | undefined): Word | undefined {
  return field?.words.length === 1 ? field.words[0] : undefined;
}
