/**
 * Reads regular expressions.
 *
 * What manifests hold was written for one of several engines, and is run by another; so by default
 * what is read is what PCRE and Go both have, and mean the same by, with what only one of them has
 * where the other takes it for a mistake: that is for those to refuse who write it for an engine.
 *
 * @see https://www.pcre.org/current/doc/html/pcre2pattern.html
 * @see https://github.com/google/re2/wiki/Syntax
 * @module
 */

import { append } from "../append.ts";
import { MOST_DEPTH, MOST_REPEATS, requireSize } from "./limits.ts";
import {
  type Assertion,
  BadRegex,
  type Regex,
  type RegexNode,
  type RegexSyntax,
  type SetItem,
} from "./syntax.ts";
import { isUnicodeName } from "./unicode_names.ts";

/**
 * Reads an expression. None is ever handed to JavaScript's own engine, which differs from both, and
 * which some take minutes.
 *
 * @throws {BadRegex} where it is none.
 */
export function parseRegex(source: string, syntax: RegexSyntax = "common"): Regex {
  const regex = new Parser(source, syntax === "go").parse();
  requireSize(regex.root, syntax);
  return regex;
}

const POSIX_NAMES = new Set(
  "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit".split(" "),
);
const CONTROLS: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9 };
const LARGEST = 0x10ffff;

class Parser {
  readonly #source: string;
  readonly #isGo: boolean;
  readonly #names = new Map<string, number>();
  readonly #twice = new Set<string>();
  /** Where the last name of a POSIX class may end. */
  readonly #lastName: number;
  #at = 0;
  #groups = 0;
  #highestReference = 0;
  #flags: ReadonlySet<string> = new Set();

  constructor(source: string, isGo: boolean) {
    this.#source = source.toWellFormed();
    this.#isGo = isGo;
    this.#lastName = this.#source.lastIndexOf(":]");
  }

  parse(): Regex {
    const root = this.#choice(0);
    if (this.#at < this.#source.length) throw new BadRegex("a bracket is closed that none opened");
    if (this.#highestReference > this.#groups) {
      throw new BadRegex("it refers to a group that it does not have");
    }
    return { root, groups: this.#groups, names: this.#names };
  }

  #choice(depth: number): RegexNode {
    const branches: RegexNode[][] = [[]];
    while (this.#at < this.#source.length && this.#source[this.#at] !== ")") {
      const parts = branches[branches.length - 1];
      if (this.#take("|")) branches.push([]);
      else if (this.#take("\\Q")) append(parts, this.#quotation());
      else append(parts, this.#repeated(this.#atom(depth)));
    }
    const nodes = branches.map((parts): RegexNode =>
      parts.length === 1 ? parts[0] : { kind: "sequence", parts }
    );
    return nodes.length === 1 ? nodes[0] : { kind: "choice", branches: nodes };
  }

  /** What `\Q` and `\E` hold between them; a repetition behind it is about the last character. */
  #quotation(): RegexNode[] {
    const end = this.#source.indexOf("\\E", this.#at);
    // What is put behind the expression would be quoted as well.
    if (end < 0 && this.#isGo) throw new BadRegex("its \\Q has no \\E");
    const text = this.#source.slice(this.#at, end < 0 ? this.#source.length : end);
    this.#at += text.length + (end < 0 ? 0 : 2);
    const chars = [...text].map((char) => this.#char(char.codePointAt(0)!));
    const last = chars.pop();
    return [...chars, ...this.#repeated(last)];
  }

  /** A part and what says how often it is there. */
  #repeated(body: RegexNode | undefined): RegexNode[] {
    const [sign, lowest, comma, highest] = this.#match(/[*+?]|\{(\d+)(?:(,)(\d*))?\}/y) ?? [];
    if (sign === undefined) return body ? [body] : [];
    const isCounted = sign.startsWith("{");
    const hasZeros = isCounted && /[{,]0\d/.test(sign);
    // Go takes these for a text.
    if (hasZeros && this.#isGo) {
      this.#at -= sign.length - 1;
      return [...(body ? [body] : []), this.#char(0x7b)];
    }
    if (!body || body.kind === "flags" || body.kind === "look" || hasZeros) {
      throw new BadRegex(`there is nothing for ${sign} to repeat`);
    }
    if (body.kind === "assert" && !this.#isGo) throw new BadRegex("it repeats a place");
    const low = isCounted ? Number(lowest) : sign === "+" ? 1 : 0;
    const high = isCounted
      ? comma === undefined ? low : highest === "" ? Infinity : Number(highest)
      : sign === "?"
      ? 1
      : Infinity;
    if (low > high || low > MOST_REPEATS || (high !== Infinity && high > MOST_REPEATS)) {
      throw new BadRegex(`${sign} is no repetition of at most ${MOST_REPEATS}`);
    }
    const mode = this.#take("?") ? "?" : !this.#isGo && this.#take("+") ? "+" : "";
    if (this.#match(/[*+?]|\{\d+(?:,\d*)?\}/y)) throw new BadRegex("it repeats a repetition");
    const lazy = this.#flags.has("U") !== (mode === "?");
    return [{ kind: "repeat", body, low, high, mode, lazy }];
  }

  /** A part without what says how often it is there; `undefined` where it stands for nothing. */
  #atom(depth: number): RegexNode | undefined {
    const code = this.#source.codePointAt(this.#at)!;
    const char = String.fromCodePoint(code);
    switch (char) {
      case "(":
        return this.#group(depth + 1);
      case "[":
        this.#at++;
        return this.#set();
      case "\\":
        this.#at++;
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new BadRegex(`there is nothing for ${char} to repeat`);
      case "{":
        if (/^\{\d+(?:,\d*)?\}/.test(this.#source.slice(this.#at, this.#at + 50))) {
          if (
            !this.#isGo || !/^\{0\d|^\{\d+,0\d/.test(this.#source.slice(this.#at, this.#at + 50))
          ) {
            throw new BadRegex("there is nothing for { to repeat");
          }
        }
    }
    this.#at += char.length;
    if (char === ".") return { kind: "any", newline: this.#flags.has("s") };
    return char === "^" || char === "$" ? this.#assert(char) : this.#char(code);
  }

  #char(code: number): RegexNode {
    return { kind: "char", code, fold: this.#flags.has("i") };
  }

  #assert(of: Assertion): RegexNode {
    return { kind: "assert", of, lines: this.#flags.has("m") };
  }

  #group(depth: number): RegexNode | undefined {
    if (depth > MOST_DEPTH) {
      throw new BadRegex(`more than ${MOST_DEPTH} groups stand in each other`);
    }
    const outer = this.#flags;
    const node = this.#opened(depth);
    if (node?.kind !== "flags") this.#flags = outer;
    return node;
  }

  #opened(depth: number): RegexNode | undefined {
    const inside = () => {
      const body = this.#choice(depth);
      if (!this.#take(")")) throw new BadRegex("a bracket is not closed");
      return body;
    };
    if (this.#match(/\((?![?*])/y)) return this.#capture(undefined, inside);
    const name = this.#match(this.#isGo ? /\(\?P<(\w+)>/y : /\(\?P?<([^\s<>=!][^\s<>]*)>/y) ??
      (this.#isGo ? undefined : this.#match(/\(\?'([^\s']+)'/y));
    if (name) return this.#capture(name[1], inside);
    const flags = this.#match(/\(\?([imsU]*)(?:-([imsU]+))?([:)])/y);
    if (flags) {
      const [all, on, off = "", end] = flags;
      if (all === "(?)") throw new BadRegex("(?) is no group");
      this.#flags = new Set([...this.#flags, ...on].filter((flag) => !off.includes(flag)));
      const written = `${on}${off === "" ? "" : `-${off}`}`;
      return end === ")"
        ? { kind: "flags", flags: written }
        : { kind: "group", flags: written, body: inside() };
    }
    const [look] = this.#isGo ? [] : this.#match(/\(\?(?:<?[=!]|>)/y) ?? [];
    if (look === "(?>") return { kind: "atomic", body: inside() };
    if (look !== undefined) {
      const [behind, negated] = [look.includes("<"), look.endsWith("!")];
      return { kind: "look", behind, negated, body: inside() };
    }
    const [reference] = this.#isGo ? [] : this.#match(/\(\?P=[^\s()]+\)/y) ?? [];
    if (reference !== undefined) return this.#referenceTo(reference.slice(4, -1));
    if (!this.#isGo && this.#match(/\(\?#[^)]*\)/y)) return undefined;
    const kind = [...this.#source.slice(this.#at, this.#at + 6)].slice(0, 4).join("");
    throw new BadRegex(`${kind} begins a group of a kind that is not known here`);
  }

  #capture(name: string | undefined, inside: () => RegexNode): RegexNode {
    const number = ++this.#groups;
    if (name !== undefined) {
      if (this.#names.has(name)) this.#twice.add(name);
      this.#names.set(name, number);
    }
    return { kind: "group", number, flags: "", body: inside() };
  }

  #referenceTo(name: string): RegexNode {
    const group = this.#names.get(name);
    if (group === undefined || this.#twice.has(name)) {
      throw new BadRegex(`it refers to "${name}", which is not one group before it`);
    }
    return { kind: "reference", group };
  }

  /** What stands behind a backslash, outside of sets. */
  #escape(): RegexNode {
    const [place] = this.#match(this.#isGo ? /[AzbB]/y : /[AzZbB]/y) ?? [];
    if (place !== undefined) return this.#assert(place as Assertion);
    if (!this.#isGo) {
      const [, , name] = this.#match(/k([<{'])([^\s<>{}']+)[>}']/y) ?? [];
      if (name !== undefined) return this.#referenceTo(name);
      const [digit] = this.#match(/[1-9](?!\d)/y) ?? [];
      if (digit !== undefined) {
        this.#highestReference = Math.max(this.#highestReference, Number(digit));
        return { kind: "reference", group: Number(digit) };
      }
    }
    const members = this.#setEscape();
    return typeof members === "number"
      ? this.#char(members)
      : { kind: "set", negated: false, items: members, fold: this.#flags.has("i") };
  }

  /** What stands behind a backslash, in sets too: a character, or several. */
  #setEscape(): number | SetItem[] {
    const [letter] = this.#match(/[dDwWsS]/y) ?? [];
    if (letter !== undefined) return [{ kind: "class", letter }];
    const property = this.#match(/([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/y);
    if (property) {
      const [, sign, short, not, long] = property;
      const name = short ?? long;
      if (!isUnicodeName(name)) throw new BadRegex(`Go knows no Unicode class "${name}"`);
      return [{ kind: "property", name, negated: (sign === "P") !== (not === "^") }];
    }
    const [hex, two, braced] = this.#match(/x(?:([\dA-Fa-f]{2})|\{([\dA-Fa-f]{1,10})\})/y) ?? [];
    if (hex !== undefined) {
      const code = parseInt(two ?? braced, 16);
      if (code > LARGEST) throw new BadRegex(`\\${hex} is no character`);
      return code;
    }
    const [octal] = this.#match(this.#isGo ? /0[0-7]{0,2}|[1-7][0-7]{1,2}/y : /0[0-7]{0,2}/y) ?? [];
    if (octal !== undefined) return parseInt(octal, 8);
    const [control] = this.#match(/[afnrt]/y) ?? [];
    if (control !== undefined) return CONTROLS[control];
    if (this.#isGo && this.#take("v")) return 11;
    if (!this.#isGo && this.#take("e")) return 27;
    if (!this.#isGo && this.#take("h")) {
      return [{ kind: "range", low: 9, high: 9 }, { kind: "range", low: 32, high: 32 }];
    }
    const [itself] = this.#match(this.#isGo ? /[\0-\x7f]/y : /[^]/yu) ?? [];
    if (itself === undefined || /[A-Za-z0-9]/.test(itself)) {
      throw new BadRegex(`\\${itself ?? ""} is not known here`);
    }
    return itself.codePointAt(0)!;
  }

  #set(): RegexNode {
    const negated = this.#take("^");
    const items: SetItem[] = [];
    for (let isFirst = true;; isFirst = false) {
      if (this.#at >= this.#source.length) throw new BadRegex("a set of characters is not closed");
      if (!isFirst && this.#take("]")) break;
      if (this.#source.startsWith("[:", this.#at) && this.#lastName > this.#at) {
        items.push(this.#posix());
        continue;
      }
      const low = this.#member();
      if (typeof low !== "number") {
        append(items, low);
        continue;
      }
      // A hyphen at the end stands for itself.
      if (!this.#match(/-(?!\])/y)) {
        items.push({ kind: "range", low, high: low });
        continue;
      }
      const high = this.#at < this.#source.length ? this.#member() : [];
      if (typeof high !== "number" || high < low) {
        throw new BadRegex("a range in a set of characters runs backwards, or is none");
      }
      items.push({ kind: "range", low, high });
    }
    return { kind: "set", negated, items, fold: this.#flags.has("i") };
  }

  #posix(): SetItem {
    const [all, not, name] = this.#match(/\[:(\^?)([a-z]{1,10}):\]/y) ?? [];
    if (all === undefined || !POSIX_NAMES.has(name)) {
      throw new BadRegex("[: begins the name of a class that is not known");
    }
    return { kind: "posix", name, negated: not === "^" };
  }

  #member(): number | SetItem[] {
    if (this.#take("\\")) return this.#setEscape();
    const code = this.#source.codePointAt(this.#at)!;
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** What an expression of ours matches right here. */
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (!found) return undefined;
    this.#at += found[0].length;
    return found;
  }
}
