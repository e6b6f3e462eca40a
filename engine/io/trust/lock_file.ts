/**
 * A lock file for one run of Deno.
 *
 * @module
 */

import { beforeTheEnd } from "../before_the_end.ts";
import { granted } from "../temporary_folder.ts";
import { LARGEST, readRegularText } from "../read_regular.ts";
import { type Lock, parseLock } from "./lock.ts";

/** A lock file that is gone afterwards: Deno adds what the program itself loads. */
export class LockFile implements AsyncDisposable {
  readonly #gone: Disposable;

  private constructor(readonly path: string) {
    this.#gone = beforeTheEnd(() => Deno.removeSync(path));
  }

  /** One that holds what is pinned; an empty one where nothing is. */
  static async with(pins: Lock = { version: "5" }): Promise<LockFile> {
    const path = await granted(() => Deno.makeTempFile({ prefix: "dekube-", suffix: ".lock" }));
    await Deno.writeTextFile(path, JSON.stringify(pins));
    return new LockFile(path);
  }

  /** What it holds now. */
  async read(): Promise<Lock> {
    return parseLock(await readRegularText(this.path, LARGEST.records));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gone[Symbol.dispose]();
    await Deno.remove(this.path).catch(() => {});
  }
}
