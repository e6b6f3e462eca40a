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
 * @throws {TooLargeError} where it is a file of more bytes than it may have.
 * @throws {Error} where there is none, it can't be read, or it is a pipe or a device.
 */
export async function readRegular(
  path: string,
  most = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory, size } = await Deno.stat(path);
  if (!isFile && !isDirectory && !OPEN_PIPE.test(path)) {
    throw new Error("it is a pipe or a device, not a file");
  }
  if (isFile && size > most) throw new TooLargeError(size, most);
  return await Deno.readFile(path);
}

/** A file has more bytes than it may have. */
export class TooLargeError extends Error {
  /** `TooLargeError`. */
  override name = "TooLargeError";

  /** Says how many. */
  constructor(size: number, most: number) {
    super(`it has ${size} bytes, and more than ${most} are not read`);
  }
}

/** A file as text. See {@linkcode readRegular}. */
export async function readRegularText(path: string): Promise<string> {
  return new TextDecoder().decode(await readRegular(path));
}
