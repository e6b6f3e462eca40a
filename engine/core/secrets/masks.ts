/**
 * Texts that are compared and shown, without what Secrets hold.
 *
 * @module
 */

import { isMapping, type SecretValue } from "../../../pacts/mod.ts";
import { parseYaml } from "../manifests/parse.ts";
import { renderYaml } from "../output/render.ts";
import { soundsSecret } from "./sounds_secret.ts";
import { formsOf, ValuesIn } from "./values_in.ts";
import { UserError } from "../user_error.ts";

/** A shorter text stands for something else as often as not; one that is all of a text does so less often. */
const SHORTEST = 6;
const SHORTEST_WHOLE = 4;

/** What stands for a value until all is compared: of this range no text means anything to anybody else. */
const [OPEN, CLOSE] = ["\ue000", "\ue001"];

/**
 * Takes values of Secrets out of texts. Each has a stand-in of its own, so that it is seen where one has changed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const masks = new Masks([{ namespace: "shop", secret: "db", key: "password", value: "hunter2" }]);
 * assertEquals(Masks.shown(masks.without("postgres://shop:hunter2@db")), "postgres://shop:…@db");
 * ```
 */
export class Masks {
  readonly #values: ValuesIn;
  readonly #whole: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();

  /** Takes these out. */
  constructor(values: readonly SecretValue[]) {
    this.#values = new ValuesIn(values.filter(({ value }) => value.trim().length >= SHORTEST));
    this.#whole = new Set(
      values.map(({ value }) => value).filter(({ length }) => length >= SHORTEST_WHOLE),
    );
  }

  /** A text in which stand-ins are what people see. */
  static shown(text: string): string {
    return text.replaceAll(STAND_IN, "…");
  }

  /** A text without the values in it. */
  without(text: string): string {
    if (this.#whole.has(text)) return this.#standIn(text);
    let rest = text;
    for (const source of this.#values.of(text)) {
      for (const { form, written } of formsOf(source)) {
        for (const way of new Set([written, form])) {
          if (way.length >= SHORTEST) {
            rest = rest.replaceAll(way, () => this.#standIn(source.value));
          }
        }
      }
    }
    return rest;
  }

  /**
   * A file of Compose before and after, without the values in either: of what was there before, less is known, so what
   * has a value of a Secret in one has it in the other.
   */
  withoutInCompose(before: string, after: string): [before: string, after: string] {
    const texts = [before, after];
    const values = texts.map(parsed);
    const places = new Set<string>();
    for (const value of values) {
      eachScalar(value, "", (text, place, key) => {
        if (isName(place, key)) return;
        if (soundsSecret(key) || this.without(text) !== text) places.add(place);
      });
    }
    const [first, second] = texts.map((text, index) => {
      const value = values[index];
      if (value === undefined) return this.#lines(text);
      const rest = eachScalar(value, "", (text, place, key) => {
        if (!places.has(place)) return undefined;
        const without = this.without(text);
        return soundsSecret(key) || without === text ? this.#standIn(text) : without;
      });
      return /^(?:#.*\n)*/.exec(text)![0] + renderYaml(rest);
    });
    return [first, second];
  }

  /** Whether a text has stand-ins in it. */
  static isIn(text: string): boolean {
    return text.includes(OPEN);
  }

  /**
   * Lines that stood where others stand now. Of what was there before, less is known: what stood in the place of a
   * stand-in was a value, too, and where more than values is another, nothing of a line is left that may have had one.
   */
  linesBefore(before: readonly string[], after: readonly string[]): string[] {
    const masked = after.filter(Masks.isIn);
    if (masked.length === 0) return [...before];
    const paired = before.map((line, index) =>
      Masks.isIn(after[index] ?? "") ? this.#lineBefore(line, after[index]) : line
    );
    const areSame = before.length === after.length && !paired.includes(undefined);
    return areSame
      ? paired as string[]
      : before.map((line) =>
        masked.map((other) => this.#lineBefore(line, other)).find((line) => line !== undefined) ??
          this.#standIn(line)
      );
  }

  /** A line that is another one but for what has stand-ins in that. */
  #lineBefore(text: string, after: string): string | undefined {
    // What was known is out of it.
    if (Masks.isIn(text)) return text;
    const pieces = after.split(STAND_IN);
    const [first, last] = [pieces[0], pieces[pieces.length - 1]];
    let result = "";
    let from = first.length;
    const end = text.length - last.length;
    if (!text.startsWith(first) || !text.endsWith(last) || end < from) return undefined;
    for (const piece of pieces.slice(1, -1)) {
      const at = text.indexOf(piece, from);
      if (at < 0 || at + piece.length > end) return undefined;
      result += this.#standIn(text.slice(from, at)) + piece;
      from = at + piece.length;
    }
    return `${first}${result}${this.#standIn(text.slice(from, end))}${last}`;
  }

  #standIn(value: string): string {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return `${OPEN}${number}${CLOSE}`;
  }

  /** What somebody has changed by hand until it is no YAML. */
  #lines(text: string): string {
    return this.without(text).split("\n").map((line) => {
      const [, key, value] = /^([^:]*): (.+)$/.exec(line) ?? [];
      return key !== undefined && soundsSecret(key) ? `${key}: ${this.#standIn(value)}` : line;
    }).join("\n");
  }
}

const STAND_IN = new RegExp(`${OPEN}\\d+${CLOSE}`, "g");

/** What an object or the project is called, which a user of a database may be too: it gives nothing away. */
function isName(place: string, key: string): boolean {
  return /^dekube\.io\/(?:kind|namespace|name)$/.test(key) || place === "\0name";
}

/** A file of Compose as a value; nothing where it is none. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseYaml(text);
    return isMapping(value) ? value : undefined;
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A value in which texts are what `change` makes of them; it gives nothing where they stay. */
function eachScalar(
  value: unknown,
  place: string,
  change: (text: string, place: string, key: string) => string | void,
  key = "",
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => eachScalar(item, `${place}\0${index}`, change));
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        eachScalar(item, `${place}\0${key}`, change, key),
      ]),
    );
  }
  return typeof value === "string" ? change(value, place, key) ?? value : value;
}
