import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../io/errors.ts";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { readSuppliedFile } from "./supplied_file.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readSuppliedFile() has what the file holds, and nothing where there is none", () =>
  inFolder(async (folder) => {
    assertEquals(await readSuppliedFile(folder), undefined);
    const file = `${folder}/secrets.yaml`;
    await Deno.writeTextFile(file, "vault: {a: 007}\n", { mode: 0o600 });
    assertEquals((await readSuppliedFile(folder))?.values, { vault: { a: "007" } });
    await Deno.writeTextFile(file, "kind: Secret\n");
    assertEquals(await readSuppliedFile(folder), undefined);
  }));

Deno.test({
  ...unless("readSuppliedFile() says that everybody may read it", WINDOWS),
  fn: () =>
    inFolder(async (folder) => {
      const file = `${folder}/secrets.yaml`;
      for (const [mode, codes] of [[0o600, []], [0o644, ["open-values"]]] as const) {
        await Deno.writeTextFile(file, "vault: {a: b}\n");
        await Deno.chmod(file, mode);
        assertEquals((await readSuppliedFile(folder))?.said.map(({ code }) => code), [...codes]);
      }
    }),
});

Deno.test({
  ...unless(
    "readSuppliedFile() follows no link, which could lead to somebody else's file",
    WINDOWS,
  ),
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/other.yaml`, "vault: {a: b}\n");
      await Deno.symlink("other.yaml", `${folder}/secrets.yaml`);
      await assertRejects(() => readSuppliedFile(folder), InputError, "it is a link");
    }),
});
