/**
 * Finds lines that are indented with tabs. YAML forbids them, and kubectl refuses the document; the parser here would read
 * some of them as if they were not indented at all.
 *
 * @module
 */

/** A tab before a key or an item of a list. */
const INDENTED = /^ *\t[ \t]*(?:- |-$|"[^"\n]*"\s*:|'[^'\n]*'\s*:|[^\s#"'{[][^\n#]*?:(?:\s|$))/;

/** Below such a line all is text, tabs too. */
const BLOCK_SCALAR = /(?:^|[\s:-])[|>][-+\d]*\s*(?:#.*)?$/;

/**
 * The first line that is indented with a tab, from 1; `undefined` where there is none. Texts in blocks, and what stands in
 * braces, as in JSON, may hold tabs.
 */
export function tabIndentedLine(document: string): number | undefined {
  if (!document.includes("\t") || !/^ *\t/m.test(document)) return undefined;
  if (/^(?:---)?\s*[{[]/.test(document)) return undefined;
  const lines = document.split(/\r\n?|\n/);
  const at = lines.findIndex((line, index) =>
    INDENTED.test(line) && !isText(lines, index) && !isInBraces(lines, index)
  );
  return at < 0 ? undefined : at + 1;
}

/** Whether a line stands in a block scalar: below one that begins it, at whatever depth. */
function isText(lines: readonly string[], index: number): boolean {
  let depth = depthOf(lines[index]);
  for (let above = index - 1; above >= 0 && depth > 0; above--) {
    const line = lines[above];
    if (line.trim() === "" || depthOf(line) >= depth) continue;
    if (BLOCK_SCALAR.test(line)) return true;
    depth = depthOf(line);
  }
  return false;
}

function isInBraces(lines: readonly string[], index: number): boolean {
  const above = lines.slice(0, index).findLast((line) => line.trim() !== "") ?? "";
  return /[{[,]\s*$/.test(above);
}

function depthOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}
