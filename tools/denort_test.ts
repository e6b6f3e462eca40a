import { assertEquals, assertThrows } from "@std/assert";
import { endOfElf } from "./denort.ts";

function elf({ start, size, count }: { start: number; size: number; count: number }) {
  const program = new Uint8Array(4096);
  const view = new DataView(program.buffer);
  program.set([0x7f, 0x45, 0x4c, 0x46, 2]);
  view.setBigUint64(0x28, BigInt(start), true);
  view.setUint16(0x3a, size, true);
  view.setUint16(0x3c, count, true);
  return program;
}

Deno.test("endOfElf() is where the section headers end when more follows", () => {
  assertEquals(endOfElf(elf({ start: 1000, size: 64, count: 3 })), 1192);
});

Deno.test("endOfElf() throws when the program is cut off, or none", () => {
  assertThrows(() => endOfElf(elf({ start: 4000, size: 64, count: 3 })), Error, "cut off");
  assertThrows(() => endOfElf(new Uint8Array(100)), Error, "no 64-bit ELF");
});
