/**
 * What an earlier run wrote, for credentials and certificates that must
 * survive.
 *
 * @module
 */

import { join } from "@std/path";
import type { PreviousFiles } from "../../../pacts/files.ts";
import { InputError, reasonOf } from "../errors.ts";
import { isOutputPath } from "./path.ts";
import { OutputView } from "./view.ts";

/**
 * A view of the files that an earlier run wrote into a folder; of what the
 * user put there it shows nothing. Files are read when they are asked for.
 * Where a run was cut off while it moved files, the view is of the state that
 * it meant to leave.
 *
 * Reading throws an {@linkcode InputError} where a file is there and can't be
 * read: to make a new password because the old one is hidden would lock the
 * user out.
 *
 * @example
 * ```ts ignore
 * const previous = readPrevious("out");
 * previous.read("secrets/db/password"); // its bytes, or undefined
 * ```
 */
export function readPrevious(outputDir: string): PreviousFiles {
  let view: OutputView | undefined;
  return {
    read(path) {
      if (!isOutputPath(path)) return undefined;
      view ??= new OutputView(outputDir);
      const ours = view.generated?.has(path) ??
        /^(secrets|configmaps)\//.test(path);
      if (!ours) return undefined;
      try {
        return view.read(path);
      } catch (error) {
        throw new InputError(
          `"${join(outputDir, path)}", which an earlier run wrote, can't be read: ${
            reasonOf(error)
          }. ` +
            "Make it readable, or remove it to have it made anew.",
        );
      }
    },
  };
}
