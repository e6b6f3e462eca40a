import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { UserError } from "../core/user_error.ts";
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

Deno.test({
  name: "writeTextAt() names the file itself when Deno may not write it",
  permissions: { read: true, write: [page] },
  async fn() {
    await assertRejects(
      () => writeTextAt(other, "one"),
      Deno.errors.NotCapable,
      `access to "${other}"`,
    );
  },
});

const [link, target] = ["link.html", "target.html"].map((name) => join(folder, name));

Deno.test({
  name: "writeTextAt() replaces a link, when Deno may write beside it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await Deno.writeTextFile(target, "theirs");
    await Deno.symlink(target, link);
    await writeTextAt(link, "ours");
    assert(!(await Deno.lstat(link)).isSymlink);
    assertEquals(await Deno.readTextFile(link), "ours");
    assertEquals(await Deno.readTextFile(target), "theirs");
    await Deno.remove(link);
    await Deno.symlink(target, link);
  },
});

Deno.test({
  name: "writeTextAt() writes nothing through a link, when Deno may write it alone",
  ignore: Deno.build.os === "windows",
  permissions: { read: true, write: [link, target] },
  async fn() {
    await assertRejects(() => writeTextAt(link, "ours"), UserError, "it is a link");
    assertEquals(await Deno.readTextFile(target), "theirs");
  },
});

Deno.test("writeTextAt() says what is in the way, when it is a folder", async () => {
  await assertRejects(() => writeTextAt(folder, "one"), UserError, "is a folder");
});
