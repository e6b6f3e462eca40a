/**
 * Takes files out of a zip.
 *
 * @module
 */

import { unzipSync } from "fflate";
import { limitError, type Limits } from "../../pacts/limits.ts";
import { printable } from "../../pacts/printable.ts";
import { UserError } from "../core/user_error.ts";
import type { GivenFile } from "./messages.ts";

/** Whether bytes are those of a zip. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The files of a zip that `wants` names. What it says of their sizes holds: of one that unpacks to more the rest is left out.
 *
 * @throws {UserError} where it is none, or holds more than the limits allow.
 */
export function unzip(
  name: string,
  bytes: Uint8Array,
  limits: Limits,
  wants: (path: string) => boolean = () => true,
): GivenFile[] {
  let left = limits.input;
  let seen = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name: path, originalSize }) {
        if (++seen > limits.files) {
          const message = `in ${name} there are more files and folders`;
          throw new UserError(limitError("files", limits, message).message);
        }
        if (path.endsWith("/") || !wants(path)) return false;
        left -= originalSize;
        if (left >= 0) return true;
        const message = `with ${printable(path)} what ${name} unpacks to is more`;
        throw new UserError(limitError("input", limits, message).message);
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${name} can't be unpacked: ${why}. Pack it anew as a plain zip without a password, or drop the folder`,
    );
  }
  return Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
}
