import { assertEquals } from "@std/assert";
import { ONE, TWO } from "./_testing.ts";
import { readPem, writePem } from "./certificates.ts";

Deno.test("readPem() gives what writePem() was given", () => {
  const { certificates, others } = readPem(ONE + TWO);
  assertEquals(others, []);
  assertEquals(writePem(certificates), ONE + TWO);
  assertEquals(writePem([...certificates, ...certificates]), ONE + TWO);
  assertEquals(writePem([]), "");
});

Deno.test("readPem() takes no certificate when a byte of its frame is another, or is missing", () => {
  const [base64] = readPem(ONE).certificates;
  const der = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const read = (bytes: Uint8Array) => readPem(writePem([btoa(String.fromCharCode(...bytes))]));
  assertEquals(read(der).certificates, [base64]);
  for (let length = 0; length < der.length; length++) {
    assertEquals(read(der.slice(0, length)), { certificates: [], others: ["CERTIFICATE"] });
  }
  for (const at of [0, 1, 2, 3, 4]) {
    assertEquals(read(der.with(at, der[at] ^ 0x55)).certificates, []);
  }
  assertEquals(read(new Uint8Array([...der, 0])).certificates, []);
});

Deno.test("readPem() survives when a text is long and hostile", () => {
  const start = performance.now();
  for (
    const text of [
      "-----BEGIN CERTIFICATE-----".repeat(20_000),
      `-----BEGIN CERTIFICATE-----${"A".repeat(1_000_000)}`,
      `-----BEGIN ${"A ".repeat(500_000)}`,
    ]
  ) {
    assertEquals(readPem(text).certificates, []);
  }
  assertEquals(performance.now() - start < 5000, true);
});
