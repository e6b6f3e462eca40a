/**
 * Reads manifests that are piped in.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { ManifestFile } from "./manifest_files.ts";

/**
 * All that comes on standard input, to its end, as one file.
 *
 * @throws {InputError} where it is not text.
 */
export async function readStdin(): Promise<ManifestFile> {
  const bytes = await new Response(Deno.stdin.readable).bytes();
  try {
    return { file: "stdin", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new InputError("Manifests can't be read from standard input: it is not UTF-8 text.");
  }
}
