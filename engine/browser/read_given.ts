/**
 * Reads the manifests of what somebody gave, by the rules of the command.
 *
 * @module
 */

import type { Diagnostics, Manifest } from "../../pacts/mod.ts";
import { limitError, type Limits } from "../../pacts/limits.ts";
import { printable } from "../../pacts/printable.ts";
import { decodeYaml } from "../core/input/decode.ts";
import { parseKustomization } from "../core/input/kustomization.ts";
import {
  HELMFILES,
  isHelmfileText,
  isIgnoredFolder,
  isManifestText,
  KUSTOMIZATIONS,
  MANIFEST_FILE,
  NO_MANIFESTS,
  projectKind,
} from "../core/input/project_files.ts";
import { inReleaseOrder } from "../core/input/release_order.ts";
import { type ManifestFile, parseManifests } from "../core/manifests/parse.ts";
import { UserError } from "../core/user_error.ts";
import type { GivenTree } from "./given_tree.ts";
import { renderCommand, renderFirst, type Unrendered } from "./unrendered.ts";

/** What is left out of a folder beside what rules leave out: files of an earlier run. */
export type IsOurs = (path: string) => boolean;

/**
 * The manifests of a folder, or of a file.
 *
 * @throws {UserError} where there are none, they have to be rendered, or they hold more than the limits allow.
 */
export function readGiven(
  tree: GivenTree,
  isOurs: IsOurs,
  limits: Limits,
  diagnostics: Diagnostics,
): Manifest[] {
  for (const path of tree.odd) {
    skip(printable(path), "its path leads out of the folder", diagnostics);
  }
  const files = tree.isFile
    ? readFile(tree, limits, diagnostics)
    : readFolder(tree, isOurs, limits, diagnostics);
  return parseManifests(inReleaseOrder(files), diagnostics, limits);
}

/** Whether there is anything in it that is to be read, or to be rendered first. */
export function holdsManifests({ files }: GivenTree, isOurs: IsOurs): boolean {
  return [...files].some(([path, bytes]) =>
    !isOurs(path) &&
    (NO_MANIFESTS.includes(nameIn(path)) || MANIFEST_FILE.test(path) && isManifest(path, bytes))
  );
}

/** A file that was named, whatever it is called. */
function readFile({ files }: GivenTree, limits: Limits, diagnostics: Diagnostics): ManifestFile[] {
  const [[name, bytes]] = files;
  const project = fileProject(name);
  if (project !== undefined) throw new UserError(renderFirst(project));
  const read = texts([[name, bytes]], limits, diagnostics);
  for (const { text } of read) {
    if (isManifestText(name, text)) continue;
    if (isHelmfileText(text)) throw new UserError(renderFirst({ path: name, kind: "a helmfile" }));
    throw new UserError(
      `"${name}" holds no manifests: nothing in it has a "kind:" at its top. A chart's values are rendered with the chart`,
    );
  }
  return read;
}

/** What a file is part of by its name, where that is no manifest. */
function fileProject(name: string): Unrendered | undefined {
  if (/\.(tgz|tar\.gz)$/.test(name)) return { path: name, kind: "a chart" };
  return projectOf("", new Set([name]));
}

/** The project that a folder with these names in it is; `undefined` for plain manifests. */
function projectOf(path: string, names: ReadonlySet<string>): Unrendered | undefined {
  const kind = projectKind(names);
  if (kind === undefined) return undefined;
  const file = HELMFILES.find((name) => names.has(name));
  return { path, kind, ...kind === "a helmfile" && file ? { file } : {} };
}

/** A folder with files in it, by the folders that they lie in. */
function readFolder(
  { given, files }: GivenTree,
  isOurs: IsOurs,
  limits: Limits,
  diagnostics: Diagnostics,
): ManifestFile[] {
  const folders = new Folders(files, isOurs);
  const whole = projectOf("", folders.names(""));
  if (whole !== undefined) throw new UserError(renderFirst({ ...whole, given }));
  const hasPlain = [...folders.files("")].some(([path, bytes]) => isManifest(path, bytes));
  if (hasPlain) {
    const applied = folders.below("").find((folder) => changes(folders, folder));
    if (applied !== undefined) {
      throw new UserError(renderFirst({ path: applied, kind: "a kustomization" }));
    }
  } else checkBelow(folders);
  const read: [string, Uint8Array][] = [];
  const visit = (folder: string) => {
    read.push(...folders.files(folder));
    for (const below of folders.inside(folder)) {
      const project = projectOf(below, folders.names(below));
      if (project === undefined) visit(below);
      else {
        diagnostics.info(
          "left-out-folder",
          `${below} is ${project.kind}, so nothing in it is read. To convert it, drop what this makes: ${
            renderCommand(project)
          }`,
        );
      }
    }
  };
  visit("");
  return texts(read, limits, diagnostics);
}

/**
 * Where a folder has nothing itself, what is below it counts: what lies nearest.
 *
 * @throws {UserError} where there is nothing, or it has to be rendered.
 */
function checkBelow(folders: Folders): void {
  let level = folders.inside("");
  let hasPlain = false;
  while (level.length > 0) {
    const next: string[] = [];
    for (const folder of level) {
      const project = projectOf(folder, folders.names(folder));
      if (project !== undefined) throw new UserError(renderFirst(project));
      const isPlain = [...folders.files(folder)].some(([path, bytes]) => isManifest(path, bytes));
      hasPlain ||= isPlain;
      if (!isPlain) next.push(...folders.inside(folder));
    }
    level = next;
  }
  if (hasPlain) return;
  throw new UserError(
    'there is nothing to convert in what you gave: no YAML file with "kind:". Drop rendered manifests, a folder or a zip with them',
  );
}

/** Whether a folder is a kustomization that does more than list files. */
function changes(folders: Folders, folder: string): boolean {
  const name = KUSTOMIZATIONS.find((name) => folders.names(folder).has(name));
  if (name === undefined) return false;
  try {
    const said = parseKustomization(decodeYaml(folders.get(`${folder}/${name}`)!));
    return said !== undefined && !said.isPart;
  } catch {
    return true;
  }
}

function isManifest(path: string, bytes: Uint8Array): boolean {
  if (NO_MANIFESTS.includes(nameIn(path))) return false;
  try {
    return isManifestText(path, decodeYaml(bytes));
  } catch {
    return false;
  }
}

function nameIn(path: string): string {
  return path.split("/").at(-1)!;
}

/** Texts of files; what is none is said. */
function texts(
  files: readonly [string, Uint8Array][],
  limits: Limits,
  diagnostics: Diagnostics,
): ManifestFile[] {
  let left = limits.input;
  return files.toSorted(([a], [b]) => a < b ? -1 : 1).flatMap(([file, bytes]) => {
    left -= bytes.length;
    if (left < 0) {
      const message = `with ${printable(file)} the manifests hold more`;
      throw new UserError(limitError("input", limits, message).message);
    }
    try {
      return { file, text: decodeYaml(bytes) };
    } catch (error) {
      skip(file, error instanceof Error ? error.message : String(error), diagnostics);
      return [];
    }
  });
}

function skip(file: string, reason: string, diagnostics: Diagnostics): void {
  diagnostics.warn("unreadable-file", `it can't be read: ${reason}; it is skipped`, { file });
}

/** Files by the folders that they lie in, without what nobody reads. */
class Folders {
  readonly #all: ReadonlyMap<string, Uint8Array>;
  readonly #files = new Map<string, [string, Uint8Array][]>();
  readonly #names = new Map<string, Set<string>>();
  readonly #inside = new Map<string, Set<string>>();

  constructor(files: ReadonlyMap<string, Uint8Array>, isOurs: IsOurs) {
    this.#all = files;
    for (const [path, bytes] of files) {
      const parts = path.split("/");
      for (const [index, name] of parts.entries()) {
        const folder = parts.slice(0, index).join("/");
        add(this.#names, folder, name);
        const isFolder = index < parts.length - 1;
        if (isFolder) {
          if (!name.startsWith(".")) {
            add(this.#inside, folder, parts.slice(0, index + 1).join("/"));
          }
        } else if (MANIFEST_FILE.test(name) && !isOurs(path)) {
          const own = this.#files.get(folder);
          if (own) own.push([path, bytes]);
          else this.#files.set(folder, [[path, bytes]]);
        }
      }
    }
  }

  get(path: string): Uint8Array | undefined {
    return this.#all.get(path);
  }

  /** Names in a folder. */
  names(folder: string): ReadonlySet<string> {
    return this.#names.get(folder) ?? new Set();
  }

  /** Files in a folder that may be manifests, by their paths. */
  files(folder: string): readonly [string, Uint8Array][] {
    return this.#files.get(folder) ?? [];
  }

  /** Folders in a folder that are looked into. */
  inside(folder: string): string[] {
    return [...this.#inside.get(folder) ?? []]
      .filter((below) => !isIgnoredFolder(below, this.names(below))).sort();
  }

  /** Folders below a folder, at any depth. */
  below(folder: string): string[] {
    return this.inside(folder).flatMap((inner) => [inner, ...this.below(inner)]);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
