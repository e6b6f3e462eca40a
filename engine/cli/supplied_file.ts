/**
 * Finds and reads secrets.yaml.
 *
 * @module
 */

import { join } from "@std/path";
import type { Diagnostic, Mapping } from "../../pacts/mod.ts";
import { decodeYaml } from "../core/input/decode.ts";
import { parseSupplied, SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { InputError, isMissing, reasonOf } from "../io/errors.ts";
import { LARGEST, readRegular } from "../io/read_regular.ts";

/** What the user supplies. */
export interface SuppliedFile {
  /** Values by the names of the extensions that they are for. */
  values: Mapping;
  /** What there is to say of the file where something of it is used. */
  said: Diagnostic[];
}

/** What the user supplies; nothing, where there is no such file, or one of manifests. */
export async function readSuppliedFile(outputDir: string): Promise<SuppliedFile | undefined> {
  const path = join(outputDir, SUPPLIED_FILE);
  let text: string;
  let mode: number | null;
  try {
    const info = await Deno.lstat(path);
    // In a stranger's folder it could lead to a file of somebody else's.
    if (info.isSymlink) throw new Error("it is a link. Put the file itself there");
    mode = info.mode;
    text = decodeYaml(await readRegular(path, LARGEST.settings));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new InputError(`${path} can't be read: ${reasonOf(error)}`);
  }
  const values = parseSupplied(text, path);
  return values && { values, said: isOpen(mode) ? [openTo(path)] : [] };
}

/** Whether others may read it, where the system knows of others. */
function isOpen(mode: number | null): boolean {
  return Deno.build.os !== "windows" && mode !== null && (mode & 0o077) !== 0;
}

function openTo(path: string): Diagnostic {
  return {
    severity: "warning",
    code: "open-values",
    message:
      `everybody on this machine may read it, and it holds secrets. Close it: chmod 600 ${path}`,
    file: path,
  };
}
