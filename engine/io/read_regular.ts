/**
 * Reads files, nothing that one would have to wait for, and no more than is asked for.
 *
 * @module
 */

import { sizeText } from "../../pacts/limits.ts";

/** Pipes that a shell has opened for us, as for `--from-dir <(helm template …)`: their writer is there. */
const OPEN_PIPE = /^\/(dev|proc\/self)\/fd\/\d+$|^\/dev\/stdin$/;

const MIB = 2 ** 20;

/** How large files may be that people or programs write for dekube itself: far larger than any is, in bytes. */
export const LARGEST = {
  /** dekube.yaml, distribution.json, Chart.yaml. */
  settings: 16 * MIB,
  /** What dekube or Deno keep: lists of files, locks, what was allowed. */
  records: 128 * MIB,
  /** The certificates of a system. */
  certificates: 16 * MIB,
  /** A file that an earlier run wrote. */
  output: 1024 * MIB,
} as const;

/** How a file is read. */
export interface RegularOptions {
  /** Looks at what was opened, before anything of it is read; it throws where that is not what was meant. */
  check?: (opened: Deno.FileInfo) => void;
  /** How long it may take to open it, in milliseconds. */
  patienceMs?: number;
}

/**
 * Bytes of a file; links are followed. It may grow while it is read.
 *
 * @throws {TooLargeError} where it has more bytes than it may have.
 * @throws {NoFileError} where it is a pipe or a device, or becomes one meanwhile.
 * @throws {Error} where there is none, or it can't be read.
 */
export async function readRegular(
  path: string,
  most: number,
  { check = () => {}, patienceMs = PATIENCE_MS }: RegularOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkSort(await Deno.stat(path), path);
  using file = await openInTime(path, patienceMs);
  const info = await file.stat();
  checkSort(info, path);
  check(info);
  return readWithin(file, info, most);
}

/** Far longer than any disk takes, those behind a network included. */
const PATIENCE_MS = 30_000;

/** A file, opened; what takes too long is a pipe that has come in its place. */
async function openInTime(path: string, patienceMs: number): Promise<Deno.FsFile> {
  const opening = Deno.open(path, { read: true });
  if (OPEN_PIPE.test(path)) return await opening;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new NoFileError());
    opening.then((file) => file.close(), () => {});
  }, patienceMs);
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A file as text. See {@linkcode readRegular}. */
export async function readRegularText(path: string, most: number): Promise<string> {
  return new TextDecoder().decode(await readRegular(path, most));
}

/** {@linkcode readRegular}, at once. */
export function readRegularSync(path: string, most: number): Uint8Array<ArrayBuffer> {
  checkSort(Deno.statSync(path), path);
  using file = Deno.openSync(path, { read: true });
  const info = file.statSync();
  checkSort(info, path);
  return readWithin(file, info, most);
}

function checkSort({ isFile, isDirectory }: Deno.FileInfo, path: string): void {
  if (!isFile && !isDirectory && !OPEN_PIPE.test(path)) throw new NoFileError();
}

/** What is at a path is neither a file nor a folder. */
export class NoFileError extends Error {
  /** `NoFileError`. */
  override name = "NoFileError";

  /** Says so. */
  constructor() {
    super("it is a pipe or a device, not a file");
  }
}

/**
 * Bytes of a file that is open, from where it is to its end.
 *
 * @throws {TooLargeError} where there are more of them.
 */
export function readWithin(
  file: Deno.FsFile,
  { isFile, size }: Pick<Deno.FileInfo, "isFile" | "size">,
  most: number,
): Uint8Array<ArrayBuffer> {
  if (isFile && size > most) throw new TooLargeError(most);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // One byte more than there should be tells whether it has grown.
  for (let wanted = isFile ? size + 1 : CHUNK;; wanted = CHUNK) {
    const chunk = new Uint8Array(wanted);
    const count = file.readSync(chunk);
    if (count === null) break;
    length += count;
    if (length > most) throw new TooLargeError(most);
    chunks.push(chunk.subarray(0, count));
  }
  return chunks.length === 1 ? chunks[0] : joined(chunks, length);
}

const CHUNK = 64 * 1024;

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A file has more bytes than it may have. */
export class TooLargeError extends Error {
  /** `TooLargeError`. */
  override name = "TooLargeError";

  /** Says how many that are. */
  constructor(most: number) {
    super(`it is larger than ${sizeText(most)}, and more is not read`);
  }
}
