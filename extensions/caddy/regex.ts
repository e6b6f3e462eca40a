/**
 * Regular expressions from manifests, written for nginx or HAProxy (PCRE), as Go reads them (RE2).
 *
 * One that Go refuses would keep Caddy from starting, so this lets through only what is known to be
 * common to both, and spells it so that it can stand in a Caddyfile.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 * @module
 */

/**
 * A regular expression for Go that means the same; `undefined` where there is none: Go has no
 * look-around, no references back, and no possessive quantifiers.
 *
 * @example
 * ```ts ignore
 * assertEquals(toGoRegex("/media/(?<key>.*)"), "/media/(?P<key>.*)");
 * assertEquals(toGoRegex("/(?!api).*"), undefined);
 * ```
 */
export function toGoRegex(source: string): string | undefined {
  if (source.length > MAX_LENGTH) return undefined;
  const names = new Set<string>();
  let result = "";
  let depth = 0;
  let repeats = 1;
  // Whether a quantifier may follow.
  let repeatable = false;
  const scanner = new Scanner(source);
  while (!scanner.done) {
    const [token, kind] = scanner.next();
    switch (kind) {
      case "flags":
      case "anchor":
      case "alternation":
        repeatable = false;
        result += token;
        break;
      case "open": {
        const name = /<(\w+)>/.exec(token)?.[1];
        if (name !== undefined && names.has(name) || ++depth > MAX_DEPTH) return undefined;
        if (name !== undefined) names.add(name);
        repeatable = false;
        result += name === undefined ? token : `(?P<${name}>`;
        break;
      }
      case "close":
        if (--depth < 0) return undefined;
        repeatable = true;
        result += token;
        break;
      case "quantifier": {
        const [low, high = low] = (token.match(/\d+/g) ?? ["1"]).map(Number);
        repeats *= Math.max(low, high, 1);
        if (!repeatable || high < low || repeats > MAX_REPEATS) return undefined;
        repeatable = false;
        result += token;
        break;
      }
      case "class": {
        const members = classMembers(token);
        if (members === undefined) return undefined;
        repeatable = true;
        result += members;
        break;
      }
      case "shorthand":
        repeatable = true;
        result += token;
        break;
      case "escaped":
      case "character":
        repeatable = true;
        result += escapeRegex(kind === "escaped" ? unescape(token) : token);
        break;
      default:
        return undefined;
    }
  }
  return depth === 0 ? result : undefined;
}

const MAX_LENGTH = 1000;
const MAX_DEPTH = 50;
/** Go's own limit, for counted repetitions within each other; here for all of them together. */
const MAX_REPEATS = 1000;

/**
 * What an expression consists of, tried in this order; whatever fits none is not common to both.
 */
const TOKENS: readonly [kind: string, RegExp][] = [
  ["flags", /\(\?[imsU]+\)/y],
  ["open", /\((?:\?(?:[imsU]*:|P?<[A-Za-z_]\w*>)|(?!\?))/y],
  ["close", /\)/y],
  ["alternation", /\|/y],
  ["quantifier", /(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??/y],
  ["anchor", /\^|\$|\\[bBAz]/y],
  ["class", /\[\^?\]?(?:\[:[a-z]+:\]|\\[^]|[^\]\\])*\]/y],
  ["shorthand", /\.|\\[dDwWsS]/y],
  ["escaped", /\\(?:[fnrt]|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,5}\}|[^A-Za-z0-9])/y],
  ["character", /[^\\()[*+?|^$.]/yu],
];

class Scanner {
  readonly #source: string;
  #position = 0;

  constructor(source: string) {
    this.#source = source.toWellFormed();
  }

  get done(): boolean {
    return this.#position >= this.#source.length;
  }

  next(): [token: string, kind: string] {
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = this.#position;
      const token = pattern.exec(this.#source)?.[0];
      if (token !== undefined) {
        this.#position += token.length;
        return [token, kind];
      }
    }
    this.#position = this.#source.length;
    return ["", "unknown"];
  }
}

const POSIX_CLASSES =
  /^\[:(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]$/;
const CLASS_MEMBER = /\[:[a-z]+:\]|\\(?:x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,5}\}|[^])|[^]/gu;

/** A bracket expression with every member spelled out. */
function classMembers(token: string): string | undefined {
  const [, not, body] = /^\[(\^?)([^]*)\]$/.exec(token)!;
  const members = body.match(CLASS_MEMBER) ?? [];
  let result = "";
  for (let index = 0; index < members.length; index++) {
    const member = members[index];
    if (member.length > 1 && member.startsWith("[:")) {
      if (!POSIX_CLASSES.test(member)) return undefined;
      result += member;
    } else if (/^\\[dDwWsS]$/.test(member)) {
      result += member;
    } else {
      const low = character(member);
      if (low === undefined) return undefined;
      if (members[index + 1] === "-" && index + 2 < members.length) {
        const high = character(members[index + 2]);
        if (high === undefined || high.codePointAt(0)! < low.codePointAt(0)!) return undefined;
        result += `${escapeRegex(low)}-${escapeRegex(high)}`;
        index += 2;
      } else {
        result += low === "-" ? "\\-" : escapeRegex(low);
      }
    }
  }
  return result === "" ? undefined : `[${not}${result}]`;
}

function character(member: string): string | undefined {
  if (!member.startsWith("\\")) {
    return member.length > 1 && member.startsWith("[") ? undefined : member;
  }
  return /^\\(?:[fnrt]|x.|[^A-Za-z0-9])/.test(member) ? unescape(member) : undefined;
}

const CONTROL: Record<string, string> = { f: "\f", n: "\n", r: "\r", t: "\t" };

/** The character that an escape stands for. */
function unescape(escape: string): string {
  const hex = /^\\x\{?([0-9A-Fa-f]+)\}?$/.exec(escape)?.[1];
  if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16)).toWellFormed();
  return CONTROL[escape[1]] ?? escape.slice(1);
}

/**
 * A regular expression for Go that matches just this text. It is printable ASCII without quotes,
 * and the braces in it are Go's own, so that it can stand in a Caddyfile.
 *
 * @example
 * ```ts ignore
 * assertEquals(escapeRegex("/v1.0/{id}"), "/v1\\.0/\\x7bid\\x7d");
 * ```
 */
export function escapeRegex(text: string): string {
  return text.toWellFormed().replace(/[^A-Za-z0-9/_-]/gu, (char) => {
    const code = char.codePointAt(0)!;
    if (code > 0x7e) return `\\x{${code.toString(16)}}`;
    const isPunctuation = code > 0x20 && !'"`{}'.includes(char);
    return isPunctuation ? `\\${char}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
