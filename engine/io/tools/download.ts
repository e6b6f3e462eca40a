/**
 * Gets renderers from the network, and keeps them.
 *
 * The archive is kept beside the program that came out of it, and each use begins with its checksum: a
 * folder that somebody else filled could hold any program.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { isMissing, OutputError, reasonOf, RenderError } from "../errors.ts";
import { readRegular } from "../read_regular.ts";
import type { ToolRelease } from "./releases.ts";

/** No archive is as big as this; what is bigger is something else. */
const MAX_SIZE = 256 * 1024 * 1024;

/** How long a download may take. */
const TIMEOUT = 10 * 60 * 1000;

/** Where the programs are, below the folder that they are kept in. */
export const PROGRAMS = "bin";

const ARCHIVES = "downloads";

/**
 * Downloads a program into a folder, where it can be found from then on. Nothing is kept unless it
 * has the release's checksum.
 *
 * @throws {RenderError} where it can't be got, or is something else.
 * @throws {OutputError} where it can't be kept.
 *
 * @example
 * ```ts ignore
 * await downloadTool(findRelease("helm")!, "tools");
 * ```
 */
export async function downloadTool(release: ToolRelease, folder: string): Promise<void> {
  const { tool, version, archive, url, sha256 } = release;
  const bytes = await download(release);
  const found = await checksum(bytes);
  if (found !== sha256) {
    throw new RenderError(
      `${url} is not ${tool} ${version}: its SHA-256 is ${found}, not ${sha256}. Nothing of it is kept. ` +
        "Somebody on the way may have changed it; install it by hand.",
    );
  }
  const program = await unpack(bytes, release);
  try {
    await store(folder, join(ARCHIVES, archive), bytes, 0o644);
    await store(folder, join(PROGRAMS, tool), program, 0o755);
  } catch (error) {
    throw new OutputError(`${tool} can't be kept in "${folder}": ${reasonOf(error)}.`);
  }
}

/**
 * Whether an earlier run downloaded this release into a folder. The program is made anew where it is
 * not the one that came out of the archive.
 *
 * @throws {OutputError} where it can't be.
 */
export async function restoreTool(release: ToolRelease, folder: string): Promise<boolean> {
  const { tool, archive, sha256 } = release;
  const bytes = await readStored(folder, join(ARCHIVES, archive));
  if (!bytes || await checksum(bytes) !== sha256) return false;
  const program = await unpack(bytes, release);
  const there = await readStored(folder, join(PROGRAMS, tool));
  if (there && isEqual(there, program)) return true;
  try {
    await store(folder, join(PROGRAMS, tool), program, 0o755);
  } catch (error) {
    throw new OutputError(`${tool} can't be kept in "${folder}": ${reasonOf(error)}.`);
  }
  return true;
}

/**
 * The folder of the programs, with nothing in it but these: what else somebody put there would be
 * found on the PATH, too.
 *
 * @throws {OutputError} where the others can't be removed.
 */
export async function removeOtherPrograms(
  folder: string,
  tools: readonly string[],
): Promise<string> {
  const programs = join(folder, PROGRAMS);
  try {
    for await (const { name } of Deno.readDir(programs)) {
      if (!tools.includes(name)) await Deno.remove(join(programs, name), { recursive: true });
    }
  } catch (error) {
    throw new OutputError(`"${programs}" can't be tidied up: ${reasonOf(error)}. Remove it.`);
  }
  return programs;
}

async function download({ tool, url }: ToolRelease): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the server answers ${response.status}`);
    }
    return await readAll(response.body!);
  } catch (error) {
    throw new RenderError(
      `${tool} can't be downloaded from ${url}: ${causeOf(error)}. Install it by hand.`,
    );
  }
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > MAX_SIZE) throw new Error("it is far too big");
    parts.push(new Uint8Array(part));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The last cause: the first one only says that a request failed. */
function causeOf(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return reasonOf(cause);
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  { tool, member, url }: ToolRelease,
): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded here, so that a start without downloads does not pay for it.
  const { unpackTar } = await import("modern-tar");
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const [found] = await unpackTar(stream, {
    filter: ({ name, type }) => type === "file" && name.replace(/^\.\//, "") === member,
  }).catch(() => []);
  // Of an archive that is cut off a part of the program may be there.
  if (found?.data?.length === found?.header.size && found?.data) return found.data;
  throw new RenderError(
    `the archive from ${url} has no "${member}" in it. Install ${tool} by hand.`,
  );
}

/** Puts a file into its place, whole. A folder that is a link leads somewhere else. */
async function store(
  folder: string,
  name: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  for (const each of [folder, join(folder, dirname(name))]) {
    await Deno.mkdir(each, { recursive: true });
    if (await isLink(each)) {
      throw new Error(`"${each}" is a symbolic link. Put a real folder in its place`);
    }
  }
  const path = join(folder, name);
  const part = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeFile(part, bytes, { createNew: true, mode });
    if (Deno.build.os !== "windows") await Deno.chmod(part, mode);
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}

/** A file that {@linkcode store} put there; none where there is nothing, or a link on the way. */
async function readStored(
  folder: string,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const path = join(folder, name);
  try {
    for (const each of [folder, dirname(path), path]) {
      if (await isLink(each)) return undefined;
    }
    return await readRegular(path, MAX_SIZE);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new OutputError(`"${path}" can't be read: ${reasonOf(error)}. Remove it.`);
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await Deno.lstat(path)).isSymlink;
}

async function checksum(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.toHex();
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) {
    if (a[at] !== b[at]) return false;
  }
  return true;
}
