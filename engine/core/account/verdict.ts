/**
 * What an account says.
 *
 * @module
 */

import type { ResourceId } from "../../../pacts/mod.ts";

/**
 * What became of a field: it shaped the output; it means nothing on one host; something was said of it, and what to do; or
 * nobody knows it.
 */
export type Verdict = "converted" | "meaningless" | "not-convertible" | "not-understood";

/** All of them. */
export const VERDICTS: readonly Verdict[] = [
  "converted",
  "meaningless",
  "not-convertible",
  "not-understood",
];

/** A verdict, and why. */
export interface FieldVerdict {
  /** What became of the field. */
  verdict: Verdict;
  /** Who made that of it: an extension, or `engine`. */
  by: string;
  /** Where it went: `services.web.image`, a file, or a part of the project in words. */
  to?: string[];
  /** Why it means nothing, or nobody knows it. */
  reason?: string;
  /** Code of the diagnostic that says why it is not convertible. */
  code?: string;
}

/** What became of one field. */
export interface FieldAccount extends FieldVerdict {
  /** Where it stands: `spec.rules[0].host`. */
  path: string;
}

/** What became of one object. */
export interface ObjectAccount {
  /** The object. */
  resource: ResourceId;
  /** The file that it came from, where it came from one. */
  file?: string;
  /** All fields of it that hold no others. */
  fields: FieldAccount[];
}

/** What became of all fields of all objects. It holds no values, so no secrets. */
export interface Account {
  /** How many fields each verdict has. */
  counts: Record<Verdict, number>;
  /** How many objects are left out since `exclude` names them. */
  excluded: number;
  /** The objects. */
  objects: ObjectAccount[];
}
