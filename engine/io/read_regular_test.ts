import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  NoFileError,
  readRegular,
  readRegularSync,
  readRegularText,
  readWithin,
  TooLargeError,
} from "./read_regular.ts";

async function fileWith(text: string): Promise<Disposable & { path: string }> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, text);
  return { path, [Symbol.dispose]: () => Deno.removeSync(path) };
}

Deno.test("readRegular() reads a file that is as large as it may be, and none that is larger", async () => {
  using file = await fileWith("0123456789");
  assertEquals(await readRegularText(file.path, 10), "0123456789");
  assertEquals(readRegularSync(file.path, 10).length, 10);
  const message = "it is larger than 9 bytes, and more is not read";
  await assertRejects(() => readRegular(file.path, 9), TooLargeError, message);
  assertThrows(() => readRegularSync(file.path, 9), TooLargeError, message);
  using empty = await fileWith("");
  assertEquals(await readRegularText(empty.path, 0), "");
});

Deno.test("readWithin() reads to the end, and no further than it may, when a file grows", async () => {
  using file = await fileWith("0123456789");
  using open = await Deno.open(file.path);
  const before = { isFile: true, size: 3 };
  assertEquals(new TextDecoder().decode(readWithin(open, before, 10)), "0123456789");
  using again = await Deno.open(file.path);
  assertThrows(() => readWithin(again, before, 9), TooLargeError, "larger than 9 bytes");
});

Deno.test({
  name: "readRegular() waits for nothing when it is a device or a pipe",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const fifo = `${folder}/fifo`;
      const { success } = await new Deno.Command("mkfifo", { args: [fifo] }).output();
      assert(success);
      const link = `${folder}/zero`;
      await Deno.symlink("/dev/zero", link);
      for (const path of [fifo, "/dev/zero", link]) {
        await assertRejects(() => readRegular(path, 10), NoFileError, "a pipe or a device");
        assertThrows(() => readRegularSync(path, 10), NoFileError);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "readRegular() does not wait without end when a pipe comes in a file's place",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using file = await fileWith("text");
    const { stat } = Deno;
    const fifo = `${file.path}-fifo`;
    await new Deno.Command("mkfifo", { args: [fifo] }).output();
    Deno.stat = (path) => stat(path === fifo ? file.path : path);
    try {
      await assertRejects(() => readRegular(fifo, 10, { patienceMs: 20 }), NoFileError);
    } finally {
      Deno.stat = stat;
      // Whoever waits for it goes on, and closes it.
      (await Deno.open(fifo, { write: true })).close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await Deno.remove(fifo);
    }
  },
});
