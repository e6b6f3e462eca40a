/**
 * Random numbers that are the same for the same seed.
 *
 * @module
 */

/** A sequence of random choices. */
export class Random {
  #state: number;

  /** `seed` decides all of them. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to 1. */
  next(): number {
    // Mixes a counter; see https://en.wikipedia.org/wiki/Linear_congruential_generator for the step.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    let mixed = this.#state ^ this.#state >>> 16;
    mixed = Math.imul(mixed, 0x45d9f3b);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  }

  /** A whole number below another one. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** One of several. */
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** Whether something of a probability comes to pass. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }
}
