import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { unless, WINDOWS } from "../../../tools/unless.ts";
import { OutputError } from "../errors.ts";
import { inFolder, shown } from "./_versions.ts";
import { OutputSession } from "./session.ts";
import { writeOutput } from "./write.ts";

const FILES = [["a", { content: "1", mode: 0o644 }]] as const;

function names(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
}

Deno.test("OutputSession.open() waits for another run, and says for which", async () => {
  await inFolder(async (dir) => {
    const said: string[] = [];
    const first = await OutputSession.open(dir);
    const second = OutputSession.open(dir, { say: (message) => said.push(message) });
    await new Promise((resolve) => setTimeout(resolve, 120));
    first.close();
    (await second).close();

    assertEquals(said.length, 1);
    assertMatch(
      said[0],
      Deno.build.os === "windows"
        ? /^another run of dekube writes to/
        : new RegExp(`^another run of dekube \\(process ${Deno.pid}\\) writes to`),
    );
    assertEquals(names(dir), []);
  });
});

Deno.test("OutputSession.open() gives up when another run takes too long", async () => {
  await inFolder(async (dir) => {
    using _held = await OutputSession.open(dir);
    const error = await assertRejects(
      () => OutputSession.open(dir, { patienceMs: 0 }),
      OutputError,
    );
    assertMatch(
      error.message,
      /^another run of dekube.* is still not done\. Wait until it is, or end it\.$/,
    );
  });
});

Deno.test("OutputSession.open() does not mind what a killed run has left of its lock", async () => {
  await inFolder(async (dir) => {
    await Deno.mkdir(join(dir, ".dekube"));
    await Deno.writeTextFile(join(dir, ".dekube/lock"), "1\n", { mode: 0o600 });
    await writeOutput(
      dir,
      [...FILES.map(([path, file]) => [path, file] as [string, typeof file])],
      {
        patienceMs: 0,
      },
    );
    assertEquals(names(join(dir, ".dekube")), ["files.json"]);
  });
});

Deno.test("OutputSession leaves nothing behind when nothing is written", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, "deep/out");
    (await OutputSession.open(out)).close();
    assertEquals(names(dir), []);
  });
});

Deno.test("OutputSession.open() keeps others waiting that come while folders go and come", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, "deep/out");
    let holding = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      using _session = await OutputSession.open(out);
      assertEquals(++holding, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      holding--;
    }));
    assertEquals(names(dir), []);
  });
});

/** What somebody may have put in the lock's place; each returns what must stay as it is. */
const PLANTED: Record<string, (lock: string, elsewhere: string) => Promise<void>> = {
  "a link to nothing": (lock, elsewhere) => Deno.symlink(elsewhere, lock),
  async "a link to a file"(lock, elsewhere) {
    await Deno.writeTextFile(elsewhere, "precious");
    await Deno.symlink(elsewhere, lock);
  },
  async "a second name of a file"(lock, elsewhere) {
    await Deno.writeTextFile(elsewhere, "precious");
    await Deno.link(elsewhere, lock);
  },
  async "a pipe"(lock) {
    await new Deno.Command("mkfifo", { args: [lock] }).output();
  },
  "a folder": (lock) => Deno.mkdir(lock),
};

for (const [what, plant] of Object.entries(PLANTED)) {
  Deno.test(
    unless(`OutputSession.open() refuses a lock that is ${what}, and leaves it alone`, WINDOWS),
    async () => {
      await inFolder(async (dir) => {
        await Deno.mkdir(join(dir, "out/.dekube"), { recursive: true });
        await plant(join(dir, "out/.dekube/lock"), join(dir, "elsewhere"));
        const before = shown(dir, { own: true });
        await assertRejects(
          () => OutputSession.open(join(dir, "out")),
          OutputError,
          "where dekube sees to it that one run writes at a time. Remove it.",
        );
        assertEquals(shown(dir, { own: true }), before);
      });
    },
  );
}
