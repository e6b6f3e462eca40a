/**
 * Selectors of labels as text.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @module
 */

/** Whether labels are what a selector wants. */
export type Selector = (labels: Readonly<Record<string, string>>) => boolean;

const EQUAL = /^([^\s=!,()]+)\s*==?\s*([^\s=!,()]*)$/;
const UNEQUAL = /^([^\s=!,()]+)\s*!=\s*([^\s=!,()]*)$/;
const AMONG = /^([^\s=!,()]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const PRESENCE = /^(!?)\s*([^\s=!,()]+)$/;

/**
 * Reads a selector; nothing where it is none.
 *
 * @example
 * ```ts
 * import { readSelector } from "./selector.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const selects = readSelector("app in (web, api),tier!=back,!canary")!;
 * assertEquals(selects({ app: "api" }), true);
 * assertEquals(selects({ app: "api", canary: "yes" }), false);
 * assertEquals(readSelector("app in web"), undefined);
 * ```
 */
export function readSelector(text: string): Selector | undefined {
  // Commas between brackets part values.
  const parts = text.split(/,(?![^()]*\))/).map((part) => requirement(part.trim()));
  return parts.every((part) => part !== undefined)
    ? (labels) => parts.every((wants) => wants(labels))
    : undefined;
}

function requirement(part: string): Selector | undefined {
  const [, key, value] = EQUAL.exec(part) ?? [];
  if (key !== undefined) return (labels) => labels[key] === value;
  const [, other, unwanted] = UNEQUAL.exec(part) ?? [];
  if (other !== undefined) return (labels) => labels[other] !== unwanted;
  const [, name, operator, list] = AMONG.exec(part) ?? [];
  if (name !== undefined) {
    const values = list.split(",").map((value) => value.trim());
    return operator === "in"
      ? (labels) => Object.hasOwn(labels, name) && values.includes(labels[name])
      : (labels) => !values.includes(labels[name]);
  }
  const [, not, present] = PRESENCE.exec(part) ?? [];
  if (present === undefined) return undefined;
  return (labels) => Object.hasOwn(labels, present) === (not === "");
}
