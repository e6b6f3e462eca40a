/**
 * Tells YAML that is broken because nobody rendered it from YAML that is broken beside a text in double braces.
 *
 * @module
 */

/** What is wrong with a document as YAML, with its place (`at line 3`); `undefined` where nothing is. */
export type FaultOf = (text: string) => string | undefined;

/**
 * Whether it is what stands in double braces that breaks a document: with words in its place it is YAML, or is broken
 * elsewhere, as templates are whose lines hang together only once they are rendered, or in a line that has some.
 */
export function isTemplateFault(text: string, faultOf: FaultOf): boolean {
  if (!text.includes("{{")) return false;
  const words = withWords(text);
  const left = faultOf(words);
  if (left === undefined || left !== faultOf(text)) return true;
  const line = Number(/at line (\d+)/.exec(left)?.[1] ?? NaN);
  if (text.split(/\r\n?|\n/)[line - 1]?.includes("{{")) return true;
  // Tabs are looked for first, and may hide what is broken besides.
  const [plain, worded] = [text, words].map((one) => faultOf(untabbed(one)));
  return plain !== undefined && plain !== worded;
}

/**
 * A document with a word in place of each pair of double braces, and nothing where such a pair is all of a line: most often that
 * is a condition, or what becomes lines. All else stays in its place.
 */
function withWords(text: string): string {
  let result = "";
  let at = 0;
  while (true) {
    const start = text.indexOf("{{", at);
    const end = start < 0 ? -1 : text.indexOf("}}", start);
    if (end < 0) return result + text.slice(at);
    result += text.slice(at, start);
    at = end + 2;
    const [first, ...more] = text.slice(start, at).split("\n");
    const word = isAlone(text, start, at) ? " " : "x";
    result += [word.repeat(first.length), ...more.map((line) => " ".repeat(line.length))].join(
      "\n",
    );
  }
}

/** Whether nothing else stands in the lines that a part of a text begins and ends in. */
function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const next = text.indexOf("\n", end);
  return `${before}${text.slice(end, next < 0 ? undefined : next)}`.trim() === "";
}

function untabbed(text: string): string {
  return text.replace(/^ *\t[ \t]*/gm, (indent) => indent.replaceAll("\t", "    "));
}
