/**
 * Reads manifests that are piped in.
 *
 * @module
 */

import { InputError, reasonOf } from "../errors.ts";
import { decodeYaml } from "./decode.ts";
import type { ManifestFile } from "./manifest_files.ts";

/**
 * All that comes on standard input, to its end, as one file.
 *
 * @throws {InputError} where it is not text.
 */
export async function readStdin(): Promise<ManifestFile> {
  const bytes = await new Response(Deno.stdin.readable).bytes();
  try {
    return { file: "stdin", text: decodeYaml(bytes) };
  } catch (error) {
    throw new InputError(`Manifests can't be read from standard input: ${reasonOf(error)}.`);
  }
}
