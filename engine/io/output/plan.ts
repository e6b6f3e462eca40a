/**
 * Decides what a run changes in the output folder, without changing anything.
 *
 * @module
 */

import { join } from "@std/path";
import { HEADER } from "../../core/output/render.ts";
import { OutputError } from "../errors.ts";
import { formatGenerated, GENERATED_FILES } from "./generated_files.ts";
import type { Step } from "./journal.ts";
import { foldersOf, linkError } from "./path.ts";
import type { OutputView } from "./view.ts";

/** A file to write, as bytes. */
export interface WantedFile {
  bytes: Uint8Array;
  mode: number;
  /** Digest of the bytes, where the file is to be somebody else's. */
  digest?: string;
}

/** What a run did. Every list is sorted by path. */
export interface WriteReport {
  /** Files that are new or have changed. */
  written: string[];
  /** Files that were right already, and were left alone. */
  unchanged: string[];
  /** Files of an earlier run that are gone. */
  removed: string[];
  /** The user's own files that were in the way, and what they are called now. */
  kept: { path: string; copy: string }[];
}

/** The steps of a run, the files that they need, and how to speak of them. */
export interface Plan {
  /** What to do, in this order. */
  steps: Step[];
  /** Files to stage before the first step, by their name in the staging folder. */
  staged: Map<string, WantedFile>;
  /** What to tell the user. */
  report: WriteReport;
}

/** How a run is planned. */
export interface PlanOptions {
  /** The file to move last. */
  last: string;
  /** Paths that are the user's own once they are written. */
  handedOver: ReadonlySet<string>;
}

/**
 * Plans a run.
 *
 * @throws {OutputError} where a wanted file can't be put in its place.
 */
export function makePlan(
  view: OutputView,
  files: ReadonlyMap<string, WantedFile>,
  options: PlanOptions,
): Plan {
  return new Planner(view, files, options).plan();
}

class Planner {
  readonly #view: OutputView;
  readonly #files: ReadonlyMap<string, WantedFile>;
  readonly #options: PlanOptions;
  /** Whether the files there are ours although no list says so. */
  readonly #unlisted: boolean;
  /** Files of an earlier run that are not wanted any more. */
  readonly #stale: Set<string>;
  /** Those of them that have to go before the new files come. */
  readonly #inTheWay = new Set<string>();
  readonly #folders = new Map<string, number>();
  readonly #clear = new Set<string>();
  readonly #moves: Step[] = [];
  readonly #staged = new Map<string, WantedFile>();
  readonly #report: WriteReport = {
    written: [],
    unchanged: [],
    removed: [],
    kept: [],
  };

  constructor(
    view: OutputView,
    files: ReadonlyMap<string, WantedFile>,
    options: PlanOptions,
  ) {
    this.#view = view;
    this.#files = files;
    this.#options = options;
    this.#unlisted = view.generated === undefined && hasHeader(view, options);
    this.#stale = new Set(
      [...view.generated ?? []].filter((path) => this.#isStale(path)).sort(),
    );
  }

  plan(): Plan {
    const { last } = this.#options;
    const paths = [...this.#files.keys()].sort();
    for (const path of paths.filter((path) => path !== last)) this.#place(path);
    if (this.#files.has(last)) this.#place(last);

    const discards = [...this.#stale].map((path, i): Step => ({
      do: "discard",
      path,
      staged: `old-${i}`,
    }));
    const first = discards.filter(({ path }) => this.#inTheWay.has(path));
    const steps = [
      ...first,
      ...[...this.#clear].map((path): Step => ({ do: "clear", path })),
      ...[...this.#folders].map(([path, mode]): Step => (
        { do: "folder", path, mode }
      )),
      ...this.#moves,
      ...discards.filter((step) => !first.includes(step)),
      ...this.#emptied().map((path): Step => ({ do: "clear", path })),
      ...this.#list(),
    ];
    this.#report.removed.push(...this.#stale);
    this.#report.written.sort();
    this.#report.unchanged.sort();
    this.#report.kept.sort((a, b) => a.path < b.path ? -1 : 1);
    return { steps, staged: this.#staged, report: this.#report };
  }

  #isStale(path: string): boolean {
    if (this.#files.has(path) || this.#options.handedOver.has(path)) {
      return false;
    }
    const real = foldersOf(path).every((folder) => this.#view.kind(folder) === "folder");
    const kind = this.#view.kind(path);
    return real && kind !== "none" && kind !== "folder";
  }

  #place(path: string): void {
    const file = this.#files.get(path)!;
    for (const folder of foldersOf(path)) this.#makeWay(folder, path);
    const kind = this.#view.kind(path);
    if (kind === "folder") this.#emptyFolder(path);
    if (kind !== "none" && kind !== "folder") {
      const ours = this.#isOurs(path);
      const same = kind === "file" && this.#view.holds(path, file.bytes, file.digest);
      if (same && ours !== "renamed" && this.#view.hasMode(path, file.mode)) {
        this.#report.unchanged.push(path);
        return;
      }
      if (!same && !ours) this.#keep(path);
    }
    this.#report.written.push(path);
    this.#moves.push({ do: "move", staged: this.#stage(file), path });
  }

  #makeWay(folder: string, path: string): void {
    if (this.#files.has(folder)) {
      throw new OutputError(
        `"${folder}" is to be a file, and "${path}" lies in a folder of that name. Exclude one of the two.`,
      );
    }
    const mode = folder === "secrets" ? 0o700 : 0o755;
    const kind = this.#view.kind(folder);
    if (kind === "link") {
      throw linkError(join(this.#view.outputDir, folder), path);
    } else if (kind === "folder") {
      if (folder === "secrets" && !this.#view.hasMode(folder, mode)) {
        this.#folders.set(folder, mode);
      }
      return;
    } else if (kind !== "none") {
      if (!this.#stale.has(folder)) {
        throw new OutputError(
          `"${
            join(this.#view.outputDir, folder)
          }" is a file, where a folder for "${path}" is needed. ` +
            "Move it away, or choose another output folder.",
        );
      }
      this.#inTheWay.add(folder);
    }
    this.#folders.set(folder, mode);
  }

  /**
   * A folder where a file must go may go itself if all in it is ours and stale,
   * or if it is empty: Docker makes one where a file to mount is missing.
   */
  #emptyFolder(path: string): void {
    const { files, folders } = this.#view.below(path);
    const foreign = files.find((file) => !this.#stale.has(file));
    if (foreign !== undefined) {
      throw new OutputError(
        `"${join(this.#view.outputDir, path)}" is a folder, where a file must go. ` +
          "Move it away, or choose another output folder.",
      );
    }
    for (const file of files) this.#inTheWay.add(file);
    for (const folder of [...folders, path]) this.#clear.add(folder);
  }

  #isOurs(path: string): boolean | "renamed" {
    for (const old of this.#stale) {
      // One file under two names, on a disk where case does not count: the old name must go first.
      if (fold(old) === fold(path) && this.#view.isSame(old, path)) {
        this.#inTheWay.add(old);
        return "renamed";
      }
    }
    if (this.#options.handedOver.has(path)) return false;
    return this.#unlisted || !!this.#view.generated?.has(path);
  }

  #keep(path: string): void {
    const taken = (copy: string) =>
      this.#files.has(copy) || this.#view.kind(copy) !== "none" ||
      this.#report.kept.some((kept) => kept.copy === copy);
    let copy = `${path}.orig`;
    for (let i = 1; taken(copy); i++) copy = `${path}.orig.${i}`;
    this.#report.kept.push({ path, copy });
    this.#moves.push({ do: "keep", path, copy });
  }

  /** Folders that the removed files may leave empty, innermost first. */
  #emptied(): string[] {
    const folders = new Set([...this.#stale].flatMap(foldersOf));
    return [...folders].filter((folder) => !this.#files.has(folder)).sort()
      .reverse();
  }

  /** The new list of files that are ours, where it differs from the old. */
  #list(): Step[] {
    const paths = [...this.#files.keys()];
    const digests = new Map(
      [...this.#files].flatMap(([path, { digest }]) => digest ? [[path, digest] as const] : []),
    );
    const bytes = new TextEncoder().encode(
      formatGenerated(
        paths.filter((path) => !this.#options.handedOver.has(path)),
        digests,
      ),
    );
    if (this.#view.hasBytes(GENERATED_FILES, bytes)) return [];
    // Short values could be guessed from their digests.
    const staged = this.#stage({ bytes, mode: digests.size > 0 ? 0o600 : 0o644 });
    return [{ do: "move", staged, path: GENERATED_FILES }];
  }

  #stage(file: WantedFile): string {
    const name = `new-${this.#staged.size}`;
    this.#staged.set(name, file);
    return name;
  }
}

function hasHeader(view: OutputView, { last }: PlanOptions): boolean {
  try {
    const bytes = view.read(last)?.subarray(0, HEADER.length);
    return new TextDecoder().decode(bytes) === HEADER;
  } catch {
    return false;
  }
}

function fold(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
