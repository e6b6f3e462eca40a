/**
 * What the loaded extensions say of dekube.yaml: the settings that they have, and what those were once called.
 *
 * @module
 */

import {
  type Config,
  type Diagnostics,
  type ExtensionInfo,
  isMapping,
  settingPath,
} from "../../../pacts/mod.ts";
import { isEngineKey, withSetting } from "./config.ts";
import { nearest } from "../../../pacts/nearest.ts";

/**
 * The config with old keys of extensions in their places of today, where nothing stands yet.
 *
 * @throws {UserError} where the value of one has the wrong type.
 */
export function applyLegacyKeys(config: Config, infos: readonly ExtensionInfo[]): Config {
  let result = config;
  for (const [old, place] of infos.flatMap(({ legacyKeys = {} }) => Object.entries(legacyKeys))) {
    const taken = take(result, old);
    if (!taken) continue;
    const { value } = taken;
    result = taken.config;
    if (value === null || value === undefined) continue;
    const [, extension, key] = /^extensions\.([^.]+)\.(.+)$/.exec(place) ?? [];
    if (extension !== undefined) {
      const settings = { [key]: value, ...result.extensions[extension] };
      result = { ...result, extensions: { ...result.extensions, [extension]: settings } };
    } else if (isEngineKey(place) && !config.written.includes(place)) {
      result = withSetting(result, place, value, old);
    }
  }
  return result;
}

/** The value of an old key, and the config without it: one at the top, or a setting of an extension. */
function take(config: Config, old: string): { value: unknown; config: Config } | undefined {
  const [, extension, key] = /^extensions\.([^.]+)\.(.+)$/.exec(old) ?? [];
  if (extension === undefined) {
    if (!Object.hasOwn(config.other, old)) return undefined;
    const { [old]: value, ...other } = config.other;
    return { value, config: { ...config, other } };
  }
  const own = Object.hasOwn(config.extensions, extension) ? config.extensions[extension] : {};
  if (!Object.hasOwn(own, key)) return undefined;
  const { [key]: value, ...rest } = own;
  const { [extension]: _, ...others } = config.extensions;
  // Nothing is left of an extension of which nothing else was set.
  const extensions = Object.keys(rest).length === 0 ? others : { ...others, [extension]: rest };
  return { value, config: { ...config, extensions } };
}

/** Settings that an extension does not have, where it says which it has. */
export function warnUnknownSettings(
  { extensions, file }: Config,
  infos: readonly ExtensionInfo[],
  diagnostics: Diagnostics,
): void {
  for (const { name, settings } of infos) {
    const own = Object.hasOwn(extensions, name) ? extensions[name] : undefined;
    if (!settings || !isMapping(own)) continue;
    const known = ["enabled", ...Object.keys(settings)];
    for (const key of Object.keys(own)) {
      if (known.includes(key)) continue;
      diagnostics.warn(
        "unknown-setting",
        `there is no setting "${settingPath("extensions", name, key)}"${
          nearest(key, known)
        }; it is ignored. ${
          known.length > 1 ? `There are: ${known.join(", ")}` : "The extension has no settings"
        }`,
        { file },
      );
    }
  }
}
