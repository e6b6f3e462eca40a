/**
 * Gives the files of a conversion the places that they have on a disk, and leads compose.yml there. It is the last step
 * before something is written; a conversion itself knows files by their own paths.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import {
  type ComposeProject,
  isMapping,
  items,
  type Mapping,
  type Mount,
  type OutputFile,
  type OutputFiles,
} from "../../../pacts/mod.ts";
import { isLongPath, PATH_LIMIT, shownPath } from "../../../pacts/long_path.ts";
import { UserError } from "../user_error.ts";
import { parseMount, renderMount } from "./mounts.ts";
import { foldersOf } from "./output_path.ts";
import { nextPlace, placeOf, sha256 } from "./places.ts";
import { pathBelow, sourceOf } from "./sources.ts";
import { apart, collide, oneSpelling } from "./same_names.ts";

/** A file as it is written. */
export interface PlacedFile extends OutputFile {
  /** Digest of its content. */
  sha256: string;
}

/** A file or folder that compose.yml mounts. */
export interface Unit {
  /** Its own path. */
  of: string;
  /** Where it lies. */
  place: string;
  /** The files in it, by path below it; a file's own is empty. */
  files: Record<string, PlacedFile>;
}

/** A file that nothing mounts. */
export interface LooseFile extends PlacedFile {
  /** Its own path. */
  of: string;
}

/** The files of a conversion in their places. */
export interface Placement {
  /** The Compose project, which mounts them from there. */
  project: ComposeProject;
  /** What it mounts. */
  units: Unit[];
  /** All other files, by where they lie. */
  loose: Map<string, LooseFile>;
}

/** How files are placed. */
export interface PlaceOptions {
  /** Names that are given already, such as compose.yml's. */
  taken?: Iterable<string>;
  /** Whether a unit can have its place: nothing else is there. */
  accepts?: (unit: Unit) => boolean;
}

/** Places the files of a conversion. The same files have the same places. */
export async function placeFiles(
  project: ComposeProject,
  files: OutputFiles,
  { taken = [], accepts = () => true }: PlaceOptions = {},
): Promise<Placement> {
  checkLengths(files);
  const sources = new Sources(files);
  eachSource(project, (source) => sources.add(source));
  const units: Unit[] = [];
  const places = new Map<string, string>();
  const inUnits = new Set<string>();
  const spelled = oneSpelling([...files.entries()].map(([path]) => path));
  for (const of of sources.units()) {
    const unit = await placed(of, files, spelled, accepts);
    units.push(unit);
    places.set(of, unit.place);
    for (const [path] of files.below(of)) inUnits.add(path);
  }
  const others = new Map([...files.entries()].filter(([path]) => !inUnits.has(path)));
  const names = apart(others.keys(), taken);
  const loose = new Map<string, LooseFile>();
  for (const [of, file] of others) {
    loose.set(spelled(names.get(of)!), { ...file, of, sha256: await sha256(file.content) });
  }
  return { project: rewritten(project, sources, places), units, loose };
}

/** A file that nothing mounts, at its own path. */
export async function looseFile(of: string, file: OutputFile): Promise<LooseFile> {
  return { ...file, mode: file.mode & 0o7777, of, sha256: await sha256(file.content) };
}

/** Where a file lies that a conversion knows by its own path. */
export function placeOfFile(path: string, { units }: Pick<Placement, "units">): string {
  const own = path.replace(/^\.\//, "");
  const unit = units.find(({ of }) => own === of || own.startsWith(`${of}/`));
  return unit ? `./${unit.place}${own.slice(unit.of.length)}` : path;
}

/** Files may come from elsewhere than a conversion here. */
function checkLengths(files: OutputFiles): void {
  for (const [path] of files.entries()) {
    if (!isLongPath(path)) continue;
    throw new UserError(
      `the file "${
        shownPath(path)
      }" can't be written: its path is too long, at most ${PATH_LIMIT}. Shorten it where it comes from.`,
    );
  }
}

async function placed(
  of: string,
  files: OutputFiles,
  spelled: (path: string) => string,
  accepts: (unit: Unit) => boolean,
): Promise<Unit> {
  const inside: Record<string, PlacedFile> = Object.fromEntries(
    await Promise.all(
      [...files.below(of)].sort(([a], [b]) => a < b ? -1 : 1).map(async ([path, file]) => [
        path.slice(of.length + 1),
        { ...file, sha256: await sha256(file.content) },
      ]),
    ),
  );
  const place = spelled(await placeOf(of, inside));
  let unit = { of, place, files: inside };
  for (let attempt = 1; !accepts(unit); attempt++) {
    unit = { ...unit, place: nextPlace(place, attempt) };
  }
  return unit;
}

/** What compose.yml mounts of the files of a conversion, by their own paths. */
class Sources {
  readonly #files: OutputFiles;
  readonly #paths = new Set<string>();
  /** Folders with names in them that not every disk tells apart: each file is mounted on its own. */
  readonly #split = new Set<string>();

  constructor(files: OutputFiles) {
    this.#files = files;
  }

  add(source: string): void {
    const path = this.path(source);
    if (path === undefined || this.#paths.has(path) || this.#split.has(path)) return;
    const below = [...this.#files.below(path)].map(([path]) => path);
    if (this.#files.has(path) || !collide(below)) {
      this.#paths.add(path);
      return;
    }
    this.#split.add(path);
    for (const file of below) this.#paths.add(file);
  }

  /** Path of a source that is among the files, a folder of them or one of them. */
  path(source: string): string | undefined {
    const path = pathBelow(source);
    if (path === undefined || path === "") return undefined;
    for (const _some of this.#files.below(path)) return path;
    return undefined;
  }

  /** The files that stand for a folder; `undefined` where it is mounted as a whole. */
  parts(path: string): string[] | undefined {
    return this.#split.has(path) ? [...this.#files.below(path)].map(([path]) => path) : undefined;
  }

  /** What is placed as a whole. */
  units(): string[] {
    return [...this.#paths].filter((path) => this.unitOf(path) === path).sort();
  }

  /**
   * The unit that a source is in. That is the source itself, so that what changes beside it is nothing to it; but files
   * that get an owner are one, however they are mounted.
   */
  unitOf(path: string): string {
    if (![...this.#files.below(path)].some(([, { exact }]) => exact)) return path;
    return foldersOf(path).find((folder) => this.#paths.has(folder)) ?? path;
  }
}

/** The project with its sources led to the places. */
function rewritten(
  project: ComposeProject,
  sources: Sources,
  places: ReadonlyMap<string, string>,
): ComposeProject {
  const led = (path: string) => {
    const unit = sources.unitOf(path);
    return `./${places.get(unit)}${path.slice(unit.length)}`.replaceAll("$", "$$$$");
  };
  const file = (source: unknown) => {
    const path = typeof source === "string" ? sources.path(source) : undefined;
    return path === undefined ? source : led(path);
  };
  const volume = (item: string | Mount): (string | Mount)[] => {
    const source = sourceOf(item);
    const path = source === undefined ? undefined : sources.path(source);
    if (path === undefined) return [item];
    const mount = typeof item === "string" ? parseMount(item) : item;
    const parts = sources.parts(path);
    if (parts) {
      const target = withoutEnd(mount.target, "/");
      return parts.map((part) =>
        renderMount({
          ...mount,
          source: led(part),
          target: target + part.slice(path.length).replaceAll("$", "$$$$"),
        })
      );
    }
    return [
      typeof item === "string" ? led(path) + item.slice(source!.length) : {
        ...item,
        source: led(path),
      },
    ];
  };
  const services = mapValues(project.services, (service) => {
    if (!isMapping(service)) return service;
    const { volumes, env_file: envFile } = service as Mapping;
    return {
      ...service,
      ...(Array.isArray(volumes)
        ? { volumes: (volumes as (string | Mount)[]).flatMap(volume) }
        : {}),
      ...(envFile === undefined ? {} : { env_file: envFiles(envFile, file) }),
    };
  });
  return {
    ...project,
    services: services as ComposeProject["services"],
    ...mapValues(
      topLevelFiles(project),
      (entries) =>
        mapValues(
          entries,
          (entry) =>
            isMapping(entry) && entry.file !== undefined
              ? { ...entry, file: file(entry.file) }
              : entry,
        ),
    ),
  };
}

/** Tells each path of the host that compose.yml names where it may be one of ours. */
function eachSource(project: ComposeProject, tell: (source: string) => void): void {
  const tellFile = (source: unknown) => {
    if (typeof source === "string") tell(source);
    return source;
  };
  for (const service of Object.values(project.services)) {
    if (!isMapping(service)) continue;
    const { volumes, env_file: envFile } = service as Mapping;
    for (const item of Array.isArray(volumes) ? volumes as (string | Mount)[] : []) {
      tellFile(sourceOf(item));
    }
    if (envFile !== undefined) envFiles(envFile, tellFile);
  }
  for (const entries of Object.values(topLevelFiles(project))) {
    for (const entry of Object.values(entries)) if (isMapping(entry)) tellFile(entry.file);
  }
}

/** `env_file` in any of its forms. */
function envFiles(value: unknown, file: (source: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return file(value);
  return items(value).map((item) =>
    isMapping(item) ? { ...item, path: file(item.path) } : file(item)
  );
}

/** The project's own `configs` and `secrets`. */
function topLevelFiles(project: ComposeProject): Record<string, Mapping> {
  return Object.fromEntries(
    ["configs", "secrets"].flatMap((key) => isMapping(project[key]) ? [[key, project[key]]] : []),
  );
}

function mapValues<T, U>(map: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
