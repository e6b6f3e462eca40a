/**
 * Regular expressions of manifests, which strangers wrote: judged by what the program knows that is to run them, and
 * matched without ever trying anything twice.
 *
 * @module
 */

export { literalPrefix } from "./literal_prefix.ts";
export {
  matchAllRegex,
  matchRegex,
  type RegexMatch,
  type RegexMatches,
  type RegexSpan,
} from "./match.ts";
export { parseRegex } from "./parse.ts";
export { goRegex, pcreRegex, type Spelling } from "./print.ts";
export * from "./syntax.ts";
export { groupsOf, wrapRegex } from "./wrap.ts";
