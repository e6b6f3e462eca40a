/**
 * Reads manifests that are piped in.
 *
 * @module
 */

import { defaultLimits, limitError, type Limits } from "../../../pacts/limits.ts";
import { InputError, reasonOf } from "../errors.ts";
import { decodeYaml } from "../../core/input/decode.ts";
import type { ManifestFile } from "./manifest_files.ts";

/**
 * All that comes on standard input, to its end, as one file.
 *
 * @throws {InputError} where it is not text, or more than the limits allow.
 */
export async function readStdin(limits: Limits = defaultLimits()): Promise<ManifestFile> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of Deno.stdin.readable) {
    size += part.length;
    if (size > limits.input) {
      throw new InputError(limitError("input", limits, "standard input holds more").message);
    }
    parts.push(part);
  }
  const bytes = await new Response(new Blob(parts)).bytes();
  try {
    return { file: "stdin", text: decodeYaml(bytes) };
  } catch (error) {
    throw new InputError(`Manifests can't be read from standard input: ${reasonOf(error)}.`);
  }
}
