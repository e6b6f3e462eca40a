import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../core/user_error.ts";
import { parseNew, writeNew } from "./write_new.ts";

Deno.test("writeNew() leaves nothing in the way of the next try when the disk is full", async () => {
  const dir = await Deno.makeTempDir();
  const write = Deno.writeTextFile;
  try {
    await Deno.mkdir(`${dir}/mine`);
    for (const name of ["mine", "theirs"]) {
      let left = 2;
      Deno.writeTextFile = async (...args) => {
        if (left-- === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
        await write(...args);
      };
      const query = parseNew(["distribution", "new", name, "--output-dir", dir])!;
      await assertRejects(() => writeNew(query), UserError, `${name}" can't be written: the disk`);
    }
    assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name), ["mine"]);
    assertEquals([...Deno.readDirSync(`${dir}/mine`)], []);
  } finally {
    Deno.writeTextFile = write;
    await Deno.remove(dir, { recursive: true });
  }
});
