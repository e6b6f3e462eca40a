import { assertEquals, assertThrows } from "@std/assert";
import { decodeYaml } from "./decode.ts";

/** A text in UTF-16. */
function utf16(text: string, { big = false, mark = true } = {}): Uint8Array {
  const units = [...(mark ? "\ufeff" : "") + text].flatMap((char) =>
    Array.from({ length: char.length }, (_, index) => char.charCodeAt(index))
  );
  const view = new DataView(new ArrayBuffer(units.length * 2));
  units.forEach((unit, index) => view.setUint16(index * 2, unit, !big));
  return new Uint8Array(view.buffer);
}

const TEXT = "kind: Pod # ü€𝄞\n";

Deno.test("decodeYaml() reads UTF-8, with or without a mark", () => {
  assertEquals(decodeYaml(new TextEncoder().encode(TEXT)), TEXT);
  assertEquals(decodeYaml(new TextEncoder().encode(`\ufeff${TEXT}`)), TEXT);
});

Deno.test("decodeYaml() reads UTF-16 of both orders, with or without a mark", () => {
  for (const big of [false, true]) {
    for (const mark of [false, true]) assertEquals(decodeYaml(utf16(TEXT, { big, mark })), TEXT);
  }
});

Deno.test("decodeYaml() drops the marks when files were put together", () => {
  assertEquals(
    decodeYaml(new TextEncoder().encode("\ufeffa: 1\n\ufeff---\nb: x\ufeffy\n")),
    "a: 1\n---\nb: x\ufeffy\n",
  );
});

Deno.test("decodeYaml() names what it takes when the bytes are neither", () => {
  assertThrows(
    () => decodeYaml(new Uint8Array([0x61, 0xff, 0x62])),
    Error,
    "it is neither UTF-8 nor UTF-16 text; save it as UTF-8",
  );
  assertThrows(
    () => decodeYaml(new Uint8Array([0xff, 0xfe, 0x61])),
    Error,
    "it begins as UTF-16LE text, but is none",
  );
});

Deno.test("decodeYaml() is empty when there is nothing", () => {
  assertEquals(decodeYaml(new Uint8Array()), "");
});
