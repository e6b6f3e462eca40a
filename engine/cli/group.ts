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

/** What differs between messages that say the same of different things, beside names: paths, and numbers. */
const SLOT = /(?<=\s)\/[^\s,;]*|\d+(?:\.\d+)*/g;

/** A message without what differs, and what that is. */
interface Shape {
  /** The message, its slots left open. */
  text: string;
  /** What stood in them. */
  values: string[];
}

/** What is quoted once in a message differs wherever it stands: in `"db" … volumes.db.host_path` too. */
function shapeOf(message: string): Shape {
  const names = [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  let text = message;
  for (const name of new Set(names.toSorted((a, b) => b.length - a.length))) {
    const word = name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    text = text.replace(new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, "g"), "…");
  }
  return {
    text: text.replace(SLOT, "…"),
    values: [...names.map((name) => JSON.stringify(name)), ...text.match(SLOT) ?? []],
  };
}

/**
 * Diagnostics as people read them: those of one code whose messages differ in names and numbers alone become the first of
 * them, with the count and the names of the others. Errors stand for themselves, and so does a guess at what a setting means:
 * it is of no use among names of others.
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

function keyOf({ severity, code, message, resource }: Diagnostic, unique: number): string {
  const standsAlone = severity === "error" ||
    resource === undefined && message.includes("(did you mean ");
  return JSON.stringify([severity, code, shapeOf(message).text, standsAlone && unique]);
}

function merged([first, ...others]: Diagnostic[]): Diagnostic {
  const slots = [first, ...others].map(({ message }) => shapeOf(message).values);
  const differing = slots[0].map((value, index) => slots.some((other) => other[index] !== value));
  let hasBoth = false;
  const labels = new Set(
    others.map((other, index) => {
      const values = [...new Set(slots[index + 1].filter((_, slot) => differing[slot]))].join(", ");
      const about = aboutOf(other, first);
      if (about === "" || values === "") return about || values;
      hasBoth = true;
      return `${about} (${values})`;
    }).filter((label) => label !== ""),
  );
  const named = [...labels].slice(0, MOST_NAMED);
  const rest = labels.size - named.length;
  const more = rest > 0 ? `, and ${rest} more (--report json names all)` : "";
  return {
    ...first,
    // A bare number behind a name would be taken for how many there are.
    message: `${first.message}. The same for ${others.length} others${
      hasBoth ? ", in brackets what differs" : ""
    }${named.length > 0 ? `: ${named.join(", ")}${more}` : ""}`,
  };
}

/** What another one is about: the object, or the field where it is the same object's. */
function aboutOf({ resource, path, file }: Diagnostic, first: Diagnostic): string {
  if (!resource) return file ?? "";
  const object = describe(resource);
  return first.resource && describe(first.resource) === object ? path ?? object : object;
}
