/**
 * The text of dekube.yaml, as it was found somewhere.
 *
 * @module
 */

import type { Config, Diagnostics } from "../../../pacts/mod.ts";
import { parseConfig } from "./config.ts";

/** Names of the config file: today's, then the old one. */
export const CONFIG_FILES: readonly string[] = ["dekube.yaml", "helmfile2compose.yaml"];

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

/**
 * Reads a config that was found under one of {@linkcode CONFIG_FILES}. `path` names it in messages.
 *
 * @throws {UserError} where it is not as it must be.
 */
export function readConfigText(
  text: string,
  name: string,
  path: string,
  diagnostics: Diagnostics,
): Config {
  if (name !== CONFIG_FILES[0]) {
    diagnostics.info(
      "old-config-name",
      `its settings are read, but its name is the old one; rename it to ${CONFIG_FILES[0]}`,
      { file: path },
    );
  }
  return withoutOldPins(parseConfig(text, path), diagnostics);
}
