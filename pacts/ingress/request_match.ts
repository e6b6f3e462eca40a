/**
 * Conditions on requests beside host and path.
 *
 * @module
 */

/** A condition on one value of a request, which has a name. */
export interface ValueMatch {
  /** The name: of a header in any case, of a parameter in its own. */
  name: string;
  /** What the value must be: a text, or one that a regular expression matches all of; absent where any will do. */
  value?: string;
  /** How `value` is meant (`Exact`). */
  type?: "Exact" | "Regex";
  /** The request must not match. */
  not?: true;
}

/** What a request must be, beside host and path: all of it. */
export interface RequestMatch {
  /** Its method is one of these. */
  methods?: readonly string[];
  /** Its headers. */
  headers?: readonly ValueMatch[];
  /** Parameters of its query; the first of a name counts. */
  query?: readonly ValueMatch[];
  /** Its cookies. */
  cookies?: readonly ValueMatch[];
  /** Networks that clients are in (CIDR), where others take another route. */
  sources?: readonly string[];
}
