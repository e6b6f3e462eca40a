/**
 * Reads files, and nothing that one would have to wait for.
 *
 * @module
 */

/**
 * Bytes of a file; links are followed.
 *
 * @throws {Error} where there is none, it can't be read, or it is a pipe or a device.
 */
export async function readRegular(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory } = await Deno.stat(path);
  if (!isFile && !isDirectory) throw new Error("it is a pipe or a device, not a file");
  return await Deno.readFile(path);
}

/** A file as text. See {@linkcode readRegular}. */
export async function readRegularText(path: string): Promise<string> {
  return new TextDecoder().decode(await readRegular(path));
}
