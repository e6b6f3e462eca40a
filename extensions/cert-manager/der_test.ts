import { assertEquals } from "@std/assert";
import { readDer, readWithin, TAG, writeDer } from "./der.ts";

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

Deno.test("readDer() survives when bytes are anything", () => {
  for (let seed = 1; seed < 3000; seed++) {
    const bytes = Uint8Array.from(
      { length: seed % 40 },
      (_, at) => Math.imul(seed, at * 97 + 13) >> 3,
    );
    const values = readDer(bytes);
    if (values) {
      assertEquals(values.reduce((sum, { whole }) => sum + whole.length, 0), bytes.length);
    }
  }
  assertEquals(readDer(new Uint8Array([0x30, 0x80, 0, 0])), undefined);
  assertEquals(readDer(new Uint8Array([0x30, 0x85, 1, 1, 1, 1, 1])), undefined);
  assertEquals(readDer(new Uint8Array([0x30])), undefined);
});
