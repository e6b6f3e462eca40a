/**
 * Paths below the output folder: relative, `/`-separated, and leading nowhere
 * else.
 *
 * @module
 */

import { OutputError } from "../errors.ts";

/** The folder below the output folder that is dekube's own. */
export const STATE_FOLDER = ".dekube";

/** Where new files lie until they are moved, and old ones until that is certain; below the output folder. */
export const STAGING = `${STATE_FOLDER}/staging`;

/**
 * What a file is called, in the output folder itself, between the staging folder and another one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(halfwayName(".dekube/staging/unit-2/web", "configmaps/web"), ".dekube-unit-2");
 * ```
 */
export function halfwayName(from: string, to: string): string {
  const staged = from.startsWith(`${STAGING}/`) ? from : to;
  return `.dekube-${staged.slice(STAGING.length + 1).split("/")[0]}`;
}

/** What a name of {@linkcode halfwayName} stands for in the staging folder; `undefined` for any other. */
export function stagedOf(name: string): string | undefined {
  return /^\.dekube-((?:unit|file|back)-\d+)$/.exec(name)?.[1];
}

/** Where helmfile renders to, below the output folder, while a run lasts: no other run's folder has that name. */
export function newRendered(): string {
  return `${STATE_FOLDER}/.helmfile-rendered-${crypto.randomUUID().slice(0, 8)}`;
}

/** Whether a name in our own folder is one of {@linkcode newRendered}. */
export function isRendered(name: string): boolean {
  return /^\.helmfile-rendered(?:-[0-9a-f]{8})?$/.test(name);
}

/**
 * Whether a path stays inside the output folder, and out of dekube's own
 * folder.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isOutputPath("secrets/db/password"));
 * assertFalse(isOutputPath("../password"));
 * ```
 */
export function isOutputPath(path: string): boolean {
  const parts = path.split("/");
  return !/[\\\0]/.test(path) && !/^[A-Za-z]:/.test(path) &&
    parts.every((part) => part !== "" && part !== "." && part !== "..") &&
    parts[0].toLowerCase() !== STATE_FOLDER;
}

/**
 * The folders on the way to a path, outermost first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(foldersOf("secrets/db/password"), ["secrets", "secrets/db"]);
 * ```
 */
export function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** What to say of a symbolic link on the way. */
export function linkError(link: string, path: string): OutputError {
  return new OutputError(
    `"${link}" is a symbolic link, so "${path}" would be written outside the output folder. ` +
      "Put a real folder in its place, or choose another output folder.",
  );
}
