/**
 * Guesses what somebody meant to write.
 *
 * @module
 */

import { closestMatch } from "leven";

/** Kubernetes takes no longer names; comparing two takes the product of their lengths. */
const LONGEST = 253;

/**
 * ` (did you mean "x"?)` where one of the known names is near, else nothing. `shown` is how such a name is written.
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("vlaues", ["values", "set"], (name) => `--${name}`), ' (did you mean "--values"?)');
 * ```
 */
export function nearest(
  written: string,
  known: readonly string[],
  shown: (name: string) => string = (name) => name,
): string {
  const name = nearestName(written, known);
  return question(name === undefined ? undefined : shown(name));
}

/** The known name that is near, if one is. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  return closest(written, known, mostChanges(written));
}

/**
 * The same for names of annotations. What stands before the slash is long, and the same in all of a controller's: so
 * the two parts are compared by themselves.
 */
export function nearestAnnotation(written: string, known: readonly string[]): string {
  const [domain, word] = parts(written);
  const domains = [...new Set(known.map((name) => parts(name)[0]))];
  const near = nearDomain(domain, domains);
  const words = known.filter((name) => parts(name)[0] === near);
  const best = closest(word, words.map((name) => parts(name)[1]), mostChanges(word));
  return question(best === undefined ? undefined : `${near}/${best}`);
}

/** Whether an annotation's name begins nearly as some that are known do, and not quite. */
export function isDomainMisspelt(written: string, known: readonly string[]): boolean {
  const [domain] = parts(written);
  const domains = [...new Set(known.map((name) => parts(name)[0]))];
  return !domains.includes(domain) && nearDomain(domain, domains) !== undefined;
}

/**
 * The same for kinds with their groups, of which only the kind may be misspelt. Kinds are many and short, and most that
 * nobody knows are right: so less counts as near.
 */
export function nearestKind(written: string, known: readonly string[]): string {
  const [group, word] = parts(written);
  const words = known.filter((name) => parts(name)[0] === group).map((name) => parts(name)[1]);
  const best = closest(word, words, word.length < 6 ? 1 : 2);
  return question(best === undefined ? undefined : group === "" ? best : `${group}/${best}`);
}

/** A word of which nothing is left is not near. */
function mostChanges(word: string): number {
  return Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1);
}

/** The known domain that is near. Whoever owns `haproxy.com` may not own `haproxy.org`. */
export function nearDomain(domain: string, domains: readonly string[]): string | undefined {
  return closest(domain, domains, Math.max(1, Math.floor(domain.length / 8)));
}

function parts(annotation: string): [domain: string, word: string] {
  const slash = annotation.indexOf("/");
  return [annotation.slice(0, Math.max(slash, 0)), annotation.slice(slash + 1)];
}

function closest(
  written: string,
  known: readonly string[],
  maxDistance: number,
): string | undefined {
  if (written.length > LONGEST) return undefined;
  const near = known.filter((name) => Math.abs(name.length - written.length) <= maxDistance);
  return closestMatch(written, near, { maxDistance });
}

function question(name: string | undefined): string {
  return name === undefined ? "" : ` (did you mean "${name}"?)`;
}
