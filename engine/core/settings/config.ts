/**
 * Reads dekube.yaml: checks the types, fills in the defaults, knows the old names.
 *
 * @module
 */

import {
  type Config,
  defaultLimits,
  type Diagnostics,
  isLimitError,
  isMapping,
  type Limits,
  mapping,
  parseSize,
} from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { withoutDottedKeys } from "./dotted_keys.ts";
import { GROUPS, IGNORED, KEYS, LIMITS, OLD_NAMES } from "./keys.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { parseYaml } from "../manifests/parse.ts";
import { YamlBudget } from "../../../pacts/encoding/yaml_budget.ts";
import { NO_SETTING } from "./shapes.ts";
import { UserError } from "../user_error.ts";
import { yamlFault } from "../yaml_fault.ts";

/**
 * Reads the text of dekube.yaml. `file` names it in messages.
 *
 * @throws {UserError} where it is not YAML, or a key has the wrong type: key, expected and found.
 */
export function parseConfig(text: string, file: string): Config {
  let document: unknown;
  try {
    document = parseYaml(text, {
      budget: (document) => new YamlBudget(limitsIn(document)),
      file,
    });
  } catch (error) {
    if (isLimitError(error)) throw new UserError(error.message, { cause: error });
    const [first] = (error instanceof Error ? error.message : String(error))
      .split("\n");
    throw new UserError(
      `${file} is not YAML: ${
        yamlFault(first.replace(/:$/, ""))
      }. Mend it, or remove it to start afresh`,
    );
  }
  if (document === null || document === undefined) return { ...defaultConfig(), file };
  if (!isMapping(document)) {
    throw new UserError(
      `${file} should be a mapping of settings, but it is ${found(document)}`,
    );
  }
  return readConfig(withoutDottedKeys(document, GROUPS), file);
}

/** The engine's own settings by their keys in dekube.yaml: the property of `Config` that each sets. */
export const SETTING_PROPERTIES: Readonly<Record<string, keyof Config>> = Object.fromEntries(
  Object.entries(KEYS).map(([key, { property }]) => [key, property]),
);

function readConfig(document: Record<string, unknown>, file: string): Config {
  const config: Config = { ...defaultConfig(), file };
  const { settings, oldNames } = renameLegacy(document);
  const mistakes: string[] = [];
  for (const [key, value] of Object.entries(settings)) {
    if (!isEngineKey(key)) config.other[key] = value;
    else if (value !== null && value !== undefined) {
      const mistake = readInto(config, key, value, oldNames.get(key) ?? key);
      if (mistake !== undefined) mistakes.push(mistake);
      config.written.push(key);
    }
  }
  if (mistakes.length > 0) throw new UserError(`${file}: ${mistakes.join("; ")}`);
  return config;
}

/** Old names of settings as their new ones, in memory only. A new name that is there too wins. */
function renameLegacy(
  document: Record<string, unknown>,
): { settings: Record<string, unknown>; oldNames: Map<string, string> } {
  const settings: Record<string, unknown> = {};
  const oldNames = new Map<string, string>();
  for (const [key, value] of Object.entries(document)) {
    if (IGNORED.has(key)) continue;
    const name = Object.hasOwn(OLD_NAMES, key) ? OLD_NAMES[key] : undefined;
    if (name === undefined) settings[key] = value;
    else if ((value ?? null) !== null && (document[name] ?? null) === null) {
      settings[name] = value;
      oldNames.set(name, key);
    }
  }
  return { settings, oldNames };
}

/**
 * A config with one more of the engine's settings in it, by its key in dekube.yaml. `oldName` is the one that the
 * user wrote.
 *
 * @throws {UserError} where the value has the wrong type.
 */
export function withSetting(
  config: Config,
  key: string,
  value: unknown,
  oldName: string,
): Config {
  const result = { ...config };
  const mistake = readInto(result, key, value, oldName);
  if (mistake !== undefined) throw new UserError(`${config.file}: ${mistake}`);
  return result;
}

/** Whether a key is one of the engine's own settings. */
export function isEngineKey(key: string): boolean {
  return Object.hasOwn(KEYS, key);
}

/** Reads a setting into a config; what is said where it has the wrong type. */
function readInto(
  config: Config,
  key: string,
  value: unknown,
  written: string,
): string | undefined {
  const { property, shape } = KEYS[key];
  try {
    const read = shape.read(value, (expected, path = "", at = value) => {
      throw new Mistake(mistakeAt(`${written}${path}`, expected, at));
    });
    Object.assign(config, { [property]: read });
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) return error.message;
    throw error;
  }
}

/** Ends the reading of one setting, so that the others are read all the same. */
class Mistake extends Error {}

function mistakeAt(place: string, expected: string, at: unknown): string {
  if (at === NO_SETTING) return `there is no setting "${place}"${expected}`;
  const isPath = place.includes("'") && !NAMES_WITH_DOTS.test(place);
  return `"${place}" should be ${expected}, but it is ${found(at)}${
    isPath ? ". Paths with dots are read at the top of the file alone" : ""
  }`;
}

/** Settings below which a name with dots is what it looks like, and no path. */
const NAMES_WITH_DOTS = /^(?:hosts|images)\./;

/** Names that there are no settings of, where somebody meant one. */
export function warnUnknownKeys(
  { other, replacements, file }: Config,
  diagnostics: Diagnostics,
): void {
  const warn = (place: string, key: string, known: readonly string[]) => {
    // Of a path the first name is the setting's.
    const [, name, below] = /^([^.]*)(.*)$/s.exec(key)!;
    const meant = nearest(name, known, (near) => near + below);
    diagnostics.warn(
      "unknown-config-key",
      `there is no setting "${place}"${meant}; it is ignored`,
      { file },
    );
  };
  for (const key of Object.keys(other)) warn(key, key, Object.keys(KEYS));
  for (const [index, replacement] of replacements.entries()) {
    for (const key of Object.keys(replacement)) {
      if (REPLACEMENT_KEYS.includes(key)) continue;
      warn(`replacements[${index}].${key}`, key, REPLACEMENT_KEYS);
    }
  }
}

const REPLACEMENT_KEYS = ["old", "new"];

/** The limits that a document sets for itself, before anything in it is read. */
function limitsIn(document: unknown): Limits {
  const result = defaultLimits();
  const settings = mapping(document);
  const below = mapping(settings.limits);
  for (const [key, name] of Object.entries(LIMITS)) {
    result[name] = parseSize(below[key] ?? settings[`limits.${key}`]) ?? result[name];
  }
  return result;
}

function found(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  return typeof value === "string" ? `the text "${value}"` : `the ${typeof value} ${value}`;
}
