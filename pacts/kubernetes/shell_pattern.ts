/**
 * Patterns of a shell: `*`, `?`, `[a-z]`, `[!a-z]`.
 *
 * @module
 */

import { LimitError } from "../limits.ts";

/** What one character must be: itself, anything, or one of a set. */
type Place = string | ((character: string) => boolean);

/** What stands between two stars: a text where nothing else is in it. */
type Segment = string | readonly Place[];

/** How many characters a pattern may be held against, of those that a `?` or a set makes it look at more than once. */
const MOST_STEPS = 5_000_000;

/**
 * A pattern, ready to be held against names. No name makes it look at a part of the pattern again that it has been
 * through, as a regular expression would with many stars. What stands between two stars, and has a `?` or a set in it, may
 * be looked at from each character of a name on; where that comes to too much it throws a {@linkcode LimitError}.
 *
 * @example
 * ```ts
 * import { ShellPattern } from "./shell_pattern.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(new ShellPattern("web-[0-9]*").matches("web-1-main"));
 * assertFalse(new ShellPattern("*a*a*a*b").matches("a".repeat(10_000)));
 * ```
 */
export class ShellPattern {
  readonly #pattern: string;
  readonly #segments: readonly Segment[];
  #steps = 0;

  /** Reads a pattern; whatever it is, it is one. */
  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#segments = segmentsOf(pattern);
  }

  /** Whether it is no pattern but a name. */
  get isPlain(): boolean {
    return this.#segments.length === 1 && typeof this.#segments[0] === "string";
  }

  /** Whether the whole name is as the pattern says. */
  matches(name: string): boolean {
    const [first, ...others] = this.#segments;
    const last = others.pop();
    if (last === undefined) return name.length === first.length && this.#isAt(first, name, 0);
    if (!this.#isAt(first, name, 0)) return false;
    let at = first.length;
    // The first place where a segment stands leaves the most for those behind it.
    for (const segment of others) {
      const found = this.#placeOf(segment, name, at);
      if (found < 0) return false;
      at = found + segment.length;
    }
    const end = name.length - last.length;
    return end >= at && this.#isAt(last, name, end);
  }

  #placeOf(segment: Segment, name: string, start: number): number {
    if (typeof segment === "string") return name.indexOf(segment, start);
    for (let at = start; at + segment.length <= name.length; at++) {
      if (this.#isAt(segment, name, at)) return at;
    }
    return -1;
  }

  #isAt(segment: Segment, name: string, at: number): boolean {
    if (typeof segment === "string") return name.startsWith(segment, at);
    if (at + segment.length > name.length) return false;
    let index = 0;
    while (index < segment.length && isHere(segment[index], name[at + index])) index++;
    this.#count(index);
    return index === segment.length;
  }

  #count(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= MOST_STEPS) return;
    const start = this.#pattern.slice(0, LONGEST_SHOWN);
    throw new LimitError(
      `the pattern "${start}${
        start === this.#pattern ? "" : "…"
      }" takes too long to be held against all names. Write it with fewer "?" and sets between its stars`,
    );
  }
}

const LONGEST_SHOWN = 60;

const SET = /\[([!^]?)(\][^\]]*|[^\]]+)\]|[\s\S]/g;

/** The parts between stars; an empty one stands before a star at the beginning, and behind one at the end. */
function segmentsOf(pattern: string): Segment[] {
  const segments: Place[][] = [[]];
  // `]` stands for itself where a set begins with it.
  // Behind the last `]` no set can end, and looking for its end from every `[` would take its time.
  const end = pattern.lastIndexOf("]") + 1;
  const parts = [
    ...pattern.slice(0, end).matchAll(SET),
    ...pattern.slice(end).split("").map((character) => [character, "", undefined] as const),
  ];
  for (const [part, not, set] of parts) {
    if (part === "*") segments.push([]);
    else segments.at(-1)!.push(set === undefined ? placeFor(part) : setOf(set, not !== ""));
  }
  return segments.map((places) =>
    places.every((place) => typeof place === "string") ? places.join("") : places
  );
}

function placeFor(character: string): Place {
  return character === "?" ? () => true : character;
}

/** A range that runs backwards (`[z-a]`) holds nothing. */
function setOf(set: string, isNegated: boolean): Place {
  const ranges = [...set.matchAll(/([\s\S])-([\s\S])|[\s\S]/g)]
    .map(([part, from = part, to = part]) => ({ from, to }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from < b.from ? -1 : 1);
  // None of them reaches into the next, so that one alone can hold a character.
  const apart: typeof ranges = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last === undefined || range.from > last.to) apart.push(range);
    else if (range.to > last.to) last.to = range.to;
  }
  return (character) => holds(apart, character) !== isNegated;
}

function holds(ranges: readonly { from: string; to: string }[], character: string): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (character > ranges[middle].to) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low].from <= character;
}

function isHere(place: Place, character: string): boolean {
  return typeof place === "string" ? place === character : place(character);
}
