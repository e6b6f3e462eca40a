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
  LIMIT_KEYS,
  type LimitName,
  type Limits,
  mapping as mappingOf,
  parseSize,
  settingPath,
} from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { ACCEPT_FORM, isAcceptEntry } from "../findings/accepted.ts";
import { withoutDottedKeys } from "./dotted_keys.ts";
import { nearest } from "../nearest.ts";
import { parseYaml } from "../manifests/parse.ts";
import { YamlBudget } from "../manifests/yaml_budget.ts";
import { expectedSubnet } from "../network/subnet.ts";
import { UserError } from "../user_error.ts";

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
      `${file} is not YAML: ${first.replace(/:$/, "")}. Mend it, or remove it to start afresh`,
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

type Reader = (
  value: unknown,
  fail: (expected: string, path?: string, at?: unknown) => never,
) => unknown;

/** Keys of dekube.yaml: the property of `Config` that they set, and how their value is read. */
const KEYS: Record<string, { property: keyof Config; read: Reader }> = {
  name: { property: "name", read: string },
  volume_root: { property: "volumeRoot", read: string },
  volumes: { property: "volumes", read: mapOf(orEmpty(volume)) },
  exclude: { property: "exclude", read: listOf(string) },
  replacements: { property: "replacements", read: listOf(replacement) },
  disable_ingress: { property: "disableIngress", read: boolean },
  https: { property: "https", read: https },
  accept: { property: "accept", read: listOf(acceptEntry) },
  infer_namespaces: { property: "inferNamespaces", read: boolean },
  ingress_types: { property: "ingressTypes", read: mapOf(string) },
  network: { property: "network", read: string },
  subnet: { property: "subnet", read: subnet },
  overrides: { property: "overrides", read: mapOf(orNull(mapping)) },
  services: { property: "services", read: mapOf(mapping) },
  extensions: { property: "extensions", read: mapOf(orEmpty(extension)) },
  limits: { property: "limits", read: limits },
  depends: { property: "depends", read: listOf(string) },
  distribution: { property: "distribution", read: string },
  distribution_version: { property: "distributionVersion", read: string },
};

/** The engine's own settings by their keys in dekube.yaml: the property of `Config` that each sets. */
export const SETTING_PROPERTIES: Readonly<Record<string, keyof Config>> = Object.fromEntries(
  Object.entries(KEYS).map(([key, { property }]) => [key, property]),
);

/** Settings with settings below them. */
const GROUPS = new Set([
  "volumes",
  "ingress_types",
  "overrides",
  "services",
  "extensions",
  "limits",
]);

function readConfig(document: Record<string, unknown>, file: string): Config {
  const config: Config = { ...defaultConfig(), file };
  const { settings, oldNames } = renameLegacy(document);
  for (const [key, value] of Object.entries(settings)) {
    if (!isEngineKey(key)) config.other[key] = value;
    else if (value !== null && value !== undefined) {
      Object.assign(config, readSetting(key, value, oldNames.get(key) ?? key, file));
      config.written.push(key);
    }
  }
  return config;
}

/** Old names of the engine's own settings. */
const OLD_NAMES: Record<string, string> = { ingressTypes: "ingress_types" };

/** What means nothing any more. */
const IGNORED = new Set(["helmfile2ComposeVersion"]);

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
  return { ...config, ...readSetting(key, value, oldName, config.file) };
}

/** Whether a key is one of the engine's own settings. */
export function isEngineKey(key: string): boolean {
  return Object.hasOwn(KEYS, key);
}

function readSetting(key: string, value: unknown, written: string, file: string): Partial<Config> {
  const { property, read } = KEYS[key];
  const result = read(value, (expected, path = "", at = value) => {
    throw new UserError(
      `${file}: "${written}${path}" should be ${expected}, but it is ${found(at)}${
        path.includes("'") ? ". Paths with dots are read at the top of the file alone" : ""
      }`,
    );
  });
  return { [property]: result };
}

/** Names that there are no settings of, where somebody meant one. */
export function warnUnknownKeys({ other, file }: Config, diagnostics: Diagnostics): void {
  for (const key of Object.keys(other)) {
    diagnostics.warn(
      "unknown-config-key",
      `there is no setting "${key}"${nearest(key, Object.keys(KEYS))}; it is ignored`,
      { file },
    );
  }
}

function string(value: unknown, fail: Parameters<Reader>[1]): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") fail("text", "", value ?? null);
  return value as string;
}

function boolean(value: unknown, fail: Parameters<Reader>[1]): boolean {
  if (typeof value !== "boolean") fail("true or false", "", value);
  return value as boolean;
}

function mapping(
  value: unknown,
  fail: Parameters<Reader>[1],
): Record<string, unknown> {
  if (!isMapping(value)) fail("a mapping", "", value ?? null);
  return value as Record<string, unknown>;
}

function volume(value: unknown, fail: Parameters<Reader>[1]): Record<string, unknown> {
  const config = mapping(value, fail);
  if (!Object.hasOwn(config, "host_path")) return config;
  // An empty one could mean a folder of the claim's name, or a named volume: that is for the user
  // to say.
  return {
    ...config,
    host_path: string(config.host_path, (expected, _path, at) => fail(expected, ".host_path", at)),
  };
}

function extension(
  value: unknown,
  fail: Parameters<Reader>[1],
): Record<string, unknown> {
  const settings = mapping(value, fail);
  const { enabled } = settings;
  if (
    enabled !== undefined && enabled !== null && typeof enabled !== "boolean"
  ) {
    fail("true or false", ".enabled", enabled);
  }
  return settings;
}

function replacement(value: unknown, fail: Parameters<Reader>[1]): unknown {
  const { old, new: new_ } = mapping(
    value,
    (expected, path = "", at) =>
      fail(
        expected === "a mapping" ? "a mapping with old and new" : expected,
        path,
        at,
      ),
  );
  return {
    old: string(old, (expected, _path, at) => fail(expected, ".old", at)),
    new: string(
      new_ ?? "",
      (expected, _path, at) => fail(expected, ".new", at),
    ),
  };
}

function acceptEntry(value: unknown, fail: Parameters<Reader>[1]): string {
  return typeof value === "string" && isAcceptEntry(value) ? value : fail(ACCEPT_FORM);
}

function subnet(value: unknown, fail: Parameters<Reader>[1]): string {
  const written = string(value, fail);
  const expected = expectedSubnet(written);
  if (expected !== undefined) fail(expected, "", value);
  return written;
}

/** Limits by their keys: those that are left out have their defaults. */
const LIMITS: Readonly<Record<string, LimitName>> = Object.fromEntries(
  Object.entries(LIMIT_KEYS).map(([name, key]) => [key, name as LimitName]),
);

/** The limits that a document sets for itself, before anything in it is read. */
function limitsIn(document: unknown): Limits {
  const result = defaultLimits();
  const settings = mappingOf(document);
  const below = mappingOf(settings.limits);
  for (const [key, name] of Object.entries(LIMITS)) {
    result[name] = parseSize(below[key] ?? settings[`limits.${key}`]) ?? result[name];
  }
  return result;
}

function limits(value: unknown, fail: Parameters<Reader>[1]): Partial<Limits> {
  const result: Partial<Limits> = {};
  for (const [key, written] of Object.entries(mapping(value, fail))) {
    if (!Object.hasOwn(LIMITS, key)) {
      fail(`one of ${Object.keys(LIMITS).join(", ")}`, `.${key}`, written);
    }
    if (written === null || written === undefined) continue;
    const size = parseSize(written);
    if (size === undefined) fail('a number, or a size such as "512 MiB"', `.${key}`, written);
    else result[LIMITS[key]] = size;
  }
  return result;
}

function https(value: unknown, fail: Parameters<Reader>[1]): unknown {
  // Older YAML takes the word for a boolean, and so do editors.
  if (value === false) return "off";
  if (["auto", "off", "internal", "public"].includes(String(value))) return value;
  return fail("one of auto, off, internal, public", "", value);
}

function listOf(read: Reader): Reader {
  return (value, fail) => {
    if (!Array.isArray(value)) fail("a list", "", value);
    return (value as unknown[]).map((item, index) =>
      read(
        item,
        (expected, path = "", at = item) => fail(expected, `[${index}]${path}`, at),
      )
    );
  };
}

function mapOf(read: Reader): Reader {
  return (value, fail) =>
    Object.fromEntries(
      Object.entries(mapping(value, fail)).map(([key, item]) => [
        key,
        read(item, (expected, path = "", at = item) =>
          fail(expected, `.${settingPath(key)}${path}`, at)),
      ]),
    );
}

function orEmpty(read: Reader): Reader {
  return (value, fail) => value === null ? {} : read(value, fail);
}

function orNull(read: Reader): Reader {
  return (value, fail) => value === null ? null : read(value, fail);
}

function found(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  return typeof value === "string" ? `the text "${value}"` : `the ${typeof value} ${value}`;
}
