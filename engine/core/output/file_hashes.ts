/**
 * What services mount of the files that we write is part of them: a hash of it stands among their labels, so that
 * `docker compose up -d` replaces a container whose files have changed, and no other. Without it Compose sees no
 * difference, and a file that is mounted alone stays the old one, since a new file takes its place on the disk.
 *
 * The hash tells whether files differ. It is no secret, and hides none: whoever has compose.yml could try out short
 * values until the hash is right. Where that file holds secrets it is closed to others; with `secrets: env-file` it may be
 * committed, and docs/running.md says that passwords have to be long ones then.
 *
 * @module
 */

import {
  items,
  type OutputFile,
  type OutputFiles,
  type RenderedService,
  text,
} from "../../../pacts/mod.ts";
import { pathBelow, sourceOf } from "./sources.ts";

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
  const all = Object.values(services);
  await hashes.read(all);
  // Side by side: most of a digest's time is spent waiting for it.
  await Promise.all(
    all.map(async (service) => {
      const hash = await hashes.of(service);
      if (hash !== undefined) addLabel(service, hash);
    }),
  );
}

/** Hashes of what services mount; each file and each folder is read once, however many mount it. */
export class FileHashes {
  readonly #files: OutputFiles;
  /** What is at each source of a mount, `undefined` where that is nothing of ours. */
  readonly #sources = new Map<string, string | undefined>();
  readonly #contents = new Map<OutputFile, Promise<string>>();

  /** Of the files of a conversion, as they will be written. */
  constructor(files: OutputFiles) {
    this.#files = files;
  }

  /** Reads what services mount, so that {@linkcode of} has it ready. */
  async read(services: Iterable<RenderedService>): Promise<void> {
    const unknown = new Set<string>();
    for (const service of services) {
      for (const source of sourcesOf(service)) {
        if (!this.#sources.has(source)) unknown.add(source);
      }
    }
    await Promise.all(
      [...unknown].map(async (source) => this.#sources.set(source, await this.#readSource(source))),
    );
  }

  /**
   * Hash of the files that a service mounts, as compose.yml has it: of their paths, modes and contents, in whatever
   * order it mounts them. `undefined` where it mounts none.
   */
  async of(service: RenderedService): Promise<string | undefined> {
    const sources = sourcesOf(service);
    if (sources.some((source) => !this.#sources.has(source))) await this.read([service]);
    const mounted = new Set<string>();
    for (const source of sources) {
      const found = this.#sources.get(source);
      if (found !== undefined) mounted.add(found);
    }
    if (mounted.size === 0) return undefined;
    return (await digest(JSON.stringify([...mounted].sort()))).slice(0, DIGITS);
  }

  async #readSource(source: string): Promise<string | undefined> {
    const place = pathBelow(source);
    if (place === undefined) return undefined;
    const files = place === "" ? this.#files.entries() : this.#files.below(place);
    const found = await Promise.all(
      [...files].map(async (
        [path, file],
      ): Promise<[path: string, mode: number, content: string]> => [
        path,
        file.mode,
        await this.#contentOf(file),
      ]),
    );
    if (found.length === 0) return undefined;
    return short(JSON.stringify([place, ...found.sort(byPath)]));
  }

  #contentOf(file: OutputFile): Promise<string> {
    let hash = this.#contents.get(file);
    if (!hash) this.#contents.set(file, hash = short(file.content));
    return hash;
  }
}

/** Sources of the bind mounts of a service that may be ours. */
function sourcesOf(service: RenderedService): string[] {
  const sources: string[] = [];
  for (const item of items(service?.volumes)) {
    const source = sourceOf(item);
    if (source !== undefined) sources.push(source);
  }
  return sources;
}

/** What is short stands for itself in a hash of the whole; all else by a digest, which takes longer to make. */
function short(content: string | Uint8Array): Promise<string> {
  const isShort = typeof content === "string" && content.length < 300;
  return isShort ? Promise.resolve(`=${content}`) : digest(content);
}

/** Adds a label; users may have written theirs as a list. */
function addLabel(service: RenderedService, hash: string): void {
  const labels: unknown = service.labels;
  if (Array.isArray(labels)) {
    const others = labels.filter((label) => !text(label).startsWith(`${FILES_LABEL}=`));
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
