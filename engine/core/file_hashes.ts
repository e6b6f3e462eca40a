/**
 * What services mount of the files that we write is part of them: a hash of it stands among their labels, so that
 * `docker compose up -d` replaces a container whose files have changed, and no other. Without it Compose sees no
 * difference, and a file that is mounted alone stays the old one, since a new file takes its place on the disk.
 *
 * The hash tells whether files differ. It is no secret, and hides none: whoever has compose.yml could try out short
 * values until the hash is right. That file holds secrets itself, and is closed to others for it.
 *
 * @module
 */

import { type OutputFile, type OutputFiles, type RenderedService, text } from "../../pacts/mod.ts";
import { mountsOf } from "./mounts.ts";

/** The label that holds the hash. */
export const FILES_LABEL = "dekube.io/files";

/** Hex digits of a hash: enough for no two versions ever to share one. */
const DIGITS = 16;

/** Gives each service that mounts files of the output a label with their hash. */
export async function labelFiles(
  services: Record<string, RenderedService>,
  files: OutputFiles,
): Promise<void> {
  const hashes = new FileHashes(files);
  for (const service of Object.values(services)) {
    const hash = await hashes.of(service);
    if (hash !== undefined) addLabel(service, hash);
  }
}

/** Hashes of what services mount; each file and each folder is read once, however many mount it. */
export class FileHashes {
  readonly #files: OutputFiles;
  readonly #contents = new Map<OutputFile, Promise<string>>();
  readonly #sources = new Map<string, Promise<string | undefined>>();

  /** Of the files of a conversion, as they will be written. */
  constructor(files: OutputFiles) {
    this.#files = files;
  }

  /**
   * Hash of the files that a service mounts, as compose.yml has it: of their paths, modes and contents, in whatever
   * order it mounts them. `undefined` where it mounts none.
   */
  async of(service: RenderedService): Promise<string | undefined> {
    const mounted: [source: string, hash: string][] = [];
    for (const source of new Set(sourcesOf(service))) {
      const hash = await this.#hashOf(source);
      if (hash !== undefined) mounted.push([source, hash]);
    }
    if (mounted.length === 0) return undefined;
    return (await digest(JSON.stringify(mounted.sort(byPath)))).slice(0, DIGITS);
  }

  /** Hash of what is at a path of the output, `undefined` where that is nothing of ours. */
  #hashOf(source: string): Promise<string | undefined> {
    let hash = this.#sources.get(source);
    if (!hash) this.#sources.set(source, hash = this.#read(source));
    return hash;
  }

  async #read(source: string): Promise<string | undefined> {
    const found: [path: string, mode: number, content: string][] = [];
    for (const [path, file] of source === "" ? this.#files.entries() : this.#files.below(source)) {
      found.push([path, file.mode, await this.#contentOf(file)]);
    }
    return found.length > 0 ? digest(JSON.stringify(found.sort(byPath))) : undefined;
  }

  #contentOf(file: OutputFile): Promise<string> {
    let hash = this.#contents.get(file);
    if (!hash) this.#contents.set(file, hash = digest(file.content));
    return hash;
  }
}

/** Paths below the output folder that a service mounts; empty for the folder itself. */
function* sourcesOf(service: RenderedService): Iterable<string> {
  for (const { type, source } of mountsOf(service)) {
    if (type !== "bind" || source === undefined) continue;
    // Compose reads a doubled dollar as one.
    const path = text(source).replaceAll("$$", "$");
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    // What is absolute, or above, is not ours.
    if (!/^[/~]/.test(path) && parts[0] !== "..") yield parts.join("/");
  }
}

/** Adds a label; users may have written theirs as a list. */
function addLabel(service: RenderedService, hash: string): void {
  const labels: unknown = service.labels;
  if (Array.isArray(labels)) {
    const others = labels.filter((label) => !String(label).startsWith(`${FILES_LABEL}=`));
    service.labels = [...others, `${FILES_LABEL}=${hash}`] as never;
  } else {
    service.labels = { ...service.labels, [FILES_LABEL]: hash };
  }
}

async function digest(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)).toHex();
}

function byPath([a]: [string, ...unknown[]], [b]: [string, ...unknown[]]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
