import { assertEquals, assertRejects } from "@std/assert";
import { decodeFrames, encodeFrame, FrameError, newMark } from "./frames.ts";

/** Bytes in pieces of a size. */
function inPieces(parts: Uint8Array[], size: number): ReadableStream<Uint8Array> {
  const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, index) => bytes.slice(index * size, (index + 1) * size),
  );
  return ReadableStream.from(pieces);
}

Deno.test("decodeFrames() gives the messages, however the stream is cut and whatever is in between", async () => {
  const mark = newMark();
  const noise = new TextEncoder().encode("noise");
  const messages = [{ bytes: new Uint8Array([1, 2]) }, new Map([["a", undefined]]), "x".repeat(99)];
  const parts = messages.flatMap((
    message,
  ) => [noise, mark.slice(0, 3), encodeFrame(mark, message)]);
  for (const size of [1, 7, 64, 1000]) {
    const found = await Array.fromAsync(decodeFrames(inPieces(parts, size), mark));
    assertEquals(found.map(({ message }) => message), messages, `pieces of ${size}`);
  }
});

Deno.test("decodeFrames() learns the mark from the first message when it has none", async () => {
  const mark = newMark();
  const frames = [encodeFrame(mark, 1), encodeFrame(mark, 2)];
  const found = await Array.fromAsync(decodeFrames(inPieces(frames, 5)));
  assertEquals(found, [{ mark, message: 1 }, { mark, message: 2 }]);
});

Deno.test("decodeFrames() throws when a message says that it is too large, or is none", async () => {
  const mark = newMark();
  const first = (bytes: number[], most?: number) =>
    decodeFrames(inPieces([mark, new Uint8Array(bytes)], 7), mark, most).next();
  await assertRejects(
    () => first([255, 255, 255, 255], 512),
    FrameError,
    "it says that it sends 4294967295 bytes, and may send 512",
  );
  await assertRejects(() => first([0, 0, 0, 9], 8), FrameError, "sends 9 bytes, and may send 8");
  await assertRejects(() => first([0, 0, 0, 2, 1, 1], 8), FrameError, "what is no message");
});
