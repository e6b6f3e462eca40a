/**
 * Texts that the programs of a service read: its environment, its command lines, and the files that it mounts.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import {
  commandLines,
  type ComposeService,
  isMapping,
  list,
  type ServiceKeys,
  text,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";

/** A text, and where in the service it stands. */
export interface ServiceText {
  /** `environment.URL`, `command`. */
  key: string;
  text: string;
  /** What stands before it and says what it is: a variable's name and `=`, or an option and a space. */
  lead: string;
}

/** Longer than any name of a host. */
const LONGEST_WORD = 300;

/** The texts that stand in a service itself. What the user wrote may be in any form that Compose takes. */
export function* serviceTexts(service: ServiceKeys): Iterable<ServiceText> {
  const { environment } = service;
  if (isMapping(environment)) {
    for (const [name, value] of Object.entries(environment)) {
      if (typeof value === "string") yield variable(name, value);
    }
  } else {
    for (const entry of list(environment)) {
      const [name, ...value] = text(entry).split("=");
      yield variable(name, value.join("="));
    }
  }
  for (const { key, words } of commandLines(service)) {
    for (const [index, text] of words.entries()) {
      if (typeof text !== "string") continue;
      const before = words[index - 1];
      const isFlag = typeof before === "string" && /^--?\w[\w-]*$/.test(before);
      yield { key, text, lead: isFlag ? `${before} ` : "" };
    }
  }
}

function variable(name: string, text: string): ServiceText {
  return { key: `environment.${name}`, text, lead: `${name}=` };
}

/** What a file's name says of one word that is all it holds, as a variable's name does: `DB_HOST=`. Nothing of longer texts. */
export function keyOfFile(path: string, content: string): string {
  if (content.length > LONGEST_WORD || /\S\s+\S/.test(content)) return "";
  return `${path.slice(path.lastIndexOf("/") + 1)}=`;
}

/** Who mounts which path of the output folder. */
export class Readers {
  readonly #byPath: Map<string, string[]>;

  /** The readers among some services. */
  constructor(services: Readonly<Record<string, ComposeService>>) {
    this.#byPath = new Map();
    for (const [name, { volumes = [] }] of Object.entries(services)) {
      for (const { source } of volumes) {
        if (!source?.startsWith("./")) continue;
        const path = withoutEnd(source.slice(2), "/");
        const readers = this.#byPath.get(path);
        if (readers) readers.push(name);
        else this.#byPath.set(path, [name]);
      }
    }
  }

  /** Names of the services that mount a file, or a folder above it. */
  *of(path: string): Iterable<string> {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      yield* this.#byPath.get(path.slice(0, end)) ?? [];
    }
  }
}

/** Text files of a conversion, by path. */
export function* textFiles({ files }: Pick<EngineContext, "files">): Iterable<[string, string]> {
  for (const [path, { content }] of files.entries()) {
    // What has a zero in it is no text, although it may be read as one.
    if (typeof content === "string" && !content.includes("\0")) yield [path, content];
  }
}
