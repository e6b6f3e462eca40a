/**
 * Tar archives, for tests.
 *
 * @module
 */

/** A file of an archive. */
interface Entry {
  path: string;
  /** The front part of its path, in the field for that. */
  front?: string;
  text?: string;
  /** Its type, in tar's terms; a regular file unless told otherwise. */
  type?: string;
}

/** An archive as `tar` makes it. */
export function tarOf(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap(({ path, front = "", text = "", type = "0" }) => {
    const bytes = new TextEncoder().encode(text);
    const header = new Uint8Array(512);
    const put = (at: number, value: string) => header.set(new TextEncoder().encode(value), at);
    put(0, path);
    put(100, "0000755\0");
    put(124, `${bytes.length.toString(8).padStart(11, "0")}\0`);
    put(156, type);
    put(257, "ustar\0" + "00");
    put(345, front);
    const content = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    content.set(bytes);
    return [header, content];
  });
  return concat([...blocks, new Uint8Array(1024)]);
}

/** An archive, compressed. */
export async function tarGzOf(entries: readonly Entry[]): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([tarOf(entries)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
