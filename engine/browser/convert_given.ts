/**
 * Converts what somebody gave: what the command does, without a machine around it.
 *
 * @module
 */

import {
  type Config,
  defaultLimits,
  type Diagnostic,
  Diagnostics,
  type Limits,
  type Manifest,
} from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { convert } from "../core/convert.ts";
import { checkCompatibility } from "../core/extensions/check_compatibility.ts";
import type { Offer } from "../core/extensions/offers.ts";
import type { LoadedExtension } from "../core/extensions/registry.ts";
import { withoutAccepted } from "../core/findings/accepted.ts";
import { noServicesMessage } from "../core/findings/no_services.ts";
import { setSource, sourceOf } from "../core/manifests/source.ts";
import { checkPlaces } from "../core/output/check_places.ts";
import { formatGenerated, GENERATED_FILES } from "../core/output/generated_list.ts";
import type { Placement } from "../core/output/place_files.ts";
import { placeProject } from "../core/output/place_project.ts";
import { SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { OBEYED_FILES } from "../core/secrets/secret_files.ts";
import { checkDistribution } from "../core/settings/check_distribution.ts";
import { CONFIG_FILES, readConfigText } from "../core/settings/config_text.ts";
import { renderConfig } from "../core/settings/first_run.ts";
import { UserError } from "../core/user_error.ts";
import { renderPage } from "../page/mod.ts";
import { projectsApart } from "./apart.ts";
import { earlierIn, previousOf } from "./earlier.ts";
import { type GivenTree, treeOf } from "./given_tree.ts";
import { nothingUnpacked } from "./unzip.ts";
import type { ConvertAnswer, ConvertRequest, ProjectFile } from "./messages.ts";
import { holdsManifests, readGiven } from "./read_given.ts";

/** What converts. */
export interface Program {
  name: string;
  version: string;
  /** Its extensions. */
  extensions: readonly LoadedExtension[];
  /** Extensions that it does not have. */
  offers: readonly Offer[];
}

/** Told of what is going on. */
export interface Listener {
  /** A step, and how much of it is done. */
  progress?: (step: string, done: number, of: number) => void;
  /** Settings that were found in what was given, before anything is made of them. */
  settings?: (text: string) => void;
}

/**
 * Converts. What there is to say is in the page; where nothing comes out it is in `diagnostics`.
 *
 * @throws {UserError} where the command would fail, with the same message.
 */
export async function convertGiven(
  { name, version, extensions, offers }: Program,
  { given, settings: typed, fresh = [], kept }: ConvertRequest,
  diagnostics: Diagnostics,
  { progress = () => {}, settings: tell = () => {} }: Listener = {},
): Promise<ConvertAnswer> {
  progress("reading", 0, 1);
  const [configFile] = CONFIG_FILES;
  const mine = typed === undefined ? undefined : { name: configFile, text: typed };
  const known = { ...defaultLimits(), ...limitsOf(mine) };
  const unpacked = nothingUnpacked();
  const parts = given.map((one) =>
    projectsApart(one, known).map((one) => treeOf(one, known, unpacked))
  );
  const trees = parts.flat();
  const earlier = trees.map(earlierIn);
  const isNew = new Set(fresh.flatMap((index) => parts[index]));
  const foundIn = (of: (tree: GivenTree) => boolean) =>
    trees.flatMap((tree, index) => of(tree) ? earlier[index].settings ?? [] : [])[0];
  const found = foundIn((tree) => isNew.has(tree)) ?? (mine ? undefined : foundIn(() => true));
  if (found) tell(found.text);
  const settings = found ?? mine;
  const config = settings
    ? readConfigText(settings.text, settings.name, settings.name, diagnostics)
    : defaultConfig();
  const firstRun = settings === undefined;
  checkDistribution(config, { name, version }, diagnostics);
  checkDepends(config, extensions);
  checkCompatibility(extensions, [], config);

  const limits = { ...defaultLimits(), ...config.limits };
  // What containers keep is nobody's manifest.
  const isData = belowFolder(config.volumeRoot);
  const read = trees.flatMap((tree, index) => {
    const { isProject, isOurs, supplied } = earlier[index];
    const isLeft = (path: string) => isOurs(path) || isProject && isData(path);
    // A project that a run made, its settings, or what was supplied, and nothing beside them.
    if ((isProject || supplied) && !holdsManifests(tree, isLeft)) return [];
    return [{ manifests: readGiven(tree, isLeft, limits, diagnostics), index }];
  });
  if (read.length === 0) {
    throw new UserError(
      "what you gave was converted already: it is a project that dekube made, or its settings. Drop the manifests that it is of, too: it goes on with them",
    );
  }
  const manifests = read.flatMap(({ manifests, index }) =>
    trees.length > 1 ? asPart(manifests, index) : manifests
  );
  const suppliedIn = (of: (tree: GivenTree) => boolean) =>
    earlier.findLast(({ supplied }, index) => supplied && of(trees[index]))?.supplied;
  const supplied = suppliedIn((tree) => isNew.has(tree)) ?? suppliedIn(() => true);
  const conversion = await convert(manifests, config, extensions, {
    previous: previousOf(new Map(earlier.flatMap(({ kept }) => [...kept])), kept),
    ...supplied ? { supplied } : {},
    firstRun,
    sourceName: read.map(({ index }) => trees[index].name).find((name) => name !== "") ?? "",
    offers,
    account: true,
    details: true,
    diagnostics,
    progress,
  });
  if (conversion.refusal !== undefined) throw new UserError(conversion.refusal);
  if (Object.keys(conversion.project.services).length === 0) {
    throw new UserError(noServicesMessage(manifests, conversion, firstRun));
  }

  progress("writing", 0, 1);
  const files = [...conversion.files.entries()];
  const { placement, notes } = await placeProject({ ...conversion, files }, {
    composeFile: COMPOSE_FILE,
    firstRun,
    // What somebody supplies is in no second place.
    ...supplied
      ? {
        there: {
          text: (path) => path === SUPPLIED_FILE ? "" : undefined,
          foreignText: () => undefined,
        },
      }
      : {},
  });
  checkPlaces(placement, [COMPOSE_FILE, ...OBEYED_FILES]);
  const all = [...conversion.diagnostics, ...notes];
  const { said } = withoutAccepted(all, config.accept, config.file);

  progress("drawing", 0, 1);
  const text = settings?.text ?? renderConfig(conversion.config);
  return {
    name: conversion.project.name,
    page: renderPage({
      project: conversion.project,
      entryPoints: conversion.entryPoints,
      details: conversion.details!,
      files,
      written: placement.project,
      diagnostics: said,
      account: conversion.account!,
      generator: `${name} ${version}`,
    }),
    files: projectFiles(placement, configFile, text),
    settings: text,
    counts: countsOf(said),
    services: Object.keys(conversion.project.services).length,
  };
}

const COMPOSE_FILE = "compose.yml";

/** Limits that settings set, as far as they can be read: what is wrong with them is said when they are used. */
function limitsOf(settings: { name: string; text: string } | undefined): Partial<Limits> {
  if (settings === undefined) return {};
  try {
    const { name, text } = settings;
    return readConfigText(text, name, name, new Diagnostics()).limits ?? {};
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

/** What is not in the page can't come into it: it loads nothing. */
function checkDepends({ depends, file }: Config, extensions: readonly LoadedExtension[]): void {
  const known = new Set(
    extensions.flatMap(({ extension, origin, info }) => [extension.name, origin, info?.name]),
  );
  const missing = depends.find((entry) => !known.has(entry.replace(/^([\w-]+)@.*$/, "$1")));
  if (missing === undefined) return;
  throw new UserError(
    `the extension "${missing}", which "depends" in ${file} names, is not in this page, and the page loads nothing. Take it out there, or use the command, which can load it`,
  );
}

/** Whether a path is below a folder of the project. */
function belowFolder(folder: string): (path: string) => boolean {
  const inside = folder.split("/").filter((part) => part !== "" && part !== ".").join("/");
  const isInProject = inside !== "" && !folder.startsWith("/");
  return (path) => isInProject && path.startsWith(`${inside}/`);
}

/** Manifests of one of several inputs know that they belong together. */
function asPart(manifests: readonly Manifest[], index: number): readonly Manifest[] {
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (source) setSource(manifest, { ...source, input: `${index}` });
  }
  return manifests;
}

/** Files as the command writes them, and the list by which the next run knows them. */
function projectFiles(
  { units, loose }: Placement,
  configFile: string,
  settings: string,
): ProjectFile[] {
  const files: ProjectFile[] = [];
  const list: Parameters<typeof formatGenerated>[0] = {
    // Of no folder yet: whoever unpacks it chooses one.
    home: "",
    loose: {},
    units: {},
    earlier: {},
  };
  for (const [path, { of, mode, content, sha256 }] of loose) {
    if (path === configFile) continue;
    files.push({ path, of, mode, content });
    list.loose[path] = { ...of === path ? {} : { of }, mode, sha256 };
  }
  for (const { of, place, files: inside } of units) {
    for (const [path, { mode, content }] of Object.entries(inside)) {
      const below = path === "" ? "" : `/${path}`;
      files.push({ path: `${place}${below}`, of: `${of}${below}`, mode, content });
    }
    const records = Object.entries(inside).map(([path, { mode, sha256 }]) =>
      [path, { mode, sha256 }] as const
    );
    list.units[place] = { of, files: Object.fromEntries(records) };
  }
  files.push({ path: configFile, of: configFile, mode: 0o644, content: settings });
  const record = formatGenerated(list);
  files.push({ path: GENERATED_FILES, of: GENERATED_FILES, mode: 0o600, content: record });
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

function countsOf(said: readonly Diagnostic[]): ConvertAnswer["counts"] {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of said) counts[severity]++;
  return counts;
}
