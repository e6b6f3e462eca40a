/**
 * Compares what an extension is made of with what it was when it was allowed.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";

/** Digests of files by their URLs. */
export type Digests = Readonly<Record<string, string>>;

/** What is different, as words: `…/shop/thing.ts has changed`, with the whole path. */
export function fileChanges(before: Digests, now: Digests): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((url) => before[url] !== now[url])
    .map((url) =>
      `${fromFileUrl(url)} ${!(url in before) ? "is new" : url in now ? "has changed" : "is gone"}`
    );
}

/** More are not named. */
const MOST_NAMED = 5;

/** The error about changes. */
export function changedError(changes: readonly string[], configFile: string): UserError {
  const more = changes.length - MOST_NAMED;
  return new UserError(
    `what extensions of ${configFile} are made of is not what it was when they were allowed: ${
      changes.slice(0, MOST_NAMED).join(", ")
    }${
      more > 0 ? `, and ${more} more` : ""
    }. Nothing was written. Look at it, and take it as it is with --accept-changes`,
  );
}
