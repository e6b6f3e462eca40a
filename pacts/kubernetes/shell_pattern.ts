/**
 * Patterns of a shell: `*`, `?`, `[a-z]`, `[!a-z]`.
 *
 * @module
 */

/** What one character must be: itself, anything, or one of a set. */
type Place = string | ((character: string) => boolean);

/** What stands between two stars: a text where nothing else is in it. */
type Segment = string | readonly Place[];

/**
 * A pattern, ready to be held against names. No name makes it look at a part of the pattern again that it has been
 * through, as a regular expression would with many stars.
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
  readonly #segments: readonly Segment[];

  /** Reads a pattern; whatever it is, it is one. */
  constructor(pattern: string) {
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
    if (last === undefined) return name.length === first.length && isAt(first, name, 0);
    if (!isAt(first, name, 0)) return false;
    let at = first.length;
    // The first place where a segment stands leaves the most for those behind it.
    for (const segment of others) {
      const found = placeOf(segment, name, at);
      if (found < 0) return false;
      at = found + segment.length;
    }
    const end = name.length - last.length;
    return end >= at && isAt(last, name, end);
  }
}

const SET = /\[([!^]?)(\][^\]]*|[^\]]+)\]|[\s\S]/g;

/** The parts between stars; an empty one stands before a star at the beginning, and behind one at the end. */
function segmentsOf(pattern: string): Segment[] {
  const segments: Place[][] = [[]];
  // `]` stands for itself where a set begins with it.
  // Behind the last `]` no set can end, and looking for its end from every `[` would take its time.
  const end = pattern.lastIndexOf("]") + 1;
  const parts = [
    ...pattern.slice(0, end).matchAll(SET),
    ...[...pattern.slice(end)].map((character) => [character, "", undefined] as const),
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
  const members = new Set<string>();
  const ranges: [from: string, to: string][] = [];
  for (const [part, from, to] of set.matchAll(/([\s\S])-([\s\S])|[\s\S]/g)) {
    if (from === undefined) members.add(part);
    else ranges.push([from, to]);
  }
  return (character) =>
    (members.has(character) ||
      ranges.some(([from, to]) => from <= character && character <= to)) !==
      isNegated;
}

function placeOf(segment: Segment, name: string, start: number): number {
  if (typeof segment === "string") return name.indexOf(segment, start);
  for (let at = start; at + segment.length <= name.length; at++) {
    if (isAt(segment, name, at)) return at;
  }
  return -1;
}

function isAt(segment: Segment, name: string, at: number): boolean {
  if (typeof segment === "string") return name.startsWith(segment, at);
  return at + segment.length <= name.length &&
    segment.every((place, index) => {
      const character = name[at + index];
      return typeof place === "string" ? place === character : place(character);
    });
}
