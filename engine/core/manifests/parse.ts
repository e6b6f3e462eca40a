/**
 * Reads YAML (and JSON, which is YAML) as kubectl does, one document at a time, so that a broken
 * document costs none of its neighbours.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { resolveMergeKeys } from "../../../pacts/encoding/merge_keys.ts";
import { YamlBudget } from "../../../pacts/encoding/yaml_budget.ts";
import {
  defaultLimits,
  type Diagnostics,
  isLimitError,
  type Limits,
  type Manifest,
} from "../../../pacts/mod.ts";
import { UserError } from "../user_error.ts";
import { yamlFault } from "../yaml_fault.ts";
import { admitManifests } from "./manifests.ts";
import { tabIndentedLine } from "./tabs.ts";
import { isTemplateFault } from "./template_faults.ts";
import { hasOddKey, Unrendered } from "./unrendered.ts";

/** A file of manifests. */
export interface ManifestFile {
  /** Path below the input folder, with `/`. */
  file: string;
  /** What it holds. */
  text: string;
}

/**
 * The manifests of some files. What can't be read gets a diagnostic with file, line and column, and
 * the rest is read.
 *
 * @throws {UserError} where they hold more than the limits allow.
 */
export function parseManifests(
  files: Iterable<ManifestFile>,
  diagnostics: Diagnostics,
  limits: Limits = defaultLimits(),
): Manifest[] {
  const budget = new YamlBudget(limits);
  const manifests: Manifest[] = [];
  const unrendered = new Unrendered();
  for (const { file, text } of files) {
    const release = file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
    const documents = parseDocuments(text, file, diagnostics, { unrendered, budget });
    // Not all at once: a list may be longer than a call takes arguments.
    for (const manifest of admitManifests(documents, diagnostics, { file, release })) {
      manifests.push(manifest);
    }
  }
  unrendered.say(diagnostics);
  return manifests;
}

/** What the files of one input have in common. */
export interface InputState {
  /** Told of templates. */
  unrendered: Unrendered;
  /** What aliases may still repeat. */
  budget: YamlBudget;
}

/** The documents of a YAML text. `file` names it in diagnostics. */
export function parseDocuments(
  text: string,
  file: string,
  diagnostics: Diagnostics,
  { unrendered = new Unrendered(), budget = new YamlBudget(defaultLimits()) }: Partial<InputState> =
    {},
): unknown[] {
  const state: InputState = { unrendered, budget };
  const documents: unknown[] = [];
  for (const { text: chunk, line } of splitDocuments(text)) {
    const document = parseDocument(chunk, line, file, diagnostics, state);
    if (document !== undefined && !state.unrendered.takes(chunk, document, file)) {
      documents.push(document);
    }
  }
  return documents;
}

/** Not `^`, which JavaScript takes for the beginning of more lines than YAML knows. */
const MARKER = /(?<![^\n\r])(?:---(?=\s|$)|\.\.\.[^\S\n\r]*(?:[\n\r]|$))/g;

/**
 * Cuts at `---` in the first column, which YAML allows nowhere else, and behind `...`, which ends a
 * document too. `line` counts from 0.
 */
function* splitDocuments(
  text: string,
): Iterable<{ text: string; line: number }> {
  let start = 0;
  let line = 0;
  for (const marker of text.matchAll(MARKER)) {
    const end = marker[0] === "---" ? marker.index : marker.index + marker[0].length;
    const chunk = text.slice(start, end);
    yield { text: chunk, line };
    line += countLines(chunk);
    start = end;
  }
  yield { text: text.slice(start), line };
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    lines++;
  }
  return lines;
}

const NOTHING_BUT_COMMENTS = /^(?:---)?(?:[ \t]*(?:[#%][^\n]*)?\r?\n)*[ \t]*(?:#[^\n]*)?$/;

function parseDocument(
  text: string,
  line: number,
  file: string,
  diagnostics: Diagnostics,
  { unrendered, budget }: InputState,
): unknown {
  if (NOTHING_BUT_COMMENTS.test(text)) return undefined;
  const tab = tabIndentedLine(text);
  if (tab !== undefined) {
    return sayBroken(
      new SyntaxError(`line ${tab + line} is indented with a tab, where YAML wants spaces`),
    );
  }
  try {
    return parseYaml(text, { budget, file });
  } catch (error) {
    if (isLimitError(error)) throw new UserError(error.message, { cause: error });
    const { message, at } = explain(error);
    if (!/duplicated (mapping )?key/.test(message)) return sayBroken(error);
    const key = at && keyAt(text, at);
    diagnostics.warn(
      "duplicate-key",
      `the key ${key ? `"${key}" ` : ""}is there twice${
        at ? ` at line ${at.line + line}` : ""
      }; the last one wins`,
      { file },
    );
  }
  try {
    return parseYaml(text, { allowDuplicateKeys: true, budget, file });
  } catch (error) {
    if (isLimitError(error)) throw new UserError(error.message, { cause: error });
    return sayBroken(error);
  }

  function sayBroken(error: unknown): undefined {
    if (isTemplateFault(text, faultOf) && unrendered.takes(text, undefined, file)) return undefined;
    const { message, at } = explain(error);
    const place = at
      ? ` at line ${at.line + line}, column ${at.column}`
      : line > 0 && tab === undefined
      ? ` (document at line ${line + 1})`
      : "";
    diagnostics.warn(
      "broken-yaml",
      `this document is not YAML: ${yamlFault(message)}${place}; it is skipped`,
      { file },
    );
  }
}

/** What is wrong with a document, but for keys that are there twice, and where. */
function faultOf(text: string): string | undefined {
  const tab = tabIndentedLine(text);
  if (tab !== undefined) return `tab at line ${tab}`;
  try {
    parse(text, { allowDuplicateKeys: true, schema: "core" });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

/** How a document is read. */
export interface YamlOptions {
  /** Whether the last one of a key that is there twice counts. */
  allowDuplicateKeys?: boolean;
  /** What aliases may repeat, or how to find that out from the document. */
  budget?: YamlBudget | ((document: unknown) => YamlBudget);
  /** Names the document in errors. */
  file?: string;
}

/**
 * One YAML document as kubectl reads it.
 *
 * @throws {SyntaxError} where it is none.
 * @throws {LimitError} where it holds much more than is written.
 */
export function parseYaml(text: string, options: YamlOptions = {}): unknown {
  const { allowDuplicateKeys, budget = new YamlBudget(defaultLimits()), file = "a document" } =
    options;
  const document = parse(text, { allowDuplicateKeys, schema: "core" });
  const inForce = typeof budget === "function" ? budget(document) : budget;
  inForce.take(document, text, file);
  // The parser makes a text of a key that is a mapping; kubectl refuses it.
  if (/\{\s*\{|(?:^|[\s,{[])\?\s/.test(text) && !text.includes("{{") && hasOddKey(document)) {
    throw new SyntaxError("a mapping stands where a key should be");
  }
  return resolveMergeKeys(document, text, (size) => inForce.repeat(size, file));
}

/** A place in a text; both count from 1. */
interface Place {
  line: number;
  column: number;
}

/** Message of a YAML error without its excerpt, and its place. */
function explain(error: unknown): { message: string; at?: Place } {
  const first = (error instanceof Error ? error.message : String(error)).split("\n")[0];
  const match = /\(?at line (\d+), column (-?\d+)/.exec(first);
  if (!match) return { message: first };
  const message = first.slice(0, match.index).trimEnd();
  return { message, at: { line: Number(match[1]), column: Number(match[2]) } };
}

/** How much is looked at to find a key: YAML lets those on a line have 1,024 characters. */
const LONGEST_KEY = 2048;

/**
 * The key that is there twice. Of a mapping of lines the parser gives the key's line, and a column
 * that may be before it; of one in braces the place behind the value.
 */
function keyAt(text: string, { line, column }: Place): string | undefined {
  const whole = text.split(/\r\n?|\n/)[line - 1] ?? "";
  const written = whole.slice(0, LONGEST_KEY);
  const before = whole.slice(Math.max(column - 1 - LONGEST_KEY, 0), Math.max(column - 1, 0));
  const match = /^[\s?-]*$/.test(before)
    ? /^(?:\s|[?-]\s)*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"].*?)\s*:(?:\s|$)/.exec(written)
    : /("(?:[^"\\]|\\.)*"|[\w./-]+)\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^\s{}[\],"]*)\s*$/.exec(before);
  return match?.[1].replace(/^(["'])(.*)\1$/, "$2");
}
