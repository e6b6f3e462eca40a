/**
 * Odd input, the same in every run: what is found once is found again. FUZZ_RUNS says how often each test tries.
 *
 * @module
 */

/** How often a test tries: a few times among the others, `FUZZ_RUNS` times where that is set. */
export const RUNS = Number(Deno.env.get("FUZZ_RUNS") ?? 25);

/** Random choices that depend on a seed alone. */
export class Odd {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 7919 + 12345) % 2147483647;
  }

  /** A whole number below another. */
  below(limit: number): number {
    return (this.#state = (this.#state * 48271) % 2147483647) % limit;
  }

  /** One of some things. */
  of<T>(things: readonly T[]): T {
    return things[this.below(things.length)];
  }

  /** Several of what `make` makes. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  /** A text in which anything may stand. */
  text(): string {
    const parts = this.some(4, () => this.below(3) === 0 ? this.of(CHARACTERS) : this.of(WORDS));
    return parts.join("");
  }

  /** A text without what no Kubernetes takes in the value of an annotation or a variable: nothing at all. */
  line(): string {
    // deno-lint-ignore no-control-regex -- these are what must not be there
    return this.text().replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, " ");
  }
}

const CHARACTERS = [
  ...["\0", "\x01", "\x07", "\x1b", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "\ufffe"],
  ...[
    "\uffff",
    "\ud800",
    "\udfff",
    "😀",
    "é",
    "\u0301",
    "\t",
    "\n",
    "\r",
    "\r\n",
    " ",
    "  ",
    "\n\n",
  ],
  ..."!\"#$%&()*+,-./:;<=>?@[]^_`{|}~\\'",
];

const WORDS = [
  ...[
    "",
    "a",
    "b",
    "true",
    "no",
    "null",
    "~",
    "yes",
    "0",
    "08",
    "0o17",
    "1_000",
    "1e3",
    ".5",
    "+.inf",
  ],
  ...[
    "0x1F",
    "2024-01-01",
    "12:30:45",
    "=",
    "<<",
    "---",
    "...",
    "- a",
    "? a",
    ": a",
    "a: b",
    "a #b",
  ],
  ...[
    "#",
    "&a",
    "*a",
    "!a",
    "!!str",
    "|",
    ">",
    "%",
    "@",
    "`",
    "'",
    '"',
    "''",
    '""',
    "\\",
    "\\n",
    "\\x41",
  ],
  ...[
    "$",
    "$$",
    "$A",
    "${A}",
    "${A:-b}",
    "${",
    "$(A)",
    "$1",
    "{env.HOME}",
    "{$HOME}",
    "{{ . }}",
    "{{",
    "}}",
  ],
  ...[
    "{",
    "}",
    "{a}",
    "[a]",
    "a,b",
    ";",
    "//",
    "/*",
    "*/",
    "--",
    "<!--",
    "%s",
    "%(a)s",
    "'; DROP TABLE a;--",
  ],
  ...[
    "\nEOF\n",
    "`id`",
    "$(id)",
    "|| true",
    "& ",
    "> /x",
    "\\\n",
    "x".repeat(1100),
    "é".repeat(700),
  ],
];

/** A value as it can be written at all: half a surrogate pair has no bytes. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]),
  );
}
