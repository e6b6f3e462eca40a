/**
 * Fields of objects that are known and not kept.
 *
 * @module
 */

import { isMapping, type Mapping, type Reporter, text } from "@dekube/engine/pacts";

/** What becomes of fields, by their names. */
export type Unkept = Readonly<Record<string, string>>;

/** Whether a field asks for anything: what is `false`, `0` or empty does not. */
export function isAsked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isAsked);
  // A block may be there for its being there alone.
  if (isMapping(value)) return true;
  return !["", "false", "0", "0s"].includes(text(value));
}

/** Says which of an object's fields are lost, and which mean nothing here. */
export function reportUnkept(
  spec: Mapping,
  report: Reporter,
  lost: Unkept,
  meaningless: Unkept = {},
): void {
  for (const [field, what] of Object.entries(lost)) {
    if (isAsked(spec[field])) report.warn("unsupported-field", `${field}: ${what}`);
  }
  for (const [field, what] of Object.entries(meaningless)) {
    // What is switched off may mean as much as what is on.
    if (spec[field] !== undefined && spec[field] !== null) {
      report.info("meaningless-field", `${field} means nothing here: ${what}`);
    }
  }
}
