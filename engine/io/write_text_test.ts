import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { writeReport } from "./write_report.ts";
import { writeTextAt } from "./write_text.ts";

// Tests can't have permissions for what is only made in them.
const folder = Deno.makeTempDirSync();
const [page, other] = ["page.html", "other.html"].map((name) => join(folder, name));
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

Deno.test({
  name: "writeTextAt() writes a file when Deno may write it alone",
  permissions: { read: true, write: [page] },
  async fn() {
    await writeTextAt(page, "one");
    await writeTextAt(page, "two");
    assertEquals(await Deno.readTextFile(page), "two");
  },
});

for (const write of [writeTextAt, writeReport]) {
  Deno.test({
    name: `${write.name}() names the file itself when Deno may not write it`,
    permissions: { read: true, write: [page] },
    async fn() {
      await assertRejects(
        () => write(other, "one"),
        Deno.errors.NotCapable,
        `access to "${other}"`,
      );
    },
  });
}
