import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InputError, OutputError } from "../errors.ts";
import { OutputSession } from "./session.ts";
import { writeOutput } from "./write.ts";

const MODE = 0o644;

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("OutputSession.open() names the list of files when it is too large to be one", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, [["a.txt", { content: "a", mode: MODE }]]);
    // It has no blocks on the disk.
    await Deno.truncate(`${dir}/.dekube/files.json`, 2 ** 40);
    await assertRejects(
      () => OutputSession.open(dir),
      InputError,
      "can't be read: it is larger than 128 MiB, and more is not read. Remove it",
    );
  });
});

Deno.test("text() names a file of the user's when it is larger than any that is written", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/.env`, "");
    await Deno.truncate(`${dir}/.env`, 2 ** 40);
    using session = await OutputSession.open(dir);
    assertThrows(
      () => session.foreignText(".env"),
      OutputError,
      `.env" can't be read: it is larger than 1 GiB, and more is not read. Move it away`,
    );
  });
});

Deno.test("writeOutput() keeps a compose.yml that is larger than any that is written", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/compose.yml`, "");
    await Deno.truncate(`${dir}/compose.yml`, 2 ** 40);
    const { kept } = await writeOutput(dir, [["compose.yml", { content: "b", mode: MODE }]]);
    assertEquals(kept.map(({ copy }) => copy), ["compose.yml.orig"]);
  });
});

Deno.test("writeOutput() keeps a file that became larger than any that is written", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, [["a.txt", { content: "a", mode: MODE }]]);
    await Deno.truncate(`${dir}/a.txt`, 2 ** 40);
    {
      using session = await OutputSession.open(dir);
      assertThrows(() => session.previous.read("a.txt"), InputError, "it is larger than 1 GiB");
    }
    const { kept } = await writeOutput(dir, [["a.txt", { content: "b", mode: MODE }]]);
    assertEquals(kept.map(({ copy }) => copy), ["a.txt.orig"]);
    assertEquals(await Deno.readTextFile(`${dir}/a.txt`), "b");
    assert((await Deno.stat(`${dir}/a.txt.orig`)).size === 2 ** 40);
  });
});
