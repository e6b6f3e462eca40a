/**
 * Files beside compose.yml, by who mounts them.
 *
 * @module
 */

import type { OutputFile } from "../../pacts/mod.ts";
import { pathBelow } from "../core/output/sources.ts";

/** Files beside compose.yml. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, OutputFile>;
  /** Paths of files by each folder that they are below, and by themselves. */
  readonly #below = new Map<string, string[]>();

  /** Files by their paths from the output folder. */
  constructor(files: Iterable<readonly [string, OutputFile]>) {
    this.#files = new Map(files);
    for (const path of this.#files.keys()) {
      for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
        const folder = path.slice(0, end);
        const paths = this.#below.get(folder);
        if (paths) paths.push(path);
        else this.#below.set(folder, [path]);
      }
    }
  }

  /** Whether a mount's source is a file of ours, or a folder of such. */
  isAt(source: string): boolean {
    return this.#at(source).length > 0;
  }

  /** Files at a mount's source that are texts and hold no secrets, with their paths. */
  *textsAt(source: string): Iterable<[path: string, text: string]> {
    for (const path of this.#at(source)) {
      const content = this.#files.get(path)!.content;
      if (typeof content === "string" && !content.includes("\0")) yield [path, content];
    }
  }

  /** Files of Secrets, which hold nothing else. */
  *secrets(): Iterable<[path: string, content: string]> {
    for (const [path, { content }] of this.#files) {
      if (!/^secrets\/|^\.env$/.test(path)) continue;
      yield [path, typeof content === "string" ? content : new TextDecoder().decode(content)];
    }
  }

  #at(source: string): readonly string[] {
    return this.#below.get(pathBelow(source) ?? "") ?? [];
  }
}
