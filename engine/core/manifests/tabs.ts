/**
 * Finds lines that are indented with tabs. YAML forbids them, and kubectl refuses the document; the parser here would read
 * some of them as if they were not indented at all.
 *
 * @module
 */

/** A tab before a key or an item of a list. */
const INDENTED = /^ *\t[ \t]*(?:- |-$|"[^"\n]*"\s*:|'[^'\n]*'\s*:|[^\s#"'{[][^\n#]*?:(?:\s|$))/;

/** Below such a line all is text, tabs too. */
const BLOCK_SCALAR = /(?:^|[\s:-])[|>][-+\d]*\s*(?:#.*)?$/s;

/**
 * The first line that is indented with a tab, from 1; `undefined` where there is none. Texts in blocks, and what stands in
 * braces, as in JSON, may hold tabs.
 */
export function tabIndentedLine(document: string): number | undefined {
  if (!document.includes("\t") || !/^ *\t/m.test(document)) return undefined;
  if (/^(?:---)?\s*[{[]/.test(document)) return undefined;
  const lines = document.split(/\r\n?|\n/);
  // How deep the line stands below which all is text, while lines are below it.
  let scalar: number | undefined;
  let above = "";
  for (const [index, line] of lines.entries()) {
    const isBlank = line.trim() === "";
    const depth = depthOf(line);
    if (scalar !== undefined && !isBlank && depth <= scalar) scalar = undefined;
    const isText = scalar !== undefined;
    if (INDENTED.test(line) && !isText && !/[{[,]\s*$/.test(above)) return index + 1;
    if (isBlank) continue;
    if (!isText && BLOCK_SCALAR.test(line)) scalar = depth;
    above = line;
  }
  return undefined;
}

function depthOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}
