/**
 * Deno's own lock files: which versions were loaded from elsewhere, and what they hold.
 *
 * @module
 */

import { isMapping, ownValue } from "../../../pacts/mod.ts";

/** What is kept of a lock file: entries by their section. */
export type Lock = { version: string } & { [section in Section]?: Record<string, unknown> };

const SECTIONS = ["specifiers", "jsr", "npm", "redirects", "remote"] as const;
type Section = typeof SECTIONS[number];

/** Reads a lock file; one that Deno has not written is empty. */
export function parseLock(text: string): Lock {
  const lock: Lock = { version: "5" };
  const read: unknown = text.trim() === "" ? {} : JSON.parse(text);
  if (!isMapping(read)) return lock;
  if (typeof read.version === "string") lock.version = read.version;
  for (const section of SECTIONS) {
    const entries = read[section];
    if (isMapping(entries)) lock[section] = entries;
  }
  return lock;
}

/**
 * A lock without what comes with dekube: which version of that is loaded is not for a lock of others' code to say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const lock = withoutOwn({
 *   version: "5",
 *   specifiers: { "jsr:@dekube/engine@1": "1.0.0", "jsr:@acme/thing@1": "1.2.0" },
 *   jsr: { "@acme/thing@1.2.0": { integrity: "ab", dependencies: ["jsr:@dekube/engine"] } },
 * });
 * assertEquals(lock.specifiers, { "jsr:@acme/thing@1": "1.2.0" });
 * assertEquals(lock.jsr, { "@acme/thing@1.2.0": { integrity: "ab", dependencies: [] } });
 * ```
 */
export function withoutOwn(lock: Lock): Lock {
  const others: Lock = { version: lock.version };
  for (const section of SECTIONS) {
    // On npm anybody's may bear the name.
    const isOther = section === "npm" ? () => true : (name: string) => !OWN.test(name);
    const entries = Object.entries(lock[section] ?? {})
      .filter(([key]) => isOther(key))
      .map(([key, entry]) => [key, withDependencies(entry, isOther)]);
    if (entries.length > 0) others[section] = Object.fromEntries(entries);
  }
  return others;
}

const OWN = /^(?:jsr:\/?)?@dekube\//;

function withDependencies(entry: unknown, isKept: (name: string) => boolean): unknown {
  if (!isMapping(entry) || !Array.isArray(entry.dependencies)) return entry;
  return { ...entry, dependencies: entry.dependencies.filter((name) => isKept(`${name}`)) };
}

/** What one lock has beyond another. */
export function lockBeyond(lock: Lock, base: Lock): Lock {
  const beyond: Lock = { version: lock.version };
  for (const section of SECTIONS) {
    const known = base[section] ?? {};
    const entries = Object.entries(lock[section] ?? {}).filter(([key]) =>
      !Object.hasOwn(known, key)
    );
    if (entries.length > 0) beyond[section] = Object.fromEntries(entries);
  }
  return beyond;
}

/** What a lock says otherwise than an earlier one did, as words: `npm:left-pad@1.3.0`. */
export function lockChanges(earlier: Lock, now: Lock, mayAdd: boolean): string[] {
  const changes: string[] = [];
  for (const section of SECTIONS) {
    const [before, after] = [earlier[section] ?? {}, now[section] ?? {}];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (!Object.hasOwn(before, key) && mayAdd) continue;
      if (contentOf(ownValue(before, key)) === contentOf(ownValue(after, key))) continue;
      const name = section === "jsr" || section === "npm" ? `${section}:${key}` : key;
      changes.push(`${name} ${changeOf(Object.hasOwn(before, key), Object.hasOwn(after, key))}`);
    }
  }
  return changes;
}

/** What an entry stands for. How it names what it depends on hangs on what else is in the lock. */
function contentOf(entry: unknown): string | undefined {
  return JSON.stringify(isMapping(entry) ? entry.integrity : entry);
}

function changeOf(was: boolean, is: boolean): string {
  return !was ? "is new" : is ? "has changed" : "is gone";
}
