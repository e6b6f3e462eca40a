/**
 * What can be seen of an expression without knowing its syntax.
 *
 * @module
 */

/** What all that an expression matches begins with, as far as that is plain; `fold` where case does not matter. */
export function literalPrefix(source: string): { text: string; fold: boolean } {
  const bare = source.replace(/^\(\?i\)/, "");
  const fold = bare !== source;
  if (bare.includes("|")) return { text: "", fold };
  const [, prefix = "", next = ""] = /^\^?([\w/~%@&=:;,-]*)([^]?)/.exec(bare) ?? [];
  // The last character is one that need not be there.
  return { text: ["*", "?", "{"].includes(next) ? prefix.slice(0, -1) : prefix, fold };
}
