/**
 * A copy of what an earlier run wrote, for a conversion that can't read it.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";
import type { PreviousOutput } from "../output/previous.ts";

/** Files by path: their bytes, or why they can't be read. */
export type PreviousCopy = ReadonlyMap<string, Uint8Array | { failure: string }>;

/** Copies what a view of an output folder shows. */
export function copyPrevious(previous: PreviousOutput): PreviousCopy {
  const copy = new Map<string, Uint8Array | { failure: string }>();
  for (const path of previous.paths()) {
    try {
      const bytes = previous.read(path);
      if (bytes) copy.set(path, bytes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      copy.set(path, { failure: error.message });
    }
  }
  return copy;
}

/** A view of a copy; one that can't be read is an error where it is asked for. */
export function viewOf(copy: PreviousCopy): PreviousOutput {
  return {
    paths: () => [...copy.keys()],

    read(path) {
      const file = copy.get(path);
      if (file && "failure" in file) throw new UserError(file.failure);
      return file;
    },
  };
}
