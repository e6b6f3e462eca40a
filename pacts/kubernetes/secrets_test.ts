import { assertEquals } from "@std/assert";
import { manifest } from "../_testing.ts";
import {
  configMapKeys,
  configMapValue,
  decodeText,
  secretBytes,
  secretKeys,
  secretValue,
} from "./secrets.ts";

const secret = (content: object) => manifest("Secret", "login", content);
const configMap = (content: object) => manifest("ConfigMap", "settings", content);

Deno.test("secretValue() decodes base64, with line breaks or without padding", () => {
  const value = secret({ data: { a: "cGFzcw==", b: "cGFz\ncw==\n", c: "cGFzcw" } });
  for (const key of ["a", "b", "c"]) assertEquals(secretValue(value, key), "pass");
});

Deno.test("secretValue() takes stringData when data has the key too", () => {
  const value = secret({ data: { a: "cGFzcw==" }, stringData: { a: "plain", n: 8080, t: true } });
  assertEquals(secretValue(value, "a"), "plain");
  assertEquals(secretValue(value, "n"), "8080");
  assertEquals(secretValue(value, "t"), "true");
});

Deno.test("secretValue() is undefined when the bytes are no text, and secretBytes() has them", () => {
  const value = secret({ data: { a: "/wA=" } });
  assertEquals(secretValue(value, "a"), undefined);
  assertEquals(secretBytes(value, "a"), new Uint8Array([255, 0]));
});

Deno.test("secretBytes() is undefined when there is no such key or its base64 is broken", () => {
  const value = secret({ data: { broken: "!", object: {} } });
  for (const key of ["broken", "object", "none", "constructor"]) {
    assertEquals(secretBytes(value, key), undefined);
  }
});

Deno.test("secretValue() is the empty text when a template left the value out", () => {
  assertEquals(secretValue(secret({ data: { a: null } }), "a"), "");
  assertEquals(secretValue(secret({ stringData: { a: null } }), "a"), "");
});

Deno.test("secretKeys() has each key once when data and stringData share it", () => {
  assertEquals(secretKeys(secret({ data: { a: "", b: "" }, stringData: { b: "", c: "" } })), [
    "a",
    "b",
    "c",
  ]);
});

Deno.test("secretKeys() and configMapKeys() are empty when there is no data", () => {
  for (const data of [undefined, null, "text", [], 7]) {
    assertEquals(secretKeys(secret({ data })), []);
    assertEquals(configMapKeys(configMap({ data, binaryData: data })), []);
  }
});

Deno.test("configMapValue() is text of data and bytes of binaryData", () => {
  const value = configMap({
    data: { a: "x", n: 1, none: null },
    binaryData: { b: "AAH/", broken: "?" },
  });
  assertEquals(configMapValue(value, "a"), "x");
  assertEquals(configMapValue(value, "n"), "1");
  assertEquals(configMapValue(value, "none"), "");
  assertEquals(configMapValue(value, "b"), new Uint8Array([0, 1, 255]));
  assertEquals(configMapValue(value, "broken"), undefined);
  assertEquals(configMapValue(value, "toString"), undefined);
  assertEquals(configMapKeys(value), ["a", "n", "none", "b", "broken"]);
});

Deno.test("decodeText() keeps a byte order mark, so that files stay byte for byte", () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x61]);
  assertEquals(new TextEncoder().encode(decodeText(bytes)), bytes);
});

Deno.test("decodeText() is undefined when the bytes are not UTF-8", () => {
  assertEquals(decodeText(new Uint8Array([0xc3, 0x28])), undefined);
  assertEquals(decodeText(new Uint8Array([0x61])), "a");
});
