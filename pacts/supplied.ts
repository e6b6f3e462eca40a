/**
 * Values that only the user has, since the cluster gets them from elsewhere.
 *
 * @module
 */

/** What the user writes into secrets.yaml, beside dekube.yaml, below the name of the extension that asks. */
export interface Supplied {
  /**
   * The text at a path; `undefined` where the user has not written one yet. What is asked for has its place in the
   * secrets.yaml that a first run writes.
   *
   * @param path Keys, for instance `["vault", "prod/db", "password"]`.
   */
  value(path: readonly string[]): string | undefined;
  /** The texts right below a path, by their keys, where only the user knows those; `undefined` where there are none. */
  values(path: readonly string[]): Readonly<Record<string, string>> | undefined;
  /** What stands at a path, whatever it is; nothing is asked for by that. */
  peek(path: readonly string[]): unknown;
  /** How messages name the place of a path: `external-secrets.vault.prod/db.password`. */
  place(path: readonly string[]): string;
}
