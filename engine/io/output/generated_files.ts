/**
 * The list of files that a run wrote, kept beside them, by which the next one knows them.
 *
 * It may have come with someone else's checkout, so it is no proof of anything: what it names is looked at before it is
 * replaced or removed.
 *
 * @module
 */

import {
  type EarlierRecord,
  GENERATED_FILES,
  type GeneratedFiles,
  type LooseRecord,
  type UnitRecord,
} from "../../core/output/generated_list.ts";
import { join } from "@std/path";
import { isMapping } from "../../../pacts/mod.ts";
import type { PlacedRecord } from "../../core/output/places.ts";
import { foldPath } from "../../core/output/same_names.ts";
import { LARGEST, readRegularText } from "../read_regular.ts";
import { isOutputPath } from "../../core/output/output_path.ts";
import { isUnitPlace } from "./unit_files.ts";

/** The files on a list, `undefined` where it can't be read as one. Entries that are not as they must be are left out. */
export function parseGenerated(text: string): GeneratedFiles | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isMapping(list)) return undefined;
  const { version, files, home, loose, units, earlier, ports } = list;
  const empty = { home: "", loose: {}, units: {}, earlier: {} };
  if (version === 1 && Array.isArray(files)) {
    return {
      ...empty,
      unknown: files.filter((path) => typeof path === "string" && isOutputPath(path)),
    };
  }
  if (version !== 2) return undefined;
  return {
    home: typeof home === "string" ? home : "",
    loose: entries(loose, isLoose),
    units: entries(units, isUnit),
    earlier: entries(earlier, isEarlier),
    ports: Array.isArray(ports) ? ports.filter(isPort) : [],
  };
}

function isPort(entry: unknown): entry is string {
  return typeof entry === "string" && /^\d{1,5}\/(?:tcp|udp)$/.test(entry);
}

/** Entries of a mapping that are as they must be. */
export function entries<T>(
  map: unknown,
  isRight: (path: string, entry: unknown) => entry is T,
): Record<string, T> {
  const right = Object.entries(isMapping(map) ? map : {}).filter((entry): entry is [string, T] =>
    isOutputPath(entry[0]) && isRight(...entry)
  );
  return Object.fromEntries(right);
}

/** Whether an entry of a list says of a unit what there is to say, and the place is one that such a unit can have. */
export function isUnit(place: string, entry: unknown): entry is UnitRecord {
  if (!isMapping(entry) || typeof entry.of !== "string" || !isOutputPath(entry.of)) return false;
  if (!isMapping(entry.files)) return false;
  const files = Object.entries(entry.files);
  return files.length > 0 &&
    files.every(([path, file]) =>
      (path === "" ? files.length === 1 : isOutputPath(`${entry.of}/${path}`)) && isRecord(file)
    ) &&
    isUnitPlace(place, entry as unknown as UnitRecord);
}

function isEarlier(place: string, entry: unknown): entry is EarlierRecord {
  return isUnit(place, entry) && Number.isInteger((entry as Partial<EarlierRecord>).age);
}

function isLoose(path: string, entry: unknown): entry is LooseRecord {
  if (!isRecord(entry)) return false;
  const { of } = entry as LooseRecord;
  return of === undefined || foldPath(path.replace(/~[1-9]\d*$/, "")) === foldPath(of);
}

function isRecord(entry: unknown): entry is PlacedRecord {
  return isMapping(entry) && Number.isInteger(entry.mode) && typeof entry.sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(entry.sha256);
}

/** Where all files on a list lie. */
export function placesOn({ loose, units, earlier, unknown = [] }: GeneratedFiles): Set<string> {
  const inUnits = [units, earlier].flatMap((some) =>
    Object.entries(some).flatMap(([place, { files }]) =>
      Object.keys(files).map((path) => path === "" ? place : `${place}/${path}`)
    )
  );
  return new Set([...Object.keys(loose), ...inUnits, ...unknown]);
}

/** The files that runs wrote into a folder, as its list says; none where it has no list. */
async function generatedIn(dir: string): Promise<ReadonlySet<string>> {
  const text = await readRegularText(join(dir, GENERATED_FILES), LARGEST.records).catch(() => "");
  const list = parseGenerated(text);
  return list ? placesOn(list) : new Set();
}

/** A part of a path by which a place of ours is known, whatever the list says. */
const PLACED = /(?:^|\/)[^/]+@[0-9a-f]{12}(?:-\d+)?(?:\/|$)/;

/** Tells what runs wrote below a folder. */
export interface OwnPaths {
  /** Whether a run wrote what is at a path: it is on the list, or lies in a place of our content that an earlier list named. */
  (path: string): boolean;
  /** Whether nothing but its name says so. */
  isByName(path: string): boolean;
}

/** Tells which paths below a folder runs wrote. */
export async function ownPaths(dir: string): Promise<OwnPaths> {
  const listed = await generatedIn(dir);
  const known = new Set([...listed].flatMap(withFolders));
  const isOwn = (path: string) => listed.has(path) || PLACED.test(path);
  return Object.assign(isOwn, {
    isByName: (path: string) => !known.has(path) && PLACED.test(path),
  });
}

/** A path, and the folders that it is in. */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
