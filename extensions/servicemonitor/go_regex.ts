/**
 * Whether Go takes a regular expression. Prometheus does not start with one that it can't compile.
 *
 * @module
 */

import { BadRegex, parseRegex } from "@dekube/engine/pacts/regex";

/** Why Go does not compile a regular expression, as a sentence about "it"; `undefined` where it does. */
export function whyNoGoRegex(source: string): string | undefined {
  try {
    parseRegex(source, "go");
    return undefined;
  } catch (error) {
    if (error instanceof BadRegex) return error.message;
    throw error;
  }
}
