/**
 * Finds and reads dekube.yaml.
 *
 * @module
 */

import { join } from "@std/path";
import type { Config, Diagnostics } from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { parseConfig } from "../core/settings/config.ts";
import { InputError, isMissing, reasonOf } from "../io/errors.ts";
import { decodeYaml } from "../io/input/decode.ts";
import { LARGEST, readRegular } from "../io/read_regular.ts";
import { CONFIG_FILES } from "./args.ts";

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
    if (name !== CONFIG_FILES[0]) {
      diagnostics.info(
        "old-config-name",
        `settings are read from ${name}, the old name; rename it to ${CONFIG_FILES[0]}`,
        { file: name },
      );
    }
    return { config: parseConfig(text, path), firstRun: false };
  }
  return { config: defaultConfig(), firstRun: true };
}
