import { assertEquals } from "@std/assert";
import { tarOf } from "./_tar.ts";
import { readTarFile } from "./tar.ts";

function textOf(bytes?: Uint8Array): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}

Deno.test("readTarFile() finds a file behind folders and other files", () => {
  const long = "x".repeat(1500);
  const archive = tarOf([
    { path: "linux-amd64/", type: "5" },
    { path: "linux-amd64/LICENSE", text: long },
    { path: "./linux-amd64/helm", text: "program" },
    { path: "README.md", text: "" },
  ]);
  assertEquals(textOf(readTarFile(archive, "linux-amd64/helm")), "program");
  assertEquals(textOf(readTarFile(archive, "linux-amd64/LICENSE")), long);
  assertEquals(textOf(readTarFile(archive, "README.md")), "");
  assertEquals(readTarFile(archive, "helm"), undefined);
});

Deno.test("readTarFile() puts a path together when it stands in two fields", () => {
  const archive = tarOf([{ path: "helm", front: "very/long", text: "program" }]);
  assertEquals(textOf(readTarFile(archive, "very/long/helm")), "program");
});

Deno.test("readTarFile() finds nothing when what has the name is no regular file", () => {
  for (const type of ["1", "2", "5", "x"]) {
    assertEquals(readTarFile(tarOf([{ path: "helm", text: "program", type }]), "helm"), undefined);
  }
});

Deno.test("readTarFile() finds nothing when the archive is cut off anywhere, or is none", () => {
  const archive = tarOf([{ path: "a", text: "x" }, { path: "helm", text: "y".repeat(600) }]);
  const end = 2 * 512 + 512 + 600;
  for (let length = 0; length < end; length += 37) {
    assertEquals(readTarFile(archive.slice(0, length), "helm"), undefined, `${length}`);
  }
  assertEquals(readTarFile(new Uint8Array(2048).fill(255), "helm"), undefined);
});
