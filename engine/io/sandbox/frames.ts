/**
 * Messages on a stream of bytes.
 *
 * @module
 */

/** Bytes of the mark before each message, and of its length behind that. */
const MARK = 16;
const LENGTH = 4;

/** A stream holds no messages that can be read. */
export class FrameError extends Error {
  /** `FrameError`. */
  override name = "FrameError";
}

/** A message says that it is larger than it may be. */
export class TooLargeFrameError extends FrameError {
  /** `TooLargeFrameError`. */
  override name = "TooLargeFrameError";
}

/** A mark that nothing else on the stream happens to hold. */
export function newMark(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(MARK));
}

/** A message as bytes: whatever can be cloned. */
export function encodeFrame(
  mark: Uint8Array<ArrayBuffer>,
  message: unknown,
): Uint8Array<ArrayBuffer> {
  const body = v8().serialize(message);
  const frame = new Uint8Array(MARK + LENGTH + body.length);
  frame.set(mark);
  new DataView(frame.buffer).setUint32(MARK, body.length);
  frame.set(body, MARK + LENGTH);
  return frame;
}

/**
 * The messages of a stream. Without a mark the first bytes are it; with one, what stands before it is passed over:
 * an extension may write where the messages go. `most` is the size of the largest message that is taken, in bytes.
 *
 * @throws {FrameError} where a message says that it is larger than it may be, or is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const mark = newMark();
 * const bytes = [new TextEncoder().encode("noise"), encodeFrame(mark, { ok: true })];
 * const messages = decodeFrames(ReadableStream.from(bytes), mark);
 * assertEquals((await messages.next()).value, { mark, message: { ok: true } });
 * ```
 */
export async function* decodeFrames(
  stream: ReadableStream<Uint8Array>,
  mark?: Uint8Array<ArrayBuffer>,
  most = Infinity,
): AsyncGenerator<{ mark: Uint8Array<ArrayBuffer>; message: unknown }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let wanted = MARK + LENGTH;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < wanted) continue;
    let bytes = joined(chunks, length);
    for (;;) {
      if (mark === undefined && bytes.length >= MARK) mark = bytes.slice(0, MARK);
      const start = mark === undefined ? 0 : indexOf(bytes, mark);
      bytes = bytes.subarray(start);
      wanted = MARK + LENGTH;
      if (bytes.length < wanted) break;
      const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MARK);
      if (size > most) {
        throw new TooLargeFrameError(`it says that it sends ${size} bytes, and may send ${most}`);
      }
      wanted += size;
      if (bytes.length < wanted) break;
      yield { mark: mark!, message: decoded(bytes.slice(MARK + LENGTH, wanted)) };
      bytes = bytes.subarray(wanted);
    }
    chunks.splice(0, chunks.length, bytes);
    length = bytes.length;
  }
}

function decoded(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return v8().deserialize(bytes);
  } catch (error) {
    throw new FrameError("it sent what is no message", { cause: error });
  }
}

/** Where the mark begins, or may begin: its first bytes may be the stream's last. */
function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === mark[0] && mark.every((byte, n) => (bytes[at + n] ?? byte) === byte)) {
      return at;
    }
  }
  return bytes.length;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Imported at the top it would slow every start. */
function v8() {
  return process.getBuiltinModule("node:v8");
}
