/**
 * Whether Go takes a regular expression. Prometheus does not start with one that it can't compile.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 * @module
 */

const MAX_REPEAT = 1000;
const MAX_DEPTH = 500;

const POSIX_CLASSES =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;

/** What an escape may be, in a class and outside. What stands for a set can't end a range. */
const ESCAPES: [form: RegExp, isSet: boolean][] = [
  [/^\\[dDwWsS]/, true],
  [/^\\[pP](?:([A-Z])|\{\^?([A-Za-z_]+)\})/, true],
  [/^\\[afntrv]/, false],
  [/^\\x(?:[\dA-Fa-f]{2}|\{0*(?:10|[\dA-Fa-f])?[\dA-Fa-f]{1,4}\})/, false],
  [/^\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/, false],
  [/^\\[!-/:-@[-`{-~ ]/, false],
];

/**
 * Whether Go compiles a regular expression. Careful where it is not sure: a few forms that Go takes
 * and nobody writes (`^*`) are refused.
 */
export function isGoRegex(source: string): boolean {
  const skeleton = skeletonOf(source);
  if (skeleton === undefined) return false;
  try {
    new RegExp(skeleton);
    return true;
  } catch {
    return false;
  }
}

/**
 * The expression with each character, escape and class as `x`, so that JavaScript can judge its
 * groups and repetitions, which are the same. `undefined` where a part is none of Go's.
 */
function skeletonOf(source: string): string | undefined {
  const parts: string[] = [];
  let depth = 0;
  let repeats = 1;
  const lastName = source.lastIndexOf(":]");
  for (let at = 0; at < source.length;) {
    const char = source[at];
    if (char === "\\") {
      const length = escapeOutside(source, at);
      if (length === undefined) return undefined;
      // An empty quotation stands for nothing.
      if (source.slice(at, at + length) !== "\\Q\\E") parts.push("x");
      at += length;
    } else if (char === "[") {
      const length = classLength(source, at, lastName);
      if (length === undefined) return undefined;
      parts.push("x");
      at += length;
    } else if (char === "(") {
      if (++depth > MAX_DEPTH) return undefined;
      const group = groupAt(source.slice(at, at + 200));
      if (!group) return undefined;
      if (group.isFlag) depth--;
      parts.push(group.isFlag ? "" : "(");
      at += group.length;
    } else if (char === "{") {
      const repeat = /^\{(\d{1,5})(?:,(\d{0,5}))?\}/.exec(source.slice(at, at + 20));
      if (repeat) {
        const least = Number(repeat[1]);
        const most = Number(repeat[2] || repeat[1]);
        repeats *= Math.max(1, most);
        if (least > most || repeats > MAX_REPEAT) return undefined;
        parts.push(`{${least},${most}}`);
      } else if (/^\{\d+(?:,\d*)?\}/.test(source.slice(at, at + 1000))) {
        return undefined;
      } else {
        parts.push("x");
      }
      at += repeat ? repeat[0].length : 1;
    } else {
      if (char === ")") depth--;
      parts.push(/[)|*+?]/.test(char) ? char : "x");
      at++;
    }
  }
  return parts.join("");
}

function groupAt(source: string): { length: number; isFlag: boolean } | undefined {
  if (source[1] !== "?") return { length: 1, isFlag: false };
  const match = /^\(\?(?:P<\w+>|[imsU]*(?:-[imsU]+)?:|(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)(\)))/
    .exec(source);
  return match ? { length: match[0].length, isFlag: match[1] !== undefined } : undefined;
}

/** Length of an escape outside of classes, where there are anchors and quotations too. */
function escapeOutside(source: string, at: number): number | undefined {
  const next = source[at + 1];
  if (next === "Q") {
    const end = source.indexOf("\\E", at + 2);
    return (end < 0 ? source.length : end + 2) - at;
  }
  if (/[AbBz]/.test(next ?? "")) return 2;
  return escapeAt(source, at)?.length;
}

function escapeAt(source: string, at: number): { length: number; isSet: boolean } | undefined {
  const rest = source.slice(at, at + 60);
  for (const [form, isSet] of ESCAPES) {
    const match = form.exec(rest);
    if (!match) continue;
    const property = match[1] ?? match[2];
    return property === undefined || isProperty(property)
      ? { length: match[0].length, isSet }
      : undefined;
  }
  return undefined;
}

function isProperty(name: string): boolean {
  return [`gc=${name}`, `Script=${name}`].some((property) => {
    try {
      return new RegExp(`\\p{${property}}`, "u") !== undefined;
    } catch {
      return false;
    }
  });
}

/** Length of a class with its brackets; `undefined` where it has no end, or a range runs backwards. */
function classLength(source: string, start: number, lastName: number): number | undefined {
  let at = start + 1;
  if (source[at] === "^") at++;
  const first = at;
  while (at < source.length) {
    if (source[at] === "]" && at > first) return at + 1 - start;
    const posix = source.startsWith("[:", at)
      ? POSIX_CLASSES.exec(source.slice(at, at + 20))
      : undefined;
    if (posix) {
      at += posix[0].length;
      continue;
    }
    // Go takes `[:` for the beginning of such a name, where one ends.
    if (source.startsWith("[:", at) && lastName > at) return undefined;
    const low = memberAt(source, at);
    if (!low) return undefined;
    at += low.length;
    // Behind a set a hyphen stands for itself.
    if (low.code === undefined || source[at] !== "-" || source[at + 1] === "]") continue;
    const high = memberAt(source, at + 1);
    if (high?.code === undefined || low.code > high.code) return undefined;
    at += 1 + high.length;
  }
  return undefined;
}

/** One character of a class, `code` where it is one that may begin or end a range. */
function memberAt(source: string, at: number): { length: number; code?: number } | undefined {
  if (source[at] !== "\\") {
    const code = source.codePointAt(at);
    return code === undefined ? undefined : { length: code > 0xffff ? 2 : 1, code };
  }
  const escape = escapeAt(source, at);
  if (!escape) return undefined;
  return {
    length: escape.length,
    ...(escape.isSet ? {} : { code: codeOf(source.slice(at, at + escape.length)) }),
  };
}

const CONTROLS: Record<string, number> = { a: 7, f: 12, n: 10, t: 9, r: 13, v: 11 };

function codeOf(escape: string): number {
  const body = escape.slice(1);
  if (body[0] === "x") return parseInt(body.replace(/[x{}]/g, ""), 16);
  if (/^[0-7]/.test(body)) return parseInt(body, 8);
  return CONTROLS[body] ?? body.charCodeAt(0);
}
