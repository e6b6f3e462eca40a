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

/** A version as Python's packages have it: `cert-manager==0.3.0`. */
const OLD_PIN = /^([A-Za-z0-9][\w.-]*)\s*(?:==|~=|!=|>=?|<=?)\s*[\w.*+-]+(?:\s*,.*)?$/;

/** Extensions as they are called, without the versions of those that were written in Python. */
function withoutOldPins(config: Config, diagnostics: Diagnostics): Config {
  const depends = config.depends.map((entry) => {
    const [, name] = OLD_PIN.exec(entry) ?? [];
    if (name === undefined) return entry;
    diagnostics.info(
      "old-pin",
      `"${entry}" on "depends" is a version of the extension that was written in Python; "${name}" is taken in its place. Write "${name}", or "${name}@" and a version of today's`,
      { file: config.file },
    );
    return name;
  });
  return { ...config, depends };
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
        `its settings are read, but its name is the old one; rename it to ${CONFIG_FILES[0]}`,
        { file: path },
      );
    }
    return { config: withoutOldPins(parseConfig(text, path), diagnostics), firstRun: false };
  }
  return { config: defaultConfig(), firstRun: true };
}
