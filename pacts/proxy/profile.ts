/**
 * What one reverse proxy has of its own.
 *
 * @module
 */

import type { RouteFeature } from "../ingress/feature.ts";
import type { Guard } from "../ingress/guard.ts";

/** How a proxy matches paths: by its own kind of regular expressions. */
export interface PathDialect {
  /** A text as an expression that matches it alone. */
  escape(text: string): string;
  /**
   * An expression of a route as the proxy reads it. Throws `BadRegex` of `pacts/regex`, which says why, where there is
   * none: then all that the path might match is closed.
   */
  regex(source: string): string;
  /** Why an expression can't stand in the config, where that is so: then all that the path might match is closed. */
  refuses?(pattern: string): string | undefined;
}

/** What the toolkit has to know of a proxy, most of it for messages. */
export interface ProxyProfile extends PathDialect {
  /** Name of the extension: `caddy`. */
  extension: string;
  /** Name of the program: `Caddy`. */
  program: string;
  /** Where its config stands, in a sentence: `a Caddyfile`. */
  config: string;
  /** How a sentence begins that goes on with `the path "/(?=a)"`, for one that `regex()` has no expression for. */
  refusesPath: string;
  /** The authorities that it trusts where it is told of none: `the public CAs`. */
  publicCas: string;
  /** Restrictions that it can keep. */
  guards: readonly Guard[];
  /** Fields of routes that it can do, of those that not every proxy can. */
  features: readonly RouteFeature[];
}
