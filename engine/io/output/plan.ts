/**
 * Decides what a run changes in the output folder, without changing anything.
 *
 * @module
 */

import {
  type EarlierRecord,
  formatGenerated,
  GENERATED_FILES,
  type GeneratedFiles,
  type LooseRecord,
  type UnitRecord,
} from "../../core/output/generated_list.ts";
import { HEADER } from "../../core/output/render.ts";
import type { LooseFile, Unit } from "../../core/output/place_files.ts";
import { foldPath } from "../../core/output/same_names.ts";
import { OutputError } from "../errors.ts";
import { LARGEST } from "../read_regular.ts";
import type { FolderState } from "./folder_state.ts";
import { foldersOf } from "../../core/output/output_path.ts";
import { linkError } from "./path.ts";
import type { LooseChange, Pending } from "./pending.ts";
import { hasBytes, isSame } from "./rooted.ts";
import { bears, digestAt, fileIn } from "./unit_files.ts";

/** What a run did. Every list is sorted by path, and names files by their own paths, wherever they lie. */
export interface WriteReport {
  /** Files that are new or have changed. */
  written: string[];
  /** Files that were right already, and were left alone. */
  unchanged: string[];
  /** Files of earlier runs that were there and are not any more. What may still be mounted stays for some versions. */
  removed: string[];
  /** The user's own files that were in the way, and what they are called now. */
  kept: { path: string; copy: string }[];
  /** Files of an earlier run that nobody needs, and that stay since they are not as it left them. */
  left: string[];
}

/** What a run changes, the files that it needs, and how to speak of them. */
export interface Plan {
  pending: Pending;
  /** Units that are new. */
  units: Unit[];
  /** Other files that are new, or differ, by where they lie. */
  loose: Map<string, LooseFile>;
  /** Folders that are made, with their modes, outermost first. */
  folders: Map<string, number>;
  /** Stale files that have to go before the new ones come. */
  inTheWay: Set<string>;
  /** Whether there is anything to do. */
  isEmpty: boolean;
  report: WriteReport;
}

/** How a run is planned. */
export interface PlanOptions {
  /** The file whose change is the step that counts. */
  last: string;
  /** Paths that are the user's own once they are written. */
  handedOver: ReadonlySet<string>;
  /** See {@linkcode GeneratedFiles.ports}. */
  ports?: readonly string[];
}

/** How many versions of compose.yml a unit outlives that mounts it no more: containers of those may still start. */
const KEPT_VERSIONS = 3;

/**
 * Plans a run.
 *
 * @throws {OutputError} where a file can't be put in its place.
 */
export function makePlan(
  state: FolderState,
  units: readonly Unit[],
  loose: ReadonlyMap<string, LooseFile>,
  options: PlanOptions,
): Plan {
  return new Planner(state, units, loose, options).plan();
}

class Planner {
  readonly #state: FolderState;
  readonly #units: readonly Unit[];
  readonly #loose: ReadonlyMap<string, LooseFile>;
  readonly #options: PlanOptions;
  readonly #newUnits: Unit[] = [];
  readonly #newLoose = new Map<string, LooseFile>();
  readonly #folders = new Map<string, number>();
  readonly #cleared = new Set<string>();
  readonly #modes: Record<string, number> = {};
  readonly #inTheWay = new Set<string>();
  /** Files of an earlier run that are not wanted any more. */
  readonly #stale: Set<string>;
  readonly #changes: LooseChange[] = [];
  readonly #kept: { path: string; copy: string }[] = [];
  readonly #left: string[] = [];

  constructor(
    state: FolderState,
    units: readonly Unit[],
    loose: ReadonlyMap<string, LooseFile>,
    options: PlanOptions,
  ) {
    this.#state = state;
    this.#units = units;
    this.#loose = loose;
    this.#options = options;
    this.#stale = new Set(this.#findStale());
  }

  plan(): Plan {
    const { last } = this.#options;
    for (const unit of this.#units) this.#placeUnit(unit);
    const paths = [...this.#loose.keys()].sort().filter((path) => path !== last);
    for (const path of paths) this.#place(path);
    if (this.#loose.has(last)) this.#place(last);
    const stale = [...this.#stale].map((path, index): LooseChange => (
      { path, back: `back-${this.#changes.length + index}` }
    ));
    const list = this.#list();
    const { root } = this.#state;
    const text = formatGenerated(list);
    const done = this.#done(list);
    const isNewList = !hasBytes(root.read(GENERATED_FILES), new TextEncoder().encode(text));
    const pending: Pending = {
      home: this.#state.home,
      units: recordsOf(this.#newUnits),
      folders: [...this.#folders.keys()].filter((folder) => root.kind(folder) !== "folder"),
      cleared: Object.fromEntries(
        [...this.#cleared].map((folder) => [folder, (root.info(folder)?.mode ?? 0o755) & 0o7777]),
      ),
      modes: this.#modes,
      loose: [...stale, ...this.#changes],
      last: this.#newLoose.has(last) ? last : "",
      list: text,
      isNewList,
      done,
    };
    const isEmpty = this.#newUnits.length === 0 && pending.loose.length === 0 &&
      Object.keys(this.#modes).length === 0 && !isNewList;
    return {
      pending,
      units: this.#newUnits,
      loose: this.#newLoose,
      folders: this.#folders,
      inTheWay: this.#inTheWay,
      isEmpty,
      report: this.#report(list, done),
    };
  }

  #findStale(): string[] {
    const { list, isHome, root } = this.#state;
    const own = new Map<string, string>();
    for (const { of, sha256 } of this.#loose.values()) own.set(of, sha256);
    for (const { of, files } of this.#units) {
      for (const [path, { sha256 }] of Object.entries(files)) {
        own.set(path === "" ? of : `${of}/${path}`, sha256);
      }
    }
    const candidates = [
      ...Object.entries(list?.loose ?? {}).map(([path, { sha256 }]) =>
        [path, isHome ? sha256 : undefined] as const
      ),
      // What is written again elsewhere is ours where it was, too.
      ...(list?.unknown ?? []).map((path) => [path, own.get(path)] as const),
    ];
    return candidates.flatMap(([path, sha256]) => {
      if (this.#loose.has(path) || this.#options.handedOver.has(path)) return [];
      if (!this.#isReachable(path)) return [];
      const kind = root.kind(path);
      if (kind === "none" || kind === "folder") return [];
      const found = sha256 !== undefined && kind === "file" ? digestAt(root, path) : undefined;
      // What has been given to somebody else is known by its name alone.
      const isClosed = found === "closed" && path in (list?.loose ?? {});
      if (found !== undefined && (found === sha256 || isClosed)) return [path];
      this.#left.push(path);
      return [];
    }).sort();
  }

  /** Whether nothing on the way to a path is a link. */
  #isReachable(path: string): boolean {
    for (const folder of foldersOf(path)) {
      if (this.#state.root.kind(folder) !== "folder") return false;
    }
    return true;
  }

  #placeUnit(unit: Unit): void {
    this.#makeWay(unit.place, Object.keys(unit.files).map((path) => `${unit.of}/${path}`)[0]);
    if (this.#state.root.kind(unit.place) === "none") this.#newUnits.push(unit);
  }

  #place(path: string): void {
    const { root, list } = this.#state;
    const file = this.#loose.get(path)!;
    this.#makeWay(path, path);
    const kind = root.kind(path);
    const change: LooseChange = { path, sha256: file.sha256 };
    if (kind === "folder") this.#emptyFolder(path);
    if (this.#isRenamed(path)) {
      // The old name goes first, and takes the file with it.
    } else if (kind !== "none" && kind !== "folder") {
      const found = kind === "file" ? digestAt(root, path) : undefined;
      const known = list?.loose[path]?.sha256;
      const same = found === file.sha256 || found === "closed" && known === file.sha256;
      if (same && this.#state.hasMode(path, file.mode)) return;
      const isKnown = found !== undefined && known !== undefined &&
        (found === known || found === "closed");
      const ours = same || isKnown && this.#state.isHome ||
        (isKnown || list?.unknown?.includes(path)) && this.#hasOurHeader(path);
      if (ours) change.back = `back-${this.#changes.length}`;
      else change.copy = this.#keep(path);
    }
    this.#newLoose.set(path, file);
    this.#changes.push(change);
  }

  /** Whether a stale file is this one under its old name, as `A` and `a` are where case does not count. */
  #isRenamed(path: string): boolean {
    const there = this.#state.root.info(path);
    for (const old of there ? this.#stale : []) {
      if (foldPath(old) !== foldPath(path)) continue;
      const info = this.#state.root.info(old);
      if (!info?.ino || !isSame(info, there!)) continue;
      this.#inTheWay.add(old);
      return true;
    }
    return false;
  }

  /**
   * compose.yml says of itself that it is generated, where the list is none of this folder. Without a list that is no
   * proof: somebody may have changed it since.
   */
  #hasOurHeader(path: string): boolean {
    if (path !== this.#options.last) return false;
    // What is larger than any that is written was not written here.
    if ((this.#state.root.info(path)?.size ?? 0) > LARGEST.output) return false;
    const bytes = this.#state.root.read(path)?.subarray(0, HEADER.length);
    return new TextDecoder().decode(bytes) === HEADER;
  }

  /** Sees to it that there are folders for a path. */
  #makeWay(path: string, what: string): void {
    const { root } = this.#state;
    for (const folder of foldersOf(path)) {
      if (this.#loose.has(folder)) {
        throw new OutputError(
          `"${folder}" is to be a file, and "${what}" lies in a folder of that name. Exclude one of the two.`,
        );
      }
      if (this.#folders.has(folder)) continue;
      const mode = folder === "secrets" ? 0o700 : 0o755;
      const kind = root.kind(folder);
      if (kind === "folder") {
        if (folder !== "secrets" || this.#state.hasMode(folder, mode)) continue;
        this.#modes[folder] = (root.info(folder)?.mode ?? mode) & 0o7777;
      } else if (kind === "link") {
        throw linkError(root.path(folder), what);
      } else if (kind !== "none") {
        if (!this.#stale.has(folder)) {
          throw new OutputError(
            `"${root.path(folder)}" is a file, where a folder for "${what}" is needed. ` +
              "Move it away, or choose another output folder.",
          );
        }
        this.#inTheWay.add(folder);
      }
      this.#folders.set(folder, mode);
      // What is below a folder that is yet to be made is not there either.
      if (kind !== "folder") {
        for (const inner of foldersOf(path)) {
          if (inner.startsWith(`${folder}/`)) this.#folders.set(inner, 0o755);
        }
        return;
      }
    }
  }

  /**
   * A folder where a file must go may go itself if all in it is ours and stale,
   * or if it is empty: Docker makes one where a file to mount is missing.
   */
  #emptyFolder(path: string): void {
    const { root } = this.#state;
    const walk = (folder: string) => {
      for (const name of root.names(folder)) {
        const inner = `${folder}/${name}`;
        if (root.kind(inner) === "folder") walk(inner);
        else if (this.#stale.has(inner)) this.#inTheWay.add(inner);
        else {
          throw new OutputError(
            `"${root.path(path)}" is a folder, where a file must go. ` +
              "Move it away, or choose another output folder.",
          );
        }
      }
      this.#cleared.add(folder);
    };
    walk(path);
  }

  #keep(path: string): string {
    const { root } = this.#state;
    const isTaken = (copy: string) =>
      this.#loose.has(copy) || root.kind(copy) !== "none" ||
      this.#kept.some((kept) => kept.copy === copy);
    let copy = `${path}.orig`;
    for (let i = 1; isTaken(copy); i++) copy = `${path}.orig.${i}`;
    this.#kept.push({ path, copy });
    return copy;
  }

  /** The new list of files that are ours. */
  #list(): GeneratedFiles {
    const { list, home } = this.#state;
    const loose: Record<string, LooseRecord> = {};
    for (const [path, { of, mode, sha256 }] of this.#loose) {
      if (this.#options.handedOver.has(path)) continue;
      loose[path] = { ...(of === path ? {} : { of }), mode, sha256 };
    }
    const units = recordsOf(this.#units);
    const gone = Object.entries(list?.units ?? {}).filter(([place]) => !units[place]);
    const earlier: Record<string, EarlierRecord> = {};
    const isSameVersion = gone.length === 0 && this.#newUnits.length === 0;
    for (const [place, record] of Object.entries(list?.earlier ?? {})) {
      if (units[place]) continue;
      const age = record.age + (isSameVersion ? 0 : 1);
      if (age <= KEPT_VERSIONS) earlier[place] = { ...record, age };
    }
    for (const [place, record] of gone) earlier[place] = { ...record, age: 1 };
    return { home, loose, units, earlier, ports: this.#options.ports };
  }

  /** Units that nobody needs any more. */
  #done({ units, earlier }: GeneratedFiles): Record<string, UnitRecord> {
    const all = Object.entries(this.#state.list?.earlier ?? {});
    return Object.fromEntries(
      all.filter(([place]) => !units[place] && !earlier[place])
        .map(([place, { of, files }]) => [place, { of, files }]),
    );
  }

  /** Files of units that are on the disk and go now. Versions of them that stay are named when the last one goes. */
  #goneFiles(
    { earlier }: GeneratedFiles,
    done: Readonly<Record<string, UnitRecord>>,
  ): string[] {
    const { root } = this.#state;
    const staying = new Set(Object.values(earlier).flatMap(ownPaths));
    return Object.entries(done).flatMap(([place, { of, files }]) =>
      Object.entries(files).filter(([path, { sha256 }]) => {
        const file = fileIn(place, path);
        return this.#isReachable(file) && bears(root, file, sha256);
      }).map(([path]) => fileIn(of, path))
    ).filter((of) => !staying.has(of));
  }

  #report(list: GeneratedFiles, done: Readonly<Record<string, UnitRecord>>): WriteReport {
    const before = ownFiles(this.#state.list?.loose ?? {}, this.#state.list?.units ?? {});
    const now = ownFiles(
      Object.fromEntries(this.#loose),
      recordsOf(this.#units),
    );
    const fresh = new Set([
      ...this.#newLoose.keys(),
      ...this.#newUnits.map(({ place }) => place),
    ]);
    const written = new Set<string>();
    for (const [of, { places, version }] of now) {
      const old = before.get(of);
      const isFresh = [...places].some((place) =>
        fresh.has(place) && (!old || this.#newLoose.has(place) || old.places.has(place))
      );
      if (isFresh || old && old.version !== version) written.add(of);
    }
    const loose = this.#state.list?.loose ?? {};
    const gone = this.#goneFiles(list, done);
    const stale = [...this.#stale].map((path) => loose[path]?.of ?? path);
    const removed = new Set([...gone, ...stale].filter((of) => !now.has(of)));
    return {
      written: [...written].sort(),
      unchanged: [...now.keys()].filter((of) => !written.has(of)).sort(),
      removed: [...removed].sort(),
      kept: this.#kept.toSorted((a, b) => a.path < b.path ? -1 : 1),
      left: this.#left.toSorted(),
    };
  }
}

/** The own paths of a unit's files. */
function ownPaths({ of, files }: UnitRecord): string[] {
  return Object.keys(files).map((path) => fileIn(of, path));
}

/** Files by their own paths: what is in them, and the places of which they are part. */
function ownFiles(
  loose: Readonly<Record<string, LooseRecord>>,
  units: Readonly<Record<string, UnitRecord>>,
): Map<string, { places: Set<string>; version: string }> {
  const files = new Map<string, { places: Set<string>; version: string }>();
  const add = (of: string, place: string, { mode, sha256 }: { mode: number; sha256: string }) => {
    const file = files.get(of);
    if (file) file.places.add(place);
    else files.set(of, { places: new Set([place]), version: `${mode} ${sha256}` });
  };
  for (const [path, record] of Object.entries(loose)) add(record.of ?? path, path, record);
  for (const [place, { of, files: inside }] of Object.entries(units)) {
    for (const [path, record] of Object.entries(inside)) {
      add(path === "" ? of : `${of}/${path}`, place, record);
    }
  }
  return files;
}

function recordsOf(units: readonly Unit[]): Record<string, UnitRecord> {
  return Object.fromEntries(units.map(({ of, place, files }) => [place, {
    of,
    files: Object.fromEntries(
      Object.entries(files).map(([path, { mode, sha256 }]) => [path, { mode, sha256 }]),
    ),
  }]));
}
