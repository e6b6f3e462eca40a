import { assertEquals } from "@std/assert";
import { CERTIFICATE } from "../_testing.ts";
import { isCertificate, readDer } from "./der.ts";
import { decodePem } from "./pem.ts";

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

Deno.test("isCertificate() takes none when a byte of its frame is another, or is missing", () => {
  const der = decodePem(CERTIFICATE)[0].der!;
  assertEquals(isCertificate(der), true);
  for (let length = 0; length < der.length; length++) {
    assertEquals(isCertificate(der.slice(0, length)), false, String(length));
  }
  for (const at of [0, 1, 2, 3, 4]) {
    assertEquals(isCertificate(der.with(at, der[at] ^ 0x55)), false);
  }
  assertEquals(isCertificate(new Uint8Array([...der, 0])), false);
});
