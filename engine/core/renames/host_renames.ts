/**
 * Other names for hosts (`hosts` in dekube.yaml), in any text.
 *
 * @module
 */

/** Host names by those that take their place; `*.acme.io` is every name of one more label. */
export type Renames = Readonly<Record<string, string>>;

/** Nothing of a longer name stands before it: what is escaped in a URL or a text of JSON ends before it. */
const BEGIN = String.raw`(?:(?<=%[0-9A-Fa-f]{2}|\\[nrt])|(?<![\w*-]|[\w*-]\\?\.))`;
/** Nor behind it; a dot at the end of a sentence, or of a full name, is none. */
const END = String.raw`(?![\w-]|\\?\.[\w*-])`;

/** Changes host names in texts, whole names alone. */
export class HostRenames {
  readonly #names = new Map<string, string>();
  readonly #pattern: RegExp | undefined;
  readonly #seen = new Set<string>();

  /** Names in any case. */
  constructor(renames: Renames) {
    for (const [old, new_] of Object.entries(renames)) this.#names.set(old.toLowerCase(), new_);
    // The longest first, or one would be taken for the end of another; whole names before patterns.
    const names = [...this.#names.keys()].sort((a, b) =>
      Number(a.startsWith("*")) - Number(b.startsWith("*")) || b.length - a.length
    );
    this.#pattern = names.length === 0
      ? undefined
      : new RegExp(`${BEGIN}(?:${names.map(expressionOf).join("|")})${END}`, "gi");
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#pattern === undefined;
  }

  /** The names of `hosts` that no text had. */
  get unused(): string[] {
    return [...this.#names.keys()].filter((name) => !this.#seen.has(name));
  }

  /** The name that a host has today, where it is one of these. */
  of(host: string): string | undefined {
    const renamed = this.in(host);
    return renamed === host ? undefined : renamed;
  }

  /** A text with the names of today. */
  in(text: string): string {
    if (!this.#pattern || !text.includes(".")) return text;
    return text.replace(this.#pattern, (found) => {
      const name = found.replaceAll("\\", "").toLowerCase();
      const renamed = this.#renamed(name);
      // In a regular expression the dots are escaped.
      return found.includes("\\.") ? renamed.replaceAll(".", "\\.") : renamed;
    });
  }

  #renamed(name: string): string {
    const whole = this.#names.get(name);
    if (whole !== undefined) {
      this.#seen.add(name);
      return whole;
    }
    const [label, ...rest] = name.split(".");
    const pattern = ["*", ...rest].join(".");
    this.#seen.add(pattern);
    return this.#names.get(pattern)!.replace("*", () => label);
  }
}

function expressionOf(name: string): string {
  const [first, ...rest] = name.split(".");
  const label = first === "*" ? String.raw`(?:\*|[\w-]+)` : first;
  return [label, ...rest].join(String.raw`\\?\.`);
}
