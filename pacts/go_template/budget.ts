/**
 * What a template may cost. Charts come from strangers: a line of a template can ask for a text of any size, or for
 * loops in loops.
 *
 * @module
 */

import { refuse } from "./errors.ts";

/** Limits of one rendering. */
export interface TemplateLimits {
  /** Bytes of what comes out, and of any text on the way there: 1 MiB, which is what a Secret holds, unless set. */
  output?: number;
  /** Steps of all kinds, a byte that is made or looked at among them: 20 million unless set. */
  work?: number;
  /**
   * What several renderings belong to, such as the limits of a conversion: all of them together take no more than as many
   * steps as twenty may.
   */
  whole?: object;
}

/** How many renderings may take all the steps that one may, of those that belong together. */
const MOST_WHOLE = 20;

/** Steps that are left for what belongs together. */
const LEFT = new WeakMap<object, number>();

/** How deep lists, maps, blocks and templates may stand within each other. */
export const MOST_DEPTH = 200;

/** What an action, a call, or an item of a list costs; a byte costs one. */
export const STEPS = 20;

/** Counts what a rendering costs. */
export class Budget {
  /** The longest text. */
  readonly longest: number;
  #left: number;
  readonly #whole: object | undefined;

  /** A budget by limits. */
  constructor({ output = 2 ** 20, work = 20_000_000, whole }: TemplateLimits) {
    this.longest = output;
    this.#left = work;
    this.#whole = whole;
    if (whole && !LEFT.has(whole)) LEFT.set(whole, MOST_WHOLE * work);
  }

  /** Takes steps. @throws {Refusal} where none are left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (!(this.#left >= 0)) refuse("it takes more steps than a template may");
    if (!this.#whole) return;
    const left = LEFT.get(this.#whole)! - steps;
    LEFT.set(this.#whole, left);
    if (!(left >= 0)) refuse("all templates together take more steps than they may");
  }

  /** Takes what a text costs that is about to be made. @throws {Refusal} where it would be too long. */
  spendText(length: number): void {
    if (!(length <= this.longest)) refuse(`it makes a text of more than ${this.longest} bytes`);
    this.spend(length);
  }

  /** Takes a step into a list or map. @throws {Refusal} where it is too deep. */
  enter(depth: number): void {
    if (depth > MOST_DEPTH) refuse(`lists and maps stand deeper than ${MOST_DEPTH} in each other`);
    this.spend(STEPS);
  }

  /** What is left. */
  get left(): number {
    return this.#left;
  }
}
