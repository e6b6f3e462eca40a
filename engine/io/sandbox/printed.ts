/**
 * What extensions print, line by line.
 *
 * @module
 */

import { printable } from "../../../pacts/printable.ts";

/** A longer line is cut into several. */
export const LONGEST_LINE = 64 * 1024;

/** Says a line that an extension printed, so that nobody takes it for the command's own. */
export function sayPrinted(line: string): void {
  console.error(`extension: ${printable(line)}`);
}

/**
 * Text that comes in pieces, as lines; none of them is waited for to end without end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const printed = new Printed((line) => lines.push(line));
 * printed.add("one\ntw");
 * printed.add("o");
 * printed.end();
 * assertEquals(lines, ["one", "two"]);
 * ```
 */
export class Printed {
  #begun = "";

  /** Hands each line to somebody: to the user, if nobody else is named. */
  constructor(readonly say: (line: string) => void = sayPrinted) {}

  /** Takes a piece. */
  add(text: string): void {
    const [first, ...others] = text.split("\n");
    const lines = [this.#begun + first, ...others];
    this.#begun = lines.pop()!;
    for (const line of lines) this.#cut(line);
    if (this.#begun.length < LONGEST_LINE) return;
    const whole = this.#begun.length - this.#begun.length % LONGEST_LINE;
    this.#cut(this.#begun.slice(0, whole));
    this.#begun = this.#begun.slice(whole);
  }

  /** Takes what there is for the last line. */
  end(): void {
    if (this.#begun !== "") this.#cut(this.#begun);
    this.#begun = "";
  }

  #cut(line: string): void {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST_LINE) {
      this.say(line.slice(at, at + LONGEST_LINE));
    }
  }
}
