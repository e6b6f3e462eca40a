/**
 * Names of what the operator makes.
 *
 * @module
 */

import { ownValue } from "@dekube/engine/pacts";

/** What stands for what in the patterns of names. */
export type Macros = Readonly<Record<string, string>>;

/** A pattern with what its macros stand for: `{chi}-{cluster}`. */
export function expanded(pattern: string, macros: Macros): string {
  return pattern.replace(/\{(\w+)\}/g, (macro, name: string) => ownValue(macros, name) ?? macro);
}

/** A part of a name, as long as the operator lets it be. */
export function part(name: string, length: number): string {
  const head = name.slice(0, length).replace(/^[-_.]+/, "");
  let end = head.length;
  while (end > 0 && "-_.".includes(head[end - 1])) end--;
  return head.slice(0, end);
}

/** A name that an object can have, as near to the one that is wanted as can be. */
export function objectName(wanted: string): string {
  if (isObjectName(wanted)) return wanted;
  const name = wanted.toLowerCase().replace(/[^a-z0-9.-]/g, "-").split(".")
    .map((label) => part(label, 63)).filter((label) => label !== "").join(".");
  return isObjectName(name) ? name : "clickhouse";
}

/** Whether an object can be called so. */
export function isObjectName(name: string): boolean {
  return name.length <= 253 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name);
}
