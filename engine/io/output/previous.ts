/**
 * What an earlier run wrote, for credentials and certificates that must
 * survive.
 *
 * @module
 */

import type { PreviousFiles } from "../../../pacts/files.ts";
import { firstPlace } from "../../core/output/places.ts";
import { InputError, OutputError, reasonOf } from "../errors.ts";
import type { FolderState } from "./folder_state.ts";
import { foldersOf, isOutputPath } from "./path.ts";
import { fileIn } from "./unit_files.ts";

/** A view of an earlier run's files that knows which there are. */
export interface PreviousOutput extends PreviousFiles {
  /** Their own paths. */
  paths(): string[];
}

/**
 * A view of the files that an earlier run wrote into a folder, by their own paths, wherever they lie; of what the
 * user put there it shows nothing. Files are read when they are asked for.
 *
 * Reading throws an {@linkcode InputError} where a file is there and can't be
 * read: to make a new password because the old one is hidden would lock the
 * user out.
 */
export function previousIn(state: FolderState, composeFile: string): PreviousOutput {
  return {
    paths: () => previousPaths(state),

    read(path) {
      if (!isOutputPath(path)) return undefined;
      let refused: InputError | undefined;
      for (const place of placesOf(path, state, composeFile)) {
        try {
          const bytes = state.root.read(place);
          if (bytes) return bytes;
        } catch (error) {
          // What lies behind a link is not ours.
          if (error instanceof OutputError) continue;
          refused = new InputError(
            `"${state.root.path(place)}", which an earlier run wrote, can't be read: ${
              reasonOf(error)
            }. Make it readable, or remove it to have it made anew.`,
          );
        }
      }
      if (refused) throw refused;
      return undefined;
    },
  };
}

/** The files' own paths; without a list, of all that lies in the folders that are always ours. */
function previousPaths({ list, root }: FolderState): string[] {
  if (!list) return ["secrets", "configmaps"].flatMap((folder) => pathsBelow(root, folder));
  const loose = Object.entries(list.loose).map(([place, { of = place }]) => of);
  const units = Object.values(list.units).flatMap(({ of, files }) =>
    Object.keys(files).map((inside) => fileIn(of, inside))
  );
  return [...new Set([...list.unknown ?? [], ...loose, ...units])];
}

function pathsBelow(root: FolderState["root"], folder: string): string[] {
  if (root.kind(folder) !== "folder") return [];
  return root.names(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    // Files in places of their content are read by their own paths.
    if (root.kind(path) === "file") return [path.replace(PLACED, "$1")];
    return pathsBelow(root, path).map((path) => path.replace(PLACED, "$1"));
  });
}

/** A part of a path that bears a hash. */
const PLACED = /([^/]+)@[0-9a-f]{12}(?:-\d+)?(?=\/|$)/;

/** Where a file may lie, by its own path. */
function placesOf(path: string, state: FolderState, composeFile: string): string[] {
  const { list } = state;
  if (!list) {
    const ours = /^(secrets|configmaps)\//.test(path);
    return ours ? [path, ...unlistedPlaces(path, state, composeFile)] : [];
  }
  if (list.unknown) return list.unknown.includes(path) ? [path] : [];
  const loose = Object.entries(list.loose).filter(([place, { of = place }]) => of === path)
    .map(([place]) => place);
  const units = Object.entries(list.units).flatMap(([place, { of, files }]) => {
    if (path !== of && !path.startsWith(`${of}/`)) return [];
    const inside = path.slice(of.length + 1);
    return inside in files ? [fileIn(place, inside)] : [];
  });
  return [...loose, ...units];
}

/** Without a list, as in a checkout, compose.yml still says which places count. */
function unlistedPlaces(
  path: string,
  { root }: FolderState,
  composeFile: string,
): string[] {
  const compose = new TextDecoder().decode(root.read(composeFile));
  return [...foldersOf(path), path].flatMap((of) => {
    const end = of.lastIndexOf("/") + 1;
    if (end === 0) return [];
    const folder = of.slice(0, end - 1);
    if (![...foldersOf(folder), folder].every((part) => root.kind(part) === "folder")) return [];
    return root.names(folder)
      .filter((name) => /@[0-9a-f]{12}(-\d+)?$/.test(name))
      .map((name) => of.slice(0, end) + name)
      .filter((place) => firstPlace(place).slice(0, -13) === of)
      .filter((place) => compose.includes(`./${place.replaceAll("$", "$$$$")}`))
      .map((place) => place + path.slice(of.length));
  });
}
