/**
 * What an earlier run left in a folder that somebody gave: settings, and what has to stay as it is.
 *
 * @module
 */

import { isMapping, type Mapping, type PreviousFiles, text } from "../../pacts/mod.ts";
import { WRITTEN_BY_DEKUBE } from "../core/input/project_files.ts";
import { GENERATED_FILES } from "../core/output/generated_list.ts";
import { HEADER } from "../core/output/render.ts";
import { parseSupplied, SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { GivenTree } from "./given_tree.ts";
import type { ProjectFile } from "./messages.ts";

/** What was found. */
export interface Earlier {
  /** Text of dekube.yaml, and what that is called. */
  settings?: { name: string; text: string };
  /** What secrets.yaml holds. */
  supplied?: Mapping;
  /** Files by the paths that a conversion knows them by. */
  kept: ReadonlyMap<string, Uint8Array>;
  /** Whether it is the project that an earlier run made, or its settings. */
  isProject: boolean;
  /** Whether a path is one of its files. */
  isOurs: (path: string) => boolean;
}

/** A part of a path that bears a hash. */
const PLACED = /(?<![^/])([^/]+)@[0-9a-f]{12}(?:-\d+)?(?=\/|$)/;

/** What is in a folder of an earlier run. */
export function earlierIn({ files, isFile }: GivenTree): Earlier {
  const decode = (path: string) => new TextDecoder().decode(files.get(path));
  const name = CONFIG_FILES.find((name) => files.has(name));
  const settings = name === undefined ? undefined : { name, text: decode(name) };
  const listed = listedIn(decode(GENERATED_FILES));
  const compose = files.has("compose.yml") ? decode("compose.yml") : "";
  const places = listed ?? (compose.startsWith(HEADER) ? unlisted(files.keys(), compose) : []);
  const kept = new Map<string, Uint8Array>();
  for (const [place, of] of places) {
    const bytes = files.get(place);
    if (bytes) kept.set(of, bytes);
  }
  const own = new Set(places.map(([place]) => place));
  const isProject = settings !== undefined || listed !== undefined || compose.startsWith(HEADER);
  // Somebody may give it alone, filled in.
  const supplied = (isProject || isFile) && files.has(SUPPLIED_FILE)
    ? parseSupplied(decode(SUPPLIED_FILE), SUPPLIED_FILE)
    : undefined;
  if (supplied) own.add(SUPPLIED_FILE);
  return {
    ...settings ? { settings } : {},
    kept,
    ...supplied ? { supplied } : {},
    isProject,
    isOurs: (path) =>
      own.has(path) || path.startsWith(`${WRITTEN_BY_DEKUBE}/`) || CONFIG_FILES.includes(path) ||
      PLACED.test(path) ||
      path === "compose.yml" && compose.startsWith(HEADER),
  };
}

/** Files of the last run, as a conversion reads them. What somebody brings goes before what the page made meanwhile. */
export function previousOf(
  kept: ReadonlyMap<string, Uint8Array>,
  last: readonly ProjectFile[] = [],
): PreviousFiles {
  const made = last.map(({ of, content }): [string, Uint8Array] => [
    of,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  ]);
  const files = new Map([...made, ...kept]);
  return { read: (path) => files.get(path) };
}

/** Where files lie, and by which paths they are known, as a list says; none where there is no list. */
function listedIn(source: string): [place: string, of: string][] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (!isMapping(list) || list.version !== 2) return undefined;
  const places: [string, string][] = [];
  for (const [place, entry] of Object.entries(isMapping(list.loose) ? list.loose : {})) {
    places.push([place, isMapping(entry) && text(entry.of) !== "" ? text(entry.of) : place]);
  }
  for (const [place, entry] of Object.entries(isMapping(list.units) ? list.units : {})) {
    if (!isMapping(entry) || !isMapping(entry.files)) continue;
    for (const path of Object.keys(entry.files)) {
      const below = path === "" ? "" : `/${path}`;
      places.push([`${place}${below}`, `${text(entry.of)}${below}`]);
    }
  }
  return places;
}

/** Without a list, as in a checkout, compose.yml says which places count. */
function unlisted(paths: Iterable<string>, compose: string): [place: string, of: string][] {
  return [...paths].flatMap((path): [string, string][] => {
    if (!/^(secrets|configmaps)\//.test(path)) return [];
    const [whole] = PLACED.exec(path) ?? [];
    if (whole === undefined) return [[path, path]];
    const place = path.slice(0, path.indexOf(whole) + whole.length);
    return compose.includes(`./${place.replaceAll("$", "$$$$")}`)
      ? [[path, path.replace(PLACED, "$1")]]
      : [];
  });
}
