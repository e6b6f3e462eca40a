/**
 * Whether Prometheus takes a template of Go in a rule's labels and annotations: its actions, its functions and its
 * variables. One that it can't read keeps Prometheus from starting. Nothing is run.
 *
 * @see https://pkg.go.dev/text/template
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 * @module
 */

import { isAtLeast, type Version } from "./version.ts";

const BUILT_IN =
  "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery";
const OF_PROMETHEUS = "args externalURL first graphLink humanize humanize1024 humanizeDuration " +
  "humanizePercentage humanizeTimestamp label match parseDuration pathPrefix query reReplaceAll " +
  "safeHtml sortByLabel stripDomain stripPort strvalue tableLink title tmpl toLower toTime toUpper value";
/** Functions that came with a version. */
const SINCE: Record<string, [major: number, minor: number]> = {
  now: [3, 0],
  toDuration: [3, 0],
  urlQueryEscape: [3, 5],
};
const FUNCTIONS = new Set(`${BUILT_IN} ${OF_PROMETHEUS}`.split(" "));

/** What is around every template of a rule. */
const VARIABLES = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];
const MOST_DEPTH = 100;

class BadTemplate extends Error {}

/** Why Prometheus does not take a template, as the beginning of a sentence; `undefined` where it does. */
export function whyNoTemplate(source: string, version: Version): string | undefined {
  try {
    const scopes = new Scopes();
    for (const action of actionsOf(source)) new Action(action, scopes, version).read();
    scopes.end();
    return undefined;
  } catch (error) {
    if (error instanceof BadTemplate) return error.message;
    throw error;
  }
}

/** What stands between braces, without comments. */
function actionsOf(source: string): string[] {
  const actions: string[] = [];
  for (let at = 0;;) {
    const open = source.indexOf("{{", at);
    if (open < 0) return actions;
    const start = open + 2 + (/^-[ \t\r\n]/.test(source.slice(open + 2, open + 4)) ? 2 : 0);
    if (source.startsWith("/*", start)) {
      const end = source.indexOf("*/", start + 2);
      const [close] = end < 0
        ? []
        : /^(?:[ \t\r\n]-)?\}\}/.exec(source.slice(end + 2, end + 6)) ?? [];
      if (close === undefined) throw new BadTemplate("a comment in it has no end");
      at = end + 2 + close.length;
      continue;
    }
    const end = endOfAction(source, start);
    actions.push(source.slice(start, end).replace(/[ \t\r\n]-$/, ""));
    at = end + 2;
  }
}

/** Where the braces stand that end an action; in a text they mean nothing. */
function endOfAction(source: string, start: number): number {
  const part = /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])*'|\}\}|[^]/y;
  for (part.lastIndex = start;;) {
    const at = part.lastIndex;
    const [found] = part.exec(source) ?? [];
    if (found === undefined) throw new BadTemplate('a "{{" in it has no "}}"');
    if (found === "}}") return at;
  }
}

/** What is open, and the variables that are known in it. */
class Scopes {
  readonly #open: { kind: string; variables: number; hasElse: boolean }[] = [];
  readonly #variables = [...VARIABLES];

  open(kind: string): void {
    if (this.#open.length > MOST_DEPTH) {
      throw new BadTemplate("its blocks stand too deep in each other");
    }
    this.#open.push({ kind, variables: this.#variables.length, hasElse: false });
  }

  close(): void {
    const last = this.#open.pop();
    if (!last) throw new BadTemplate('it has an "end" too many');
    this.#variables.length = last.variables;
  }

  otherwise(): void {
    const last = this.#open.at(-1);
    if (!last || last.hasElse || !["if", "with", "range"].includes(last.kind)) {
      throw new BadTemplate('an "else" stands where none can');
    }
    last.hasElse = true;
    this.#variables.length = last.variables;
  }

  /** `else if` and `else with` go on with the same. */
  again(): void {
    this.#open.at(-1)!.hasElse = false;
  }

  isIn(kind: string): boolean {
    return this.#open.some((one) => one.kind === kind);
  }

  declare(name: string): void {
    this.#variables.push(name);
  }

  knows(name: string): boolean {
    return this.#variables.includes(name);
  }

  end(): void {
    if (this.#open.length > 0) {
      throw new BadTemplate(`a "${this.#open.at(-1)!.kind}" in it has no "end"`);
    }
  }
}

/** Words of an action; space counts, as it stands between the parts of a command. */
const WORD =
  /([ \t\r\n]+)|("(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)|('(?:[^'\\\n]|\\[^\n]+)')|([+-]?(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.]))|(\$[\p{L}\p{Nd}_]*)|(\.[\p{L}_][\p{L}\p{Nd}_]*)|([\p{L}_][\p{L}\p{Nd}_]*)|(:=|[=|(),.])/yu;
const KINDS = [
  "space",
  "text",
  "char",
  "number",
  "variable",
  "field",
  "name",
  "sign",
  "end",
] as const;

interface Word {
  kind: typeof KINDS[number];
  text: string;
}

class Action {
  readonly #words: Word[];
  readonly #scopes: Scopes;
  readonly #version: Version;
  #at = 0;
  #depth = 0;

  constructor(source: string, scopes: Scopes, version: Version) {
    this.#scopes = scopes;
    this.#version = version;
    this.#words = wordsOf(source);
  }

  read(): void {
    this.#space();
    const { kind, text } = this.#next;
    if (kind === "end") throw new BadTemplate("an action in it is empty");
    if (kind !== "name" || !KEYWORDS.has(text)) return this.#last(this.#pipeline.bind(this));
    this.#at++;
    switch (text) {
      case "if":
      case "with":
      case "range":
        this.#scopes.open(text);
        return this.#last(() => this.#pipeline(text === "range" ? 2 : 1));
      case "end":
        this.#scopes.close();
        return this.#last();
      case "else": {
        this.#scopes.otherwise();
        this.#space();
        const again = this.#next.text;
        const isAgain = this.#next.kind === "name" &&
          (again === "if" || (again === "with" && isAtLeast(this.#version, 3, 0)));
        if (!isAgain) return this.#last();
        this.#at++;
        this.#scopes.again();
        return this.#last(() => this.#pipeline());
      }
      case "break":
      case "continue":
        if (!this.#scopes.isIn("range")) throw new BadTemplate(`"${text}" stands in no "range"`);
        return this.#last();
      case "template":
        this.#name();
        this.#space();
        if (this.#next.kind === "end") return;
        return this.#last(() => this.#pipeline());
      // They are templates of their own, without the variables of this one, which nobody defines in a rule.
      default:
        throw new BadTemplate(`"${text}" defines a template within it`);
    }
  }

  /** What a keyword takes, and nothing behind it. */
  #last(read?: () => void): void {
    read?.();
    this.#space();
    if (this.#next.kind !== "end") this.#unexpected();
  }

  get #next(): Word {
    return this.#words[this.#at];
  }

  #unexpected(): never {
    const { kind, text } = this.#next;
    throw new BadTemplate(
      kind === "end" ? "an action in it ends too early" : `"${text}" stands where it can't`,
    );
  }

  #space(): boolean {
    if (this.#next.kind !== "space") return false;
    this.#at++;
    return true;
  }

  #isSign(text: string): boolean {
    return this.#next.kind === "sign" && this.#next.text === text;
  }

  #name(): void {
    this.#space();
    if (this.#next.kind !== "text") this.#unexpected();
    this.#at++;
  }

  /** Commands, each of which gets what the one before it came to; `most` is how many variables it may set. */
  #pipeline(most = 1): void {
    if (++this.#depth > MOST_DEPTH) {
      throw new BadTemplate("its brackets stand too deep in each other");
    }
    const declared = this.#declarations(most);
    for (let isFirst = true;; isFirst = false) {
      this.#command(isFirst);
      if (!this.#isSign("|")) break;
      this.#at++;
    }
    for (const name of declared) this.#scopes.declare(name);
    this.#depth--;
  }

  /** `$a := ` or `$a, $b := `; variables that are set again must be known. */
  #declarations(most: number): string[] {
    this.#space();
    const start = this.#at;
    const names: string[] = [];
    while (this.#next.kind === "variable" && names.length < most) {
      names.push(this.#next.text);
      this.#at++;
      this.#space();
      if (!this.#isSign(",")) break;
      this.#at++;
      this.#space();
      if (this.#next.kind !== "variable") this.#unexpected();
    }
    const isNew = this.#isSign(":=");
    if (names.length === 0 || (!isNew && !this.#isSign("="))) {
      this.#at = start;
      return [];
    }
    this.#at++;
    if (!isNew) names.forEach((name) => this.#known(name));
    return isNew ? names : [];
  }

  #command(isFirst: boolean): void {
    this.#space();
    let count = 0;
    let isCallable = false;
    for (;; count++) {
      const { kind, text } = this.#next;
      if (kind === "end" || this.#isSign("|") || this.#isSign(")")) break;
      if (count === 0) {
        isCallable = ["name", "field", "variable"].includes(kind)
          ? !CONSTANTS.test(text)
          : text === "(";
      }
      if (count === 0 && text === "nil") throw new BadTemplate("nil is no command");
      this.#operand();
      if (!this.#space()) {
        const ends = this.#next.kind === "end" || this.#isSign("|") || this.#isSign(")");
        if (!ends) this.#unexpected();
      }
    }
    if (count === 0) this.#unexpected();
    if (!isFirst && !isCallable) {
      throw new BadTemplate("something that is no function gets what stands before it");
    }
  }

  #operand(): void {
    const { kind, text } = this.#next;
    this.#at++;
    switch (kind) {
      case "text":
      case "char":
      case "number":
        if (this.#next.kind === "field") this.#unexpected();
        return;
      case "variable":
        this.#known(text);
        break;
      case "field":
        break;
      case "name": {
        if (!CONSTANTS.test(text)) this.#function(text);
        else if (this.#next.kind === "field") this.#unexpected();
        break;
      }
      default:
        if (text === "(") {
          this.#pipeline(0);
          this.#space();
          if (!this.#isSign(")")) this.#unexpected();
          this.#at++;
        } else if (text !== "." || this.#next.kind === "field") {
          this.#at--;
          this.#unexpected();
        }
    }
    while (this.#next.kind === "field") this.#at++;
  }

  #known(name: string): void {
    if (!this.#scopes.knows(name)) throw new BadTemplate(`there is no variable ${name}`);
  }

  #function(name: string): void {
    const since = Object.hasOwn(SINCE, name) ? SINCE[name] : undefined;
    if (since ? isAtLeast(this.#version, ...since) : FUNCTIONS.has(name)) return;
    throw new BadTemplate(`this version of Prometheus knows no function "${name}" in templates`);
  }
}

const CONSTANTS = /^(?:true|false|nil)$/;
const KEYWORDS = new Set(
  ["if", "with", "range", "end", "else", "break", "continue", "template", "define", "block"],
);

function wordsOf(source: string): Word[] {
  const words: Word[] = [];
  for (WORD.lastIndex = 0;;) {
    const at = WORD.lastIndex;
    if (at >= source.length) return [...words, { kind: "end", text: "" }];
    const found = WORD.exec(source);
    if (!found) {
      throw new BadTemplate(
        `"${String.fromCodePoint(source.codePointAt(at)!)}" means nothing in an action`,
      );
    }
    const index = found.slice(1).findIndex((part) => part !== undefined);
    if (KINDS[index] === "text") requireText(found[0]);
    const isNamed = ["variable", "field", "name"].includes(KINDS[index]);
    if (isNamed && /^[^ \t\r\n.,|:()]/.test(source.charAt(WORD.lastIndex))) {
      throw new BadTemplate(`something stands right behind "${found[0]}"`);
    }
    words.push({ kind: KINDS[index], text: found[0] });
  }
}

const ESCAPE =
  /\\(?:[abfnrtv\\"]|x[\da-fA-F]{2}|[0-3][0-7]{2}|u(?!d[89a-fA-F])[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4})/g;

function requireText(quoted: string): void {
  if (quoted.startsWith('"') && quoted.slice(1, -1).replace(ESCAPE, "").includes("\\")) {
    throw new BadTemplate("a text in it has an escape that Go does not know");
  }
}
