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
  return name.slice(0, length).replace(/^[-_.]+/, "").replace(/[-_.]+$/, "");
}

/** Whether an object can be called so. */
export function isObjectName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name);
}
