/**
 * Changes one setting in the text of dekube.yaml, and leaves the rest, comments included, as it stands.
 *
 * @module
 */

import { isMapping, type Mapping, settingKeys } from "../../pacts/mod.ts";
import { parseYaml } from "../core/manifests/parse.ts";
import { renderYaml } from "../core/output/render.ts";

/**
 * The text with a setting at a path; without a value it is taken out. However the text is written, what it says
 * afterwards is what it said before with this setting.
 *
 * @throws {SyntaxError} where the text is no mapping of YAML.
 *
 * @example
 * ```ts
 * import { editSettings } from "./edit_settings.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "name: shop # ours\nextensions:\n  caddy: {layer4: true}\n";
 * assertEquals(editSettings(text, ["name"], "store"), text.replace("shop", "store"));
 * ```
 */
export function editSettings(text: string, path: readonly string[], value: unknown): string {
  const document = mappingIn(text);
  const at = writtenPath(document, path);
  const wanted = withValue(document, at, value);
  const says = (candidate: string) => {
    try {
      return isSame(mappingIn(candidate), wanted);
    } catch {
      return false;
    }
  };
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  // Less and less of the text is kept, until it says what it has to.
  for (let depth = at.length; depth > 0; depth--) {
    const part = at.slice(0, depth);
    const candidate = edited(lines, part, valueAt(wanted, part));
    if (says(candidate)) return candidate;
  }
  return renderYaml(wanted);
}

function mappingIn(text: string): Mapping {
  const document = parseYaml(text) ?? {};
  if (!isMapping(document)) throw new SyntaxError("dekube.yaml is no mapping of settings");
  return document;
}

/** The path as the document has it: the names of a path may stand in one key, with dots between them. */
function writtenPath(document: Mapping, path: readonly string[]): readonly string[] {
  const dotted = Object.keys(document).find((key) =>
    path.length > 1 && settingKeys(key)?.join("\0") === path.join("\0")
  );
  return dotted === undefined ? path : [dotted];
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => isMapping(at) && Object.hasOwn(at, key) ? at[key] : undefined,
    document,
  );
}

/** A document with a value; mappings that become empty go. */
function withValue(document: Mapping, [key, ...below]: readonly string[], value: unknown): Mapping {
  const { [key]: own, ...others } = document;
  const inner = below.length === 0 ? value : withValue(isMapping(own) ? own : {}, below, value);
  const isGone = inner === undefined ||
    below.length > 0 && value === undefined && Object.keys(inner as Mapping).length === 0;
  return isGone ? others : { ...document, [key]: inner };
}

/** The text with the block of a path in another form. */
function edited(lines: readonly string[], path: readonly string[], value: unknown): string {
  let [start, end, indent] = [0, lines.length, ""];
  for (const [index, key] of path.entries()) {
    const block = blockOf(lines, key, start, end, indent);
    const isLast = index === path.length - 1;
    if (!block) {
      const missing = path.slice(index).reduceRight<unknown>(
        (below, key) => ({ [key]: below }),
        value,
      );
      const added = value === undefined ? [] : indented(missing, indent);
      const said = lastOf(lines, start, end);
      const last = said === start ? end : said;
      return joined([...lines.slice(0, last), ...added, ...lines.slice(last)]);
    }
    if (isLast) {
      const own = value === undefined ? [] : indented({ [key]: value }, indent);
      const comment = block.end === block.start + 1 && own.length === 1
        ? commentOf(lines[block.start])
        : "";
      if (comment !== "") own[0] += comment;
      return joined([...lines.slice(0, block.start), ...own, ...lines.slice(block.end)]);
    }
    [start, end] = [block.start + 1, block.end];
    const first = lines.slice(start, end).find((line) => !isIdle(line));
    indent = /^ */.exec(first ?? `${indent}  `)![0];
  }
  return joined(lines);
}

interface Block {
  start: number;
  end: number;
}

/** Lines of a key of a mapping whose keys stand at an indent. */
function blockOf(
  lines: readonly string[],
  key: string,
  from: number,
  to: number,
  indent: string,
): Block | undefined {
  const starts = [key, JSON.stringify(key), `'${key}'`].map((name) => `${indent}${name}:`);
  const isStart = (line: string) =>
    starts.some((start) => line.startsWith(start) && /^(?:\s|$)/.test(line.slice(start.length)));
  for (let start = from; start < to; start++) {
    if (!isStart(lines[start])) continue;
    let end = start + 1;
    while (end < to && isBelow(lines[end], indent)) end++;
    return { start, end: lastOf(lines, start + 1, end) };
  }
  return undefined;
}

/** Whether a line belongs to the key before it: it stands deeper, or is an item of its list. */
function isBelow(line: string, indent: string): boolean {
  return isIdle(line) || line.startsWith(`${indent} `) || line.startsWith(`${indent}- `);
}

/** Behind the last line that says something: comments and space belong to what comes next. */
function lastOf(lines: readonly string[], from: number, to: number): number {
  while (to > from && isIdle(lines[to - 1])) to--;
  return to;
}

function isIdle(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line);
}

function indented(value: unknown, indent: string): string[] {
  return renderYaml(value).trimEnd().split("\n").map((line) =>
    line === "" ? line : `${indent}${line}`
  );
}

function joined(lines: readonly string[]): string {
  const text = lines.join("\n");
  return text === "" ? "" : `${text}\n`;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (isMapping(a) && isMapping(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
  }
  return a === b || Number.isNaN(a) && Number.isNaN(b);
}

/** The comment at the end of a line, behind all quotes, with a space before it. */
function commentOf(line: string): string {
  const behind = line.slice(Math.max(line.lastIndexOf('"'), line.lastIndexOf("'")) + 1);
  const start = behind.search(/\s#/);
  return start < 0 ? "" : behind.slice(start);
}
