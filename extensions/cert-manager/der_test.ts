import { assertEquals } from "@std/assert";
import { readDer, writeDer } from "@dekube/engine/pacts/kubernetes";
import { readWithin, TAG } from "./der.ts";

Deno.test("readDer() gives back what writeDer() was given, however long", () => {
  for (const size of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 200_000]) {
    const content = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const whole = writeDer(TAG.octetString, content);
    assertEquals(readDer(whole)?.length, 1);
    const [value] = readDer(whole)!;
    assertEquals(value.tag, TAG.octetString);
    assertEquals(value.content.length, size);
    assertEquals(value.whole.length, whole.length);
    assertEquals(readDer(whole.slice(0, -1)), undefined);
  }
});

Deno.test("readWithin() gives nothing when the value is another, or has company", () => {
  const sequence = writeDer(TAG.sequence, writeDer(TAG.integer, new Uint8Array([1])));
  assertEquals(readWithin(sequence, TAG.sequence)?.map(({ content }) => [...content]), [[1]]);
  assertEquals(readWithin(sequence, TAG.octetString), undefined);
  assertEquals(readWithin(new Uint8Array([...sequence, 0, 0]), TAG.sequence), undefined);
});
