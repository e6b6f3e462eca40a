/** What a module says, as far as its layer goes. */
export interface Scan {
  /** The code without comments, texts and patterns; lines are where they were. */
  code: string;
  /** What it imports: statically, dynamically, as types, or to export it again. */
  imports: string[];
  /** Whether it also imports what only a run can tell. */
  importsComputed: boolean;
  /**
   * Whether what it imports may be more than {@linkcode imports}: what Deno makes out where this does not, be it by
   * other rules or since the text was written to be misread. Words in comments and texts count too.
   */
  mayImportMore: boolean;
}

/** Reads a TypeScript module's imports and bare code, without a parser's weight. */
export function scanSource(source: string): Scan {
  const { code, texts } = strip(source);
  const found = findImports(code);
  const importsComputed = COMPUTED_IMPORT.test(code);
  return {
    code,
    imports: [...new Set(found.map((index) => texts[index].text))],
    importsComputed,
    mayImportMore: importsComputed || JSX_IMPORT.test(source) ||
      source.matchAll(IMPORT_WORDS).reduce((count) => count + 1, 0) !== found.length,
  };
}

/** What is in a source for each import in it, however the rest is misread. */
const IMPORT_WORDS = /\bimport\s*(?:["'`(/]|\.(?!\s*meta\b))|\bfrom\s*["'`/]/g;

/** A comment that imports. */
const JSX_IMPORT = /@jsxImportSource/;

/** The patterns that stand in a module, as they are written, each with the number of its line. */
export function findPatterns(source: string): { pattern: string; line: number }[] {
  let line = 1;
  let at = 0;
  return strip(source).patterns.map(({ text, start }) => {
    for (; at < start; at++) if (source[at] === "\n") line++;
    return { pattern: text, line };
  });
}

/** The module with each import's specifier renamed; whatever only looks like one stays. */
export function renameImports(source: string, rename: (specifier: string) => string): string {
  const { code, texts } = strip(source);
  let renamed = source;
  // From the end on, so that the places before stay where they are.
  for (const index of findImports(code).sort((a, b) => b - a)) {
    const { text, start } = texts[index];
    renamed = renamed.slice(0, start) + rename(text) + renamed.slice(start + text.length);
  }
  return renamed;
}

/** A text of the source, without its quotes. */
interface Text {
  text: string;
  start: number;
}

/** The numbers of the texts that are imported: static imports first. */
function findImports(code: string): number[] {
  const named = [...code.matchAll(STATEMENT)]
    .filter(([, before, index]) => index !== undefined && isStaticImport(before))
    .map(([, , index]) => Number(index));
  return [...named, ...[...code.matchAll(DYNAMIC_IMPORT)].map(([, index]) => Number(index))];
}

/** Whether a text that stands behind this, and behind nothing else in its statement, is imported. */
function isStaticImport(before: string): boolean {
  const words = before.trimEnd();
  if (/\bimport$/.test(words.slice(-"_import".length))) return true;
  return /^[\s*}]from$/.test(words.slice(-FROM)) &&
    /\b(?:import|export)\b/.test(words.slice(0, -FROM));
}

const FROM = " from".length;

/** What stands before a text, and its number. It matches everywhere, so that nothing is looked at twice. */
const STATEMENT = /([^;"]*)(?:"(\d+)"|[;"]|$)/g;
const DYNAMIC_IMPORT = /\bimport\s*\(\s*"(\d+)"\s*[,)]/g;
const COMPUTED_IMPORT = /\bimport\s*\((?!\s*"\d+"\s*[,)])/;

/** Replaces comments by spaces, texts by their number in quotes, templates and patterns by nothing. */
function strip(source: string): { code: string; texts: Text[]; patterns: Text[] } {
  const texts: Text[] = [];
  const patterns: Text[] = [];
  // Open braces; true for those of a template, whose end leads back into its text.
  const braces: boolean[] = [];
  const parts: string[] = [];
  // The last of the code: what a slash means depends on it.
  let tail = "";
  let position = 0;
  let noPatternUntil = 0;

  function add(part: string): void {
    parts.push(part);
    tail = (tail + part.slice(-TAIL)).slice(-TAIL);
  }

  function take(pattern: RegExp): string {
    pattern.lastIndex = position;
    const [taken = ""] = pattern.exec(source) ?? [];
    position += taken.length;
    return taken;
  }

  function takeTemplate(): void {
    const text = take(/(?:\\[\s\S]|\$(?!\{)|[^`$\\])*(?:`|\$\{)?/y);
    add(text.replace(/[^\n]/g, ""));
    if (text.endsWith("${")) braces.push(true);
  }

  function takePattern(): string {
    if (source[position] !== "/" || position < noPatternUntil || !mayBeginPattern(tail)) return "";
    const pattern = take(PATTERN);
    if (pattern === "") {
      // One that does not end has none behind it in its line.
      const end = source.indexOf("\n", position);
      noPatternUntil = end < 0 ? source.length : end;
    }
    return pattern;
  }

  // What does not end goes on to the end of its line, or a comment to the end: nothing is looked at twice.
  while (position < source.length) {
    const comment = take(/\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/y);
    if (comment) {
      add(` ${comment.replace(/[^\n]/g, "")}`);
      continue;
    }
    const text = take(/"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/y);
    if (text) {
      const start = position - text.length + 1;
      const isWhole = text.length > 1 && text.endsWith(text[0]);
      if (isWhole) add(`"${texts.push({ text: text.slice(1, -1), start }) - 1}"`);
      continue;
    }
    const pattern = takePattern();
    if (pattern) {
      patterns.push({ text: pattern, start: position - pattern.length });
      add(" 0 ");
      continue;
    }
    const plain = take(/[^"'`/{}]+/y);
    if (plain) {
      add(plain);
      continue;
    }
    const character = source[position++];
    if (character === "`") takeTemplate();
    else if (character === "}" && braces.pop()) takeTemplate();
    else add(character);
    if (character === "{") braces.push(false);
  }
  return { code: parts.join(""), texts, patterns };
}

const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/\w*/y;

/** How much of the code tells what a slash means. */
const TAIL = 200;

/** Whether a slash after the code would not divide. */
function mayBeginPattern(code: string): boolean {
  const before = code.trimEnd();
  return /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|throw|await|yield|else|do))$/
    .test(before);
}
