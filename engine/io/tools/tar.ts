/**
 * Reads one file out of a tar archive.
 *
 * @module
 */

/** Tar archives are made of blocks of so many bytes. */
const BLOCK = 512;

/**
 * The bytes of a regular file in an archive, by its path; `undefined` where the archive has none of
 * that path, or ends before the file does.
 *
 * @example
 * ```ts ignore
 * const helm = readTarFile(archive, "linux-amd64/helm");
 * ```
 */
export function readTarFile(
  archive: Uint8Array<ArrayBuffer>,
  path: string,
): Uint8Array<ArrayBuffer> | undefined {
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    const size = parseInt(textAt(header, 124, 12).trim() || "0", 8);
    // An empty header ends the archive; without a size the next one can't be found.
    if (header[0] === 0 || Number.isNaN(size)) return undefined;
    const start = at + BLOCK;
    const type = textAt(header, 156, 1);
    if ((type === "0" || type === "") && pathOf(header) === path) {
      return start + size <= archive.length ? archive.slice(start, start + size) : undefined;
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** A path, of which the front part may stand in a field of its own. */
function pathOf(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  const isPosix = textAt(header, 257, 5) === "ustar";
  const front = isPosix ? textAt(header, 345, 155) : "";
  return (front === "" ? name : `${front}/${name}`).replace(/^\.\//, "");
}

function textAt(header: Uint8Array, start: number, length: number): string {
  return new TextDecoder().decode(header.subarray(start, start + length)).split("\0")[0];
}
