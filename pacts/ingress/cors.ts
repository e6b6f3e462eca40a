/**
 * Cross-origin resource sharing.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 * @module
 */

/** Which other origins' pages may use what a route serves. */
export interface Cors {
  /** Origins: `https://a.example`, `https://*.example` (any text for the star), or `*` for any. */
  allowOrigins: readonly string[];
  /** Further ones, by regular expressions of the whole origin. */
  allowOriginRegexes?: readonly string[];
  /** Methods that a page may use; `*` for any. */
  allowMethods?: readonly string[];
  /** Headers that a page may send; `*` for any. */
  allowHeaders?: readonly string[];
  /** Headers of answers that a page may read. */
  exposeHeaders?: readonly string[];
  /** A page may send cookies and passwords. */
  allowCredentials?: boolean;
  /** How long a browser may remember the answer to a preflight, in seconds. */
  maxAge?: number;
  /** Requests of the method OPTIONS are answered that are no preflights, too. */
  answersAllOptions?: true;
}
