/**
 * Matches a text, in time in proportion to its length and the expression's size. Whatever the expression is: all
 * ways in which it might match are followed at once, so that none is ever tried again.
 *
 * @module
 */

import { parseRegex } from "./parse.ts";
import { type Program, programOf, type Step } from "./program.ts";
import { BadRegex, type RegexSyntax } from "./syntax.ts";

/** What one question may cost; the worst of real ones costs a thousandth. */
const MOST_WORK = 20_000_000;

/**
 * What an expression finds in a text: the whole, and its groups; `null` where it does not match, and `undefined`
 * where that can't be told: it is broken, it refers back to a group, or the work would be immense.
 *
 * @example
 * ```ts
 * import { matchRegex } from "./match.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(matchRegex("/(a|b)+", "/x/ab"), ["/ab", "b"]);
 * assertEquals(matchRegex("/(a|b)+", "/x/ab", { atStart: true }), null);
 * assertEquals(matchRegex("(a)\\1", "aa"), undefined);
 * ```
 */
export function matchRegex(
  source: string,
  text: string,
  { atStart = false }: { atStart?: boolean } = {},
): (string | undefined)[] | null | undefined {
  const program = compiled(source);
  if (!program) return undefined;
  const found = new Search(text).run(program, 0, atStart);
  if (!found) return found;
  const [start, end, ...groups] = found;
  return [
    text.slice(start, end),
    ...Array.from({ length: groups.length / 2 }, (_, index) => {
      const [from, to] = [groups[2 * index], groups[2 * index + 1]];
      return from === undefined || to === undefined ? undefined : text.slice(from, to);
    }),
  ];
}

/** Where an expression matches, and where its groups do, in UTF-16. */
export interface RegexMatch {
  /** Where it begins. */
  start: number;
  /** Where it ends. */
  end: number;
  /** Its groups, from the first; `undefined` for one that took no part. */
  groups: readonly (RegexSpan | undefined)[];
}

/** A part of a text. */
export interface RegexSpan {
  /** Where it begins. */
  start: number;
  /** Where it ends. */
  end: number;
}

/** All matches of an expression, one behind the other, and what they took. */
export interface RegexMatches {
  /** The matches. */
  matches: RegexMatch[];
  /** How many steps it took to find them. */
  work: number;
}

/**
 * All matches of one of Go's expressions in a text, as Go finds them: none overlaps another, and an empty one right
 * behind another does not count. `undefined` where the expression is none of Go's, or it takes more steps than `most`.
 *
 * @example
 * ```ts
 * import { matchAllRegex } from "./match.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { matches } = matchAllRegex("a(b?)", "ab-a")!;
 * assertEquals(matches.map(({ start, end }) => [start, end]), [[0, 2], [3, 4]]);
 * assertEquals(matches[0].groups, [{ start: 1, end: 2 }]);
 * ```
 */
export function matchAllRegex(
  source: string,
  text: string,
  { limit = Infinity, most = MOST_WORK }: { limit?: number; most?: number } = {},
): RegexMatches | undefined {
  const program = compiled(source, "go");
  if (!program) return undefined;
  const search = new Search(text, Math.min(most, MOST_WORK));
  const matches: RegexMatch[] = [];
  let before = -1;
  for (let from = 0; matches.length < limit && from <= text.length;) {
    const found = search.run(program, from, false);
    if (found === undefined) return undefined;
    if (found === null) break;
    const [{ start, end }, ...groups] = spansOf(found) as [RegexSpan, ...(RegexSpan | undefined)[]];
    if (start < end || start !== before) matches.push({ start, end, groups });
    before = end;
    from = end > from ? end : from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
  }
  return { matches, work: search.work };
}

function spansOf(slots: Slots): (RegexSpan | undefined)[] {
  return Array.from({ length: slots.length / 2 }, (_, index) => {
    const [start, end] = [slots[2 * index], slots[2 * index + 1]];
    return start === undefined || end === undefined ? undefined : { start, end };
  });
}

/** The last programs: a host's routes are asked for each of its routes. */
const PROGRAMS = new Map<string, Program | undefined>();
const MOST_PROGRAMS = 500;

function compiled(source: string, syntax: RegexSyntax = "common"): Program | undefined {
  const key = `${syntax} ${source}`;
  if (PROGRAMS.has(key)) return PROGRAMS.get(key);
  let program: Program | undefined;
  try {
    program = programOf(parseRegex(source, syntax));
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error;
  }
  if (PROGRAMS.size >= MOST_PROGRAMS) PROGRAMS.clear();
  PROGRAMS.set(key, program);
  return program;
}

type Slots = readonly (number | undefined)[];

interface Thread {
  at: number;
  slots: Slots;
}

class Search {
  readonly #text: string;
  /** What was seen ahead, by program and place. */
  readonly #seen = new Map<Program, Map<number, boolean | undefined>>();
  readonly #most: number;
  #work = 0;
  #isTooMuch = false;

  constructor(text: string, most = MOST_WORK) {
    this.#text = text;
    this.#most = most;
  }

  /** Steps up to now. */
  get work(): number {
    return this.#work;
  }

  run(program: Program, from: number, atStart: boolean): Slots | null | undefined {
    const { steps } = program;
    let found: Slots | null = null;
    let threads: Thread[] = [];
    for (let at = from;;) {
      // One that begins later counts only if none that began before it matches.
      if (found === null && (at === from || !atStart)) {
        const slots = new Array<number | undefined>(program.slots).fill(undefined);
        slots[0] = at;
        threads.push({ at: 0, slots });
      }
      const ready = this.#follow(program, threads, at);
      if (this.#isTooMuch) return undefined;
      const code = this.#text.codePointAt(at);
      const next: Thread[] = [];
      for (const { at: place, slots } of ready) {
        const step = steps[place];
        if (step.kind === "match") {
          found = slots.with(1, at);
          break;
        }
        if (code !== undefined && (step as Extract<Step, { kind: "char" }>).takes(code)) {
          next.push({ at: place + 1, slots });
        }
      }
      if (code === undefined || (next.length === 0 && (found !== null || atStart))) return found;
      threads = next;
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Follows threads up to where each asks for a character or has matched, in order, each place once. */
  #follow(program: Program, threads: readonly Thread[], at: number): Thread[] {
    const ready: Thread[] = [];
    const been = new Set<number>();
    const open = threads.toReversed();
    while (open.length > 0) {
      const { at: place, slots } = open.pop()!;
      if (been.has(place)) continue;
      been.add(place);
      if (++this.#work > this.#most) {
        this.#isTooMuch = true;
        return [];
      }
      const step = program.steps[place];
      switch (step.kind) {
        case "char":
        case "match":
          ready.push({ at: place, slots });
          break;
        case "jump":
          open.push({ at: step.to, slots });
          break;
        case "split":
          open.push({ at: step.or, slots }, { at: step.to, slots });
          break;
        case "save":
          this.#work += slots.length;
          open.push({ at: place + 1, slots: slots.with(step.slot, at) });
          break;
        case "assert":
          if (this.#holds(step, at)) open.push({ at: place + 1, slots });
          break;
        case "look":
          if (this.#ahead(step.program, at) !== step.negated) open.push({ at: place + 1, slots });
      }
    }
    return ready;
  }

  #ahead(program: Program, at: number): boolean {
    let places = this.#seen.get(program);
    if (!places) this.#seen.set(program, places = new Map());
    let known = places.get(at);
    if (known === undefined) {
      known = Boolean(this.run(program, at, true));
      places.set(at, known);
    }
    return known;
  }

  #holds({ of, lines }: Extract<Step, { kind: "assert" }>, at: number): boolean {
    const text = this.#text;
    switch (of) {
      case "^":
        return at === 0 || (lines && text[at - 1] === "\n");
      case "A":
        return at === 0;
      case "$":
        return at === text.length || (lines && text[at] === "\n");
      case "z":
      case "Z":
        return at === text.length;
      default: {
        const [before, behind] = [text[at - 1] ?? "", text[at] ?? ""].map((char) =>
          /\w/.test(char)
        );
        return (before !== behind) === (of === "b");
      }
    }
  }
}
