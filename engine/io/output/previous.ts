/**
 * What an earlier run wrote, for credentials and certificates that must
 * survive.
 *
 * @module
 */

import type { PreviousFiles } from "../../../pacts/files.ts";
import { firstPlace } from "../../core/output/places.ts";
import { InputError, OutputError, reasonOf } from "../errors.ts";
import { TooLargeError } from "../read_regular.ts";
import type { FolderState } from "./folder_state.ts";
import { foldersOf, isOutputPath } from "../../core/output/output_path.ts";
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
  // Many are asked for, one by one.
  const listed = once(() => placesByPath(state));
  const compose = once(() => composeIn(state, composeFile));
  return {
    paths: () => previousPaths(state),

    read(path) {
      if (!isOutputPath(path)) return undefined;
      let refused: InputError | undefined;
      const places = state.list
        ? listed().get(path) ?? []
        : /^(secrets|configmaps)\//.test(path)
        ? [path, ...unlistedPlaces(path, state, compose())]
        : [];
      for (const place of places) {
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
const PLACED = /(?<![^/])([^/]+)@[0-9a-f]{12}(?:-\d+)?(?=\/|$)/;

/** Where the files of a list may lie, by their own paths. */
function placesByPath({ list }: FolderState): Map<string, string[]> {
  const places = new Map<string, string[]>();
  const add = (path: string, place: string) => {
    const others = places.get(path);
    if (others) others.push(place);
    else places.set(path, [place]);
  };
  for (const path of list?.unknown ?? []) add(path, path);
  for (const [place, { of = place }] of Object.entries(list?.loose ?? {})) add(of, place);
  for (const [place, { of, files }] of Object.entries(list?.units ?? {})) {
    for (const inside of Object.keys(files)) add(fileIn(of, inside), fileIn(place, inside));
  }
  return places;
}

/** The text of the Compose file; empty where it is none that was written here. */
function composeIn({ root }: FolderState, composeFile: string): string {
  try {
    return new TextDecoder().decode(root.read(composeFile));
  } catch (error) {
    if (error instanceof TooLargeError || error instanceof OutputError) return "";
    throw error;
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Without a list, as in a checkout, compose.yml still says which places count. */
function unlistedPlaces(
  path: string,
  { root }: FolderState,
  compose: string,
): string[] {
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
