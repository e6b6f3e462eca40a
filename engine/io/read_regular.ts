/**
 * Reads files, and nothing that one would have to wait for.
 *
 * @module
 */

/** Pipes that a shell has opened for us, as for `--from-dir <(helm template …)`: their writer is there. */
const OPEN_PIPE = /^\/(dev|proc\/self)\/fd\/\d+$|^\/dev\/stdin$/;

/**
 * Bytes of a file; links are followed.
 *
 * @throws {Error} where there is none, it can't be read, or it is a pipe or a device.
 */
export async function readRegular(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory } = await Deno.stat(path);
  if (!isFile && !isDirectory && !OPEN_PIPE.test(path)) {
    throw new Error("it is a pipe or a device, not a file");
  }
  return await Deno.readFile(path);
}

/** A file as text. See {@linkcode readRegular}. */
export async function readRegularText(path: string): Promise<string> {
  return new TextDecoder().decode(await readRegular(path));
}
