/** What a module says, as far as its layer goes. */
export interface Scan {
  /** The code without comments, texts and patterns; lines are where they were. */
  code: string;
  /** What it imports: statically, dynamically, as types, or to export it again. */
  imports: string[];
  /** Whether it also imports what only a run can tell. */
  importsComputed: boolean;
}

/** Reads a TypeScript module's imports and bare code, without a parser's weight. */
export function scanSource(source: string): Scan {
  const { code, texts } = strip(source);
  return {
    code,
    imports: [...new Set(findImports(code).map((index) => texts[index].text))],
    importsComputed: COMPUTED_IMPORT.test(code),
  };
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
  return [STATIC_IMPORT, DYNAMIC_IMPORT]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(([, index]) => Number(index));
}

const STATIC_IMPORT = /\b(?:import|export)\b(?:[^;"]*?[\s*}]from)?\s*"(\d+)"/g;
const DYNAMIC_IMPORT = /\bimport\s*\(\s*"(\d+)"\s*[,)]/g;
const COMPUTED_IMPORT = /\bimport\s*\((?!\s*"\d+"\s*[,)])/;

/** Replaces comments by spaces, texts by their number in quotes, templates and patterns by nothing. */
function strip(source: string): { code: string; texts: Text[] } {
  const texts: Text[] = [];
  // Open braces; true for those of a template, whose end leads back into its text.
  const braces: boolean[] = [];
  let code = "";
  let position = 0;

  function take(pattern: RegExp): string {
    pattern.lastIndex = position;
    const [taken = ""] = pattern.exec(source) ?? [];
    position += taken.length;
    return taken;
  }

  function takeTemplate(): void {
    const text = take(/(?:\\[\s\S]|\$(?!\{)|[^`$\\])*(?:`|\$\{)?/y);
    code += text.replace(/[^\n]/g, "");
    if (text.endsWith("${")) braces.push(true);
  }

  while (position < source.length) {
    const comment = take(/\/\/.*|\/\*[\s\S]*?\*\//y);
    if (comment) {
      code += ` ${comment.replace(/[^\n]/g, "")}`;
      continue;
    }
    const text = take(/"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/y);
    if (text) {
      const start = position - text.length + 1;
      code += `"${texts.push({ text: text.slice(1, -1), start }) - 1}"`;
      continue;
    }
    if (source[position] === "/" && mayBeginPattern(code) && take(PATTERN)) {
      code += " 0 ";
      continue;
    }
    const plain = take(/[^"'`/{}]+/y);
    if (plain) {
      code += plain;
      continue;
    }
    const character = source[position++];
    if (character === "`") takeTemplate();
    else if (character === "}" && braces.pop()) takeTemplate();
    else code += character;
    if (character === "{") braces.push(false);
  }
  return { code, texts };
}

const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/\w*/y;

/** Whether a slash after the code would not divide. */
function mayBeginPattern(code: string): boolean {
  const before = code.slice(-200).trimEnd();
  return /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|throw|await|yield|else|do))$/
    .test(before);
}
