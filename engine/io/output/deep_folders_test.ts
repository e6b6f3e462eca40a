import { assertEquals, assertRejects } from "@std/assert";
import { OutputError } from "../errors.ts";
import { OutputSession } from "./session.ts";
import { writeOutput } from "./write.ts";

const FILE = { content: "a", mode: 0o644 };

/** Folders within each other, more than anything that is written lies in. */
async function makeDeep(dir: string): Promise<void> {
  await Deno.mkdir(`${dir}/${"d/".repeat(400)}`, { recursive: true });
}

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name:
    "OutputSession.open() says what to remove when folders lie deeper than any that are written",
  ignore,
  fn: () =>
    inFolder(async (dir) => {
      const rendered = `${dir}/.dekube/.helmfile-rendered`;
      await Deno.mkdir(rendered, { recursive: true });
      await makeDeep(rendered);
      await assertRejects(
        () => OutputSession.open(dir),
        OutputError,
        "lies in more than 300 folders",
      );
    }),
});

Deno.test({
  name: "writeOutput() leaves folders alone that lie deeper than any that are written",
  ignore,
  fn: () =>
    inFolder(async (dir) => {
      await Deno.mkdir(`${dir}/a`);
      await makeDeep(`${dir}/a`);
      await assertRejects(
        () => writeOutput(dir, [["a", FILE]]),
        OutputError,
        "more than 300 folders",
      );
      await writeOutput(dir, [["b", FILE]]);
      assertEquals(await Deno.readTextFile(`${dir}/b`), "a");
    }),
});
