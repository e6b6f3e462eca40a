/**
 * Says once what would be said of many things.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/mod.ts";
import { describe } from "../core/extensions/failures.ts";

/** So few are read one by one. */
const FEW = 2;

const MOST_NAMED = 5;

/** What differs between messages that say the same of different things: quoted words, paths, and numbers. */
const SLOT = /"[^"]*"|(?<=\s)\/[^\s,;]*|\d+(?:\.\d+)*/g;

/**
 * Diagnostics as people read them: those of one code whose messages differ in names and numbers alone become the first of
 * them, with the count and the names of the others. Errors stand for themselves.
 */
export function grouped(diagnostics: Iterable<Diagnostic>): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic, groups.size);
    const group = groups.get(key);
    if (group) group.push(diagnostic);
    else groups.set(key, [diagnostic]);
  }
  return [...groups.values()].flatMap((group) => group.length <= FEW ? group : [merged(group)]);
}

function keyOf({ severity, code, message }: Diagnostic, unique: number): string {
  return JSON.stringify([
    severity,
    code,
    message.replace(SLOT, "…"),
    severity === "error" && unique,
  ]);
}

function merged([first, ...others]: Diagnostic[]): Diagnostic {
  const slots = [first, ...others].map(({ message }) => message.match(SLOT) ?? []);
  const differing = slots[0].map((value, index) => slots.some((other) => other[index] !== value));
  const labels = new Set(
    others.map((other, index) => {
      const values = slots[index + 1].filter((_, slot) => differing[slot]).join(", ");
      return [aboutOf(other, first), values && `(${values})`].filter(Boolean).join(" ");
    }).filter((label) => label !== ""),
  );
  const named = [...labels].slice(0, MOST_NAMED);
  const rest = labels.size - named.length;
  const more = rest > 0 ? `, and ${rest} more (--report json names all)` : "";
  return {
    ...first,
    message: `${first.message}. The same for ${others.length} others${
      named.length > 0 ? `: ${named.join(", ")}${more}` : ""
    }`,
  };
}

/** What another one is about: the object, or the field where it is the same object's. */
function aboutOf({ resource, path, file }: Diagnostic, first: Diagnostic): string {
  if (!resource) return file ?? "";
  const object = describe(resource);
  return first.resource && describe(first.resource) === object ? path ?? object : object;
}
