/**
 * What extensions make up, and keep from run to run.
 *
 * @module
 */

import {
  type Generated,
  idOf,
  type Manifest,
  type OutputFiles,
  type PreviousFiles,
  type ResourceId,
} from "../../../pacts/mod.ts";
import { decodeText, shortHash } from "../../../pacts/kubernetes/mod.ts";

/** The values of one conversion. Attempts at it share them, so that what takes long to make is made once. */
export class GeneratedValues {
  readonly #previous: PreviousFiles;
  readonly #values: Map<string, string>;
  readonly #asked = new Map<string, string>();
  #files: Pick<OutputFiles, "write"> | undefined;

  /** No values but those of another attempt, and what the last run wrote. */
  constructor(previous: PreviousFiles, values: Map<string, string> = new Map()) {
    this.#previous = previous;
    this.#values = values;
  }

  /** Those of one extension. */
  of(extension: string): Generated {
    return {
      value: (owner, key, make = randomKey, fits = () => true) => {
        const path = pathOf(extension, owner, key);
        let value = this.#values.get(path);
        if (value === undefined || !fits(value)) {
          const kept = this.#kept(path);
          this.#values.set(path, value = kept !== undefined && fits(kept) ? kept : make());
        }
        if (!this.#files) this.#asked.set(path, value);
        this.#files?.write(path, value);
        return value;
      },
    };
  }

  /** Has them written from now on, those that were asked for before too. */
  writeTo(files: Pick<OutputFiles, "write">): void {
    this.#files = files;
    for (const [path, value] of this.#asked) files.write(path, value);
  }

  /** What the last run wrote. An editor may have ended it with a line break; an emptied file is one that the user wants anew. */
  #kept(path: string): string | undefined {
    const bytes = this.#previous.read(path);
    const value = bytes && decodeText(bytes)?.replace(/\r?\n$/, "");
    return value === "" || value?.includes("\0") ? undefined : value;
  }
}

function randomKey(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** No object's folder begins with a dot. */
function pathOf(extension: string, owner: Manifest | ResourceId, key: string): string {
  const { kind, namespace, name } = "metadata" in owner ? idOf(owner as Manifest) : owner;
  return `secrets/.${part(extension)}/${
    [namespace || "_", kind.toLowerCase(), name, key].map(part).join("/")
  }`;
}

/** The longest name that every file system takes has 255 bytes. */
const MAX_LENGTH = 200;

/** A name of a file for a text, another one for each; also where names that differ by case alone are one. */
function part(value: string): string {
  const plain = value.replace(
    /[^a-z0-9._-]|^\.|\.$|_(?=.)/gu,
    (odd) =>
      [...new TextEncoder().encode(odd)].map((byte) => `_${byte.toString(16).padStart(2, "0")}`)
        .join(""),
  );
  return plain.length <= MAX_LENGTH
    ? plain
    : `${plain.slice(0, MAX_LENGTH - 64)}${shortHash(value, 8)}`;
}
