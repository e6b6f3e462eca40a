/**
 * Changes of headers.
 *
 * @module
 */

/** What becomes of a message's headers, in this order. A name's case means nothing. */
export interface HeaderChanges {
  /** Names that are taken off. */
  remove?: readonly string[];
  /** Headers that take the place of what the message has under their names. */
  set?: Readonly<Record<string, string>>;
  /** Headers that stand beside what the message has under their names. */
  add?: Readonly<Record<string, string>>;
}
