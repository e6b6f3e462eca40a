import { assertEquals, assertRejects } from "@std/assert";
import { inFolder } from "./in_folder.ts";

Deno.test("inFolder() writes files below a folder, which is gone afterwards", async () => {
  const files = (folder: string) => [["a/b.txt", folder], ["c", new Uint8Array([0, 255])]] as const;
  const folder = await inFolder(files, async (folder) => {
    assertEquals(await Deno.readTextFile(`${folder}/a/b.txt`), folder);
    assertEquals(await Deno.readFile(`${folder}/c`), new Uint8Array([0, 255]));
    return folder;
  });
  await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
});

Deno.test("inFolder() leaves nothing when the work fails", async () => {
  let left = "";
  await assertRejects(() =>
    inFolder([], (folder) => {
      left = folder;
      throw new Error("no");
    })
  );
  await assertRejects(() => Deno.stat(left), Deno.errors.NotFound);
});
