import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { unless, WINDOWS } from "../../../tools/unless.ts";
import { folderElsewhere } from "./elsewhere.ts";

async function withFolders(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const name of ["here", "there"]) {
      await Deno.mkdir(join(root, name));
      await Deno.writeTextFile(join(root, name, "compose.yml"), "services: {}\n");
    }
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("folderElsewhere() names the folder of another Compose file that is there", async () => {
  await withFolders(async (root) => {
    const there = join(root, "there", "compose.yml");

    const folder = await folderElsewhere([there], join(root, "here", "compose.yml"));

    assertEquals(folder, join(root, "there"));
  });
});

Deno.test({
  ...unless("folderElsewhere() knows its own file by a link, and beside others", WINDOWS),
  async fn() {
    await withFolders(async (root) => {
      await Deno.symlink(join(root, "here"), join(root, "link"));
      const files = [join(root, "there", "compose.yml"), join(root, "link", "compose.yml")];

      assertEquals(await folderElsewhere(files, join(root, "here", "compose.yml")), undefined);
    });
  },
});

Deno.test("folderElsewhere() passes over a folder that was moved", async () => {
  await withFolders(async (root) => {
    const gone = join(root, "gone", "compose.yml");

    assertEquals(await folderElsewhere([gone], join(root, "here", "compose.yml")), undefined);
  });
});
