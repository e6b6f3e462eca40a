const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_LENGTH = 22;
const STORED = 0;

/** The first file of a zip archive whose path ends so. Bare machines have no unzip. */
export async function readZipEntry(
  archive: Uint8Array<ArrayBuffer>,
  ending: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  for (const { path, method, length, size, header } of readDirectory(archive, view)) {
    if (!path.endsWith(ending)) continue;
    // The file's own header repeats the path, and may hold other extra fields.
    const start = header + 30 + view.getUint16(header + 26, true) +
      view.getUint16(header + 28, true);
    const data = archive.subarray(start, start + length);
    const bytes = method === STORED ? data : await inflate(data);
    if (bytes.length !== size) throw new Error(`${path} is cut off`);
    return bytes;
  }
  throw new Error(`no file ends with ${ending}`);
}

interface Entry {
  path: string;
  method: number;
  /** Of the data, as it is in the archive. */
  length: number;
  /** Of the file. */
  size: number;
  /** Where the file's header is. */
  header: number;
}

function* readDirectory(archive: Uint8Array, view: DataView): Generator<Entry> {
  let end = archive.length - END_OF_DIRECTORY_LENGTH;
  // A comment may follow.
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error("this is no zip archive");
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const pathLength = view.getUint16(at + 28, true);
    yield {
      path: new TextDecoder().decode(archive.subarray(at + 46, at + 46 + pathLength)),
      method: view.getUint16(at + 10, true),
      length: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      header: view.getUint32(at + 42, true),
    };
    at += 46 + pathLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

function inflate(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(inflated).bytes();
}
