import { assertEquals, assertRejects } from "@std/assert";
import { readZipEntry } from "./zip.ts";

// A folder, a file stored with an extra field, one deflated, and a comment; made by Python.
const ARCHIVE = Uint8Array.fromBase64(
  "UEsDBBQAAAAAAAAAIVAAAAAAAAAAAAAAAAAEAAAAZGlyL1BLAwQUAAAAAAAAACFQsyROlggAAAAIAAAACgAJAGRpci9z" +
    "dG9yZWRVVAUAAQAAAABhcyBpdCBpc1BLAwQUAAAACAAAACFQXqUwtAsAAAAeAAAADAAAAGRpci9kZWZsYXRlZEtMT8zM" +
    "U0jEQQIAUEsBAhQDFAAAAAAAAAAhUAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAIABAAAAAGRpci9QSwECFAMUAAAAAAAA" +
    "ACFQsyROlggAAAAIAAAACgAJAAAAAAAAAAAAgAEiAAAAZGlyL3N0b3JlZFVUBQABAAAAAFBLAQIUAxQAAAAIAAAAIVBe" +
    "pTC0CwAAAB4AAAAMAAAAAAAAAAAAAACAAVsAAABkaXIvZGVmbGF0ZWRQSwUGAAAAAAMAAwCtAAAAkAAAAAkAYSBjb21t" +
    "ZW50",
);

Deno.test("readZipEntry() reads a file when it is stored and when it is deflated", async () => {
  const read = async (ending: string) =>
    new TextDecoder().decode(await readZipEntry(ARCHIVE, ending));
  assertEquals(await read("/stored"), "as it is");
  assertEquals(await read("/deflated"), "again again again again again ");
});

Deno.test("readZipEntry() fails when there is no such file, or no archive", async () => {
  await assertRejects(() => readZipEntry(ARCHIVE, "/other"), Error, "no file ends with /other");
  await assertRejects(() => readZipEntry(new Uint8Array(100), "a"), Error, "no zip archive");
});
