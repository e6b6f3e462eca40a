/**
 * Paths below the output folder: relative, `/`-separated, and leading nowhere
 * else.
 *
 * @module
 */

import { STATE_FOLDER } from "../../core/output/output_path.ts";
import { OutputError } from "../errors.ts";

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

/** What to say of a symbolic link on the way. */
export function linkError(link: string, path: string): OutputError {
  return new OutputError(
    `"${link}" is a symbolic link, so "${path}" would be written outside the output folder. ` +
      "Put a real folder in its place, or choose another output folder.",
  );
}
