/**
 * Archives as releases come in, for tests.
 *
 * @module
 */

import { packTar, type TarEntry } from "modern-tar";

/** An archive of files by path, and of what else there is to be in it, compressed. */
export async function tarGzOf(
  files: Record<string, string>,
  others: readonly TarEntry[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: new TextEncoder().encode(body).length },
    body,
  }));
  return await gzip(await packTar([...others, ...entries]));
}

/** Bytes, compressed. */
export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}
