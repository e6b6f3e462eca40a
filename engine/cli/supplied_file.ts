/**
 * Finds and reads secrets.yaml.
 *
 * @module
 */

import { join } from "@std/path";
import type { Diagnostics, Mapping } from "../../pacts/mod.ts";
import { decodeYaml } from "../core/input/decode.ts";
import { parseSupplied, SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { InputError, isMissing, reasonOf } from "../io/errors.ts";
import { LARGEST, readRegular } from "../io/read_regular.ts";

/** What the user supplies; nothing, where there is no such file, or one of manifests. */
export async function readSuppliedFile(
  outputDir: string,
  diagnostics: Diagnostics,
): Promise<Mapping | undefined> {
  const path = join(outputDir, SUPPLIED_FILE);
  let text: string;
  try {
    text = decodeYaml(await readRegular(path, LARGEST.settings));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new InputError(`${path} can't be read: ${reasonOf(error)}. Mend it`);
  }
  const values = parseSupplied(text, path);
  if (values !== undefined) await warnOpen(path, diagnostics);
  return values;
}

/** Says that others may read it, where the system knows of others. */
async function warnOpen(path: string, diagnostics: Diagnostics): Promise<void> {
  if (Deno.build.os === "windows") return;
  const { mode } = await Deno.stat(path);
  if (mode === null || (mode & 0o077) === 0) return;
  diagnostics.warn(
    "open-values",
    `everybody on this machine may read it, and it holds secrets. Close it: chmod 600 ${path}`,
    { file: path },
  );
}
