import { assertEquals } from "@std/assert";
import { decodePem, encodePem } from "./pem.ts";

Deno.test("decodePem() gives back what encodePem() was given", () => {
  for (const size of [0, 1, 47, 48, 49, 96, 1000]) {
    const der = Uint8Array.from({ length: size }, (_, index) => index * 7 % 256);
    const pem = encodePem("CERTIFICATE", der);
    assertEquals(decodePem(pem), [{ label: "CERTIFICATE", der }]);
    for (const line of pem.split("\n").slice(1, -2)) assertEquals(line.length <= 64, true);
  }
});

Deno.test("decodePem() passes over what stands around the blocks", () => {
  const pem =
    "# a\r\n-----BEGIN A-----\r\nAA==\r\n-----END A-----\r\n b -----BEGIN B C-----AQ==-----END B C-----";
  assertEquals(decodePem(pem), [
    { label: "A", der: new Uint8Array([0]) },
    { label: "B C", der: new Uint8Array([1]) },
  ]);
});

Deno.test("decodePem() gives no content when a block is no base64, and no block when it has no end", () => {
  const encrypted =
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----";
  assertEquals(decodePem(encrypted), [{ label: "RSA PRIVATE KEY", der: undefined }]);
  assertEquals(decodePem("-----BEGIN A-----\nAAAA"), []);
  assertEquals(decodePem("-----BEGIN A-----\nAAAA\n-----END B-----"), []);
  assertEquals(decodePem(""), []);
});
