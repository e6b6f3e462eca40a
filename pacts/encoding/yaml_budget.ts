/**
 * Holds YAML to what is written: an alias repeats what it names, which may itself be of aliases, so that ten lines can
 * stand for more than any machine holds.
 *
 * @module
 */

import { limitError, type Limits } from "../limits.ts";

/** What may still be repeated, over all documents of an input. */
export class YamlBudget {
  readonly #limits: Limits;
  #repeated = 0;

  /** A budget by the limits of a conversion. */
  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Takes a document as the parser left it: what aliases name is there once, and shared.
   *
   * @throws {LimitError} where it nests too deep, or all documents repeat too much.
   * @throws {SyntaxError} where it holds itself.
   */
  take(document: unknown, text: string, file: string): void {
    const size = new Measure(this.#limits, file).sizeOf(document, 0);
    this.repeat(Math.max(0, size - text.length), file);
  }

  /** Takes what is repeated beyond the text. */
  repeat(size: number, file: string): void {
    this.#repeated += size;
    if (this.#repeated <= this.#limits.aliases) return;
    throw limitError("aliases", this.#limits, `${file}: aliases in YAML repeat more`);
  }
}

/** Measures a document as if nothing in it were shared, though it goes through each part once. */
class Measure {
  readonly #known = new Map<object, number>();
  readonly #open = new Set<object>();
  readonly #limits: Limits;
  readonly #file: string;

  constructor(limits: Limits, file: string) {
    this.#limits = limits;
    this.#file = file;
  }

  /** Characters that it takes to write it, at the least. */
  sizeOf(value: unknown, depth: number): number {
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null) return 1;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (this.#open.has(value)) {
      throw new SyntaxError("an alias stands within what it names");
    }
    if (depth >= this.#limits.depth) {
      throw limitError("depth", this.#limits, `${this.#file} nests mappings and lists deeper`);
    }
    this.#open.add(value);
    let size = 1;
    if (Array.isArray(value)) {
      for (const item of value) size += this.sizeOf(item, depth + 1);
    } else {
      for (const [key, item] of Object.entries(value)) {
        size += key.length + this.sizeOf(item, depth + 1);
      }
    }
    this.#open.delete(value);
    this.#known.set(value, size);
    return size;
  }
}
