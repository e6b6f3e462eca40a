/**
 * Finds and reads dekube.yaml.
 *
 * @module
 */

import { join } from "@std/path";
import type { Config, Diagnostics } from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { CONFIG_FILES, readConfigText } from "../core/settings/config_text.ts";
import { InputError, isMissing, reasonOf } from "../io/errors.ts";
import { decodeYaml } from "../core/input/decode.ts";
import { LARGEST, readRegular } from "../io/read_regular.ts";

/** A config, and whether somebody wrote it. */
export interface ConfigFile {
  /** What it says. */
  config: Config;
  /** There is none yet. */
  firstRun: boolean;
}

/** Reads the config of an output folder: dekube.yaml, else the one of the old name. */
export async function readConfigFile(
  outputDir: string,
  diagnostics: Diagnostics,
): Promise<ConfigFile> {
  for (const name of CONFIG_FILES) {
    const path = join(outputDir, name);
    let text: string;
    try {
      text = decodeYaml(await readRegular(path, LARGEST.settings));
    } catch (error) {
      if (isMissing(error)) continue;
      throw new InputError(
        `${path} can't be read: ${reasonOf(error)}. Mend it, or remove it to start afresh`,
      );
    }
    return { config: readConfigText(text, name, path, diagnostics), firstRun: false };
  }
  return { config: defaultConfig(), firstRun: true };
}
