/**
 * `extensions` and `extensions info NAME`: what there is, and what of it is loaded.
 *
 * @module
 */

import type { ExtensionInfo, Settings } from "../../pacts/mod.ts";
import { BOOLEAN } from "../../pacts/settings.ts";
import { nearest } from "../../pacts/nearest.ts";
import { type LoadedExtension, priorityOf, sortOf, sourceOf } from "../core/extensions/registry.ts";
import { UserError } from "../core/user_error.ts";
import { type CatalogueEntry, EXTENSIONS } from "../io/distribution/catalogue.ts";

/** An extension of the catalogue, or one that is loaded. */
interface Listed extends Omit<CatalogueEntry, "description"> {
  name: string;
  description?: string;
  /** Where it was loaded from. */
  source?: string;
  /** What the user may set, where it says so. */
  settings?: Settings;
}

/** What `extensions` prints: a line each, with a tick before what is loaded. */
export function listExtensions(loaded: readonly LoadedExtension[]): string {
  const rows = listed(loaded).map(({ name, kind, priority, description, source }) => [
    source === undefined ? " " : "✓",
    name,
    kind,
    `${priority}`,
    description ?? `from ${source}`,
  ]);
  const table = [["", "name", "kind", "priority", "description"], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()
  ).join("\n");
}

/**
 * What `extensions info NAME` prints. `unloaded` is what one says of itself that is not loaded, where that can be known.
 *
 * @throws {UserError} for a name that is neither in the catalogue nor loaded.
 */
export function describeExtension(
  name: string,
  loaded: readonly LoadedExtension[],
  unloaded?: Pick<ExtensionInfo, "settings">,
): string {
  const found = findListed(name, loaded);
  const { kind, priority, description, depends = [], incompatible = [], source } = found;
  return [
    name,
    ...description ? [`  ${description}`] : [],
    `  kind:          ${kind}`,
    `  priority:      ${priority}`,
    `  depends:       ${depends.join(", ") || "nothing"}`,
    `  incompatible:  ${incompatible.join(", ") || "nothing"}`,
    `  loaded:        ${source === undefined ? `no; add it with --extension ${name}` : source}`,
    ...describeSettings(name, found.settings ?? unloaded?.settings),
  ].join("\n");
}

/** What `extensions` answers programs with: a list of what {@linkcode extensionJson} gives. */
export function extensionsJson(loaded: readonly LoadedExtension[]): string {
  return JSON.stringify(listed(loaded).map((item) => toJson(item, item.settings)));
}

/**
 * What `extensions info NAME` answers programs with.
 *
 * @throws {UserError} as {@linkcode describeExtension}.
 */
export function extensionJson(
  name: string,
  loaded: readonly LoadedExtension[],
  unloaded?: Pick<ExtensionInfo, "settings">,
): string {
  const found = findListed(name, loaded);
  return JSON.stringify([toJson(found, found.settings ?? unloaded?.settings)]);
}

function toJson(
  { name, kind, priority, description, depends = [], incompatible = [], source }: Listed,
  settings: Settings | undefined,
) {
  const all = Object.entries({ enabled: ENABLED, ...settings });
  return {
    name,
    kind,
    priority,
    description,
    depends,
    incompatible,
    loadedFrom: source,
    settings: Object.fromEntries(
      all.map(([key, { type, default: value, description }]) => [key, {
        description,
        expected: type.expected,
        default: type.is(value) ? value : undefined,
      }]),
    ),
  };
}

function findListed(name: string, loaded: readonly LoadedExtension[]): Listed {
  const all = listed(loaded);
  const found = all.find((item) => item.name === name);
  if (found) return found;
  throw new UserError(
    `there is no extension "${name}" in the catalogue, and none of that name is loaded${
      nearest(name, all.map((item) => item.name))
    }. See what there is with: extensions`,
  );
}

/** What every extension has. */
const ENABLED: Settings[string] = {
  type: BOOLEAN,
  default: true,
  description: "Whether the extension has its part in a conversion.",
};

/** What may be set, a line each and one for what it must be. */
function describeSettings(name: string, settings: Settings | undefined): string[] {
  const all = Object.entries({ enabled: ENABLED, ...settings });
  return [
    `  settings:      extensions.${name} in dekube.yaml${
      settings === undefined ? "; which others there are it does not say" : ""
    }`,
    ...all.flatMap(([key, { type, default: value, description }]) => [
      // What may not be set is no value: by default there is none.
      `    ${key}: ${type.is(value) ? JSON.stringify(value) : "none"}`,
      `      ${description} Must be ${type.expected}.`,
    ]),
  ];
}

/** The catalogue in its order, then what is loaded besides. */
function listed(loaded: readonly LoadedExtension[]): Listed[] {
  const all = new Map<string, Listed>(
    Object.entries(EXTENSIONS).map(([name, entry]) => [name, { name, ...entry }]),
  );
  for (const item of loaded) {
    const { extension, info } = item;
    const name = info?.name ?? extension.name;
    const entry = all.get(name);
    // Of several that a module exports, the one that bears its name says what it is.
    const isKnown = entry?.source !== undefined && extension.name !== name;
    all.set(name, {
      name,
      description: entry?.description,
      kind: isKnown ? entry.kind : sortOf(extension),
      priority: isKnown ? entry.priority : priorityOf(extension),
      depends: info?.depends ?? entry?.depends,
      incompatible: info?.incompatible ?? entry?.incompatible,
      source: sourceOf(item),
      settings: info?.settings ?? entry?.settings,
    });
  }
  return [...all.values()];
}
