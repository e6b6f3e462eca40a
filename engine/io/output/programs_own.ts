/**
 * Names in the output folder by which other programs know files of theirs: a file there would be obeyed, not mounted.
 *
 * @module
 */

import { foldPath } from "../../core/output/same_names.ts";

/** Folders of ConfigMaps and Secrets, whose keys may be any names. */
const FOLDERS_OF_KEYS = /^(configmaps|secrets)\//;

/** What Docker Compose, Deno and Node.js look for. */
const OBEYED =
  /^(deno\.jsonc?|deno\.lock|package\.json|node_modules|docker-compose.*|compose\.override\..*)$/;

/**
 * Whether a program would take a path for its own: `.git/hooks/…`, `.env`, `package.json`. What a container mounts may
 * have such names inside of its folder.
 *
 * @example
 * ```ts
 * import { isProgramsOwn } from "./programs_own.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isProgramsOwn(".env", false));
 * assertFalse(isProgramsOwn("configmaps/web/.htaccess", false));
 * ```
 */
export function isProgramsOwn(path: string, isMounted: boolean): boolean {
  const folded = foldPath(path);
  if (FOLDERS_OF_KEYS.test(folded)) return false;
  const parts = folded.split("/");
  const seen = isMounted ? parts.slice(0, 1) : parts;
  return seen.some((part) => part.startsWith(".") || OBEYED.test(part));
}
