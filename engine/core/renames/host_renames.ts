/**
 * Other names for hosts (`hosts` in dekube.yaml), in any text.
 *
 * @module
 */

/** Host names by those that take their place; `*.acme.io` is every name of one more label. */
export type Renames = Readonly<Record<string, string>>;

/**
 * A whole name: nothing of a longer one stands before it or behind it. What is escaped in a URL or a text of JSON ends
 * before it, a dot at the end of a sentence, or of a full name, is none of it, and a regular expression escapes dots, with
 * more signs where it stands in a text of JSON.
 */
const NAME =
  /(?:(?<=%[0-9A-Fa-f]{2}|\\[nrt])|(?<![\w*-]|[\w*-]\\{0,4}\.))(?:\*|[\w-]+)(?:\\{0,4}\.[\w-]+)*(?![\w-]|\\{0,4}\.[\w*-])/g;

/** Changes host names in texts, whole names alone. */
export class HostRenames {
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();

  /** Names in any case. */
  constructor(renames: Renames) {
    for (const [old, new_] of Object.entries(renames)) this.#names.set(old.toLowerCase(), new_);
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#names.size === 0;
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
    if (this.isEmpty || !text.includes(".")) return text;
    return text.replace(NAME, (found, at) => {
      // What an escape ends with looks like the beginning of the name.
      const escape = escapeEnd(text[at - 1], found);
      const behind = escape && this.#written(found.slice(escape.length));
      return behind ? escape + behind : this.#written(found) ?? found;
    });
  }

  /** A name as it is written, as it is to be written. */
  #written(found: string): string | undefined {
    const renamed = this.#renamed(found.replaceAll("\\", "").toLowerCase());
    const [escaped] = /(?<!\\)\\+\./.exec(found) ?? [];
    return escaped === undefined ? renamed : renamed?.replaceAll(".", () => escaped);
  }

  #renamed(name: string): string | undefined {
    const whole = this.#names.get(name);
    if (whole !== undefined) {
      this.#seen.add(name);
      return whole;
    }
    const dot = name.indexOf(".");
    if (dot < 0) return undefined;
    const pattern = `*${name.slice(dot)}`;
    const renamed = this.#names.get(pattern);
    if (renamed !== undefined) this.#seen.add(pattern);
    return renamed?.replace("*", () => name.slice(0, dot));
  }
}

/** What of `%2F`, `%252F`, `\n` or `\u0026` stands in front of a name, behind the sign that it begins with. */
function escapeEnd(sign: string | undefined, found: string): string {
  const escape = sign === "%" ? /^(?:25)*[0-9a-f]{2}/i : /^(?:[nrt]|u[0-9a-f]{4}|x[0-9a-f]{2})/i;
  return sign === "%" || sign === "\\" ? escape.exec(found)?.[0] ?? "" : "";
}
