import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import type { OutputFile } from "../../../pacts/files.ts";
import { type Disk, realDisk } from "./disk.ts";
import { makePlan, type WriteReport } from "./plan.ts";
import { readPrevious } from "./previous.ts";
import { OutputView } from "./view.ts";
import { writeOutput } from "./write.ts";

type Files = [string, OutputFile][];

/** Covers every kind of step: new, changed, stale, kept, a file for a folder and a folder for a file. */
const OLD: Files = [
  ["compose.yml", { content: "old", mode: 0o600 }],
  ["same.txt", { content: "same", mode: 0o644 }],
  ["configmaps/web/a.txt", { content: "old a", mode: 0o644 }],
  ["configmaps/gone/b.txt", { content: "old b", mode: 0o644 }],
  ["secrets/db/key", { content: "old key", mode: 0o644 }],
  ["turns", { content: "a file", mode: 0o644 }],
  ["turns-too/x", { content: "in a folder", mode: 0o644 }],
];
const NEW: Files = [
  ["compose.yml", { content: "new", mode: 0o600 }],
  ["same.txt", { content: "same", mode: 0o644 }],
  ["configmaps/web/a.txt", { content: "new a", mode: 0o755 }],
  ["configmaps/fresh/c.txt", { content: "new c", mode: 0o644 }],
  ["secrets/db/key", { content: "new key", mode: 0o644 }],
  ["turns/into/folder", { content: "new", mode: 0o644 }],
  ["turns-too", { content: "new", mode: 0o644 }],
  ["mine.txt", { content: "not yours", mode: 0o644 }],
];
const OTHER: Files = [
  ["compose.yml", { content: "other", mode: 0o600 }],
  ["turns", { content: "a file again", mode: 0o644 }],
  ["secrets/db/key", { content: "other key", mode: 0o644 }],
];

/** A disk that does not wait: thousands of files are written here. */
const fastDisk: Disk = {
  ...realDisk,
  async write(path, bytes, mode) {
    await Deno.writeFile(path, bytes, { createNew: true });
    await realDisk.setMode(path, mode);
  },
};

/** A disk that is cut off from its n-th change on; a write that is cut off leaves half a file. */
function breakingDisk(changes: number): Disk & { broken: boolean } {
  const disk = { ...fastDisk, broken: false };
  for (const name of Object.keys(fastDisk) as (keyof Disk)[]) {
    const change = fastDisk[name] as (...args: unknown[]) => Promise<void>;
    disk[name] = async (...args: unknown[]) => {
      if (changes-- > 0) return await change(...args);
      if (!disk.broken && name === "write") {
        const [path, bytes] = args as [string, Uint8Array];
        await Deno.writeFile(path, bytes.subarray(0, bytes.length / 2));
      }
      disk.broken = true;
      throw new Error("cut off");
    };
  }
  return disk;
}

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** What the user sees: files as text and mode, folders as mode; without what is dekube's own. */
async function shown(dir: string, at = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (at + name === ".dekube") continue;
    const path = join(dir, name);
    const mode = ((await Deno.lstat(path)).mode ?? 0) & 0o777;
    const text = isDirectory ? "folder" : await Deno.readTextFile(path);
    found[at + name] = `${mode.toString(8)} ${text}`;
    if (isDirectory) Object.assign(found, await shown(path, `${at}${name}/`));
  }
  return found;
}

async function hasJournal(dir: string): Promise<boolean> {
  return await Deno.lstat(join(dir, ".dekube/journal.json")).then(
    () => true,
    () => false,
  );
}

/** An output folder with the old files, and one of the user's own. */
async function startOld(dir: string): Promise<void> {
  await writeOutput(dir, OLD, { disk: fastDisk });
  await Deno.writeTextFile(join(dir, "mine.txt"), "mine");
}

/** What a run is to do, by what the folder looks like before the last one is completed. */
function plan(dir: string, files: Files): WriteReport {
  const view = new OutputView(dir);
  const wanted = files.map(([path, { content, mode }]) =>
    [path, { bytes: new TextEncoder().encode(content as string), mode }] as const
  );
  const options = { last: "compose.yml", handedOver: new Set<string>() };
  const { report } = makePlan(view, new Map(wanted), options);
  return { ...report, kept: [...view.kept, ...report.kept] };
}

/** What there is to see after runs that nothing cuts off. */
async function after(...runs: Files[]): Promise<Record<string, string>> {
  let found = {};
  await inFolder(async (dir) => {
    await startOld(dir);
    for (const files of runs) await writeOutput(dir, files, { disk: fastDisk });
    found = await shown(dir);
  });
  return found;
}

/** Runs a test for each change after which a run from OLD to NEW may be cut off. */
async function forEachCut(
  test: (dir: string, cut: number) => Promise<void>,
): Promise<void> {
  let broken = true;
  for (let cut = 0; broken; cut++) {
    await inFolder(async (dir) => {
      await startOld(dir);
      const disk = breakingDisk(cut);
      const run = writeOutput(dir, NEW, { disk });
      await run.catch(() => {});
      broken = disk.broken;
      if (broken) await assertRejects(() => run);
      await test(dir, cut);
    });
    assert(cut < 200, "the run never comes to its end");
  }
}

Deno.test("writeOutput() leaves the old state when it is cut off before the journal", async () => {
  const old = await after();
  let untouched = 0;
  await forEachCut(async (dir, cut) => {
    const finished = (await shown(dir))["compose.yml"].endsWith("new");
    if (finished || await hasJournal(dir)) return;
    untouched++;
    assertEquals(await shown(dir), old, `cut off after ${cut} changes`);
  });
  assert(untouched > NEW.length, "there are cuts before the journal");
});

Deno.test("writeOutput() completes the new state when it was cut off anywhere", async () => {
  const expected = await after(NEW);
  await forEachCut(async (dir, cut) => {
    await writeOutput(dir, NEW, { disk: fastDisk });

    assertEquals(await shown(dir), expected, `cut off after ${cut} changes`);
    const left = await Array.fromAsync(Deno.readDir(join(dir, ".dekube")));
    assertEquals(left.map(({ name }) => name), ["files.json"]);
  });
});

Deno.test("writeOutput() comes to another state when the run before was cut off anywhere", async () => {
  const either = [await after(OTHER), await after(NEW, OTHER)];
  await forEachCut(async (dir, cut) => {
    const completes = await hasJournal(dir) ||
      (await shown(dir))["compose.yml"].endsWith("new");
    await writeOutput(dir, OTHER, { disk: fastDisk });

    const expected = either[completes ? 1 : 0];
    assertEquals(await shown(dir), expected, `cut off after ${cut} changes`);
  });
});

Deno.test("writeOutput() completes the new state when its completion is cut off too", async () => {
  const expected = await after(NEW);
  await forEachCut(async (dir, cut) => {
    for (let again = 0;; again++) {
      const disk = breakingDisk(again);
      await writeOutput(dir, NEW, { disk }).catch(() => {});
      if (!disk.broken) break;
    }
    assertEquals(await shown(dir), expected, `cut off after ${cut} changes`);
  });
});

Deno.test("writeOutput() names the user's file that it kept when the run before was cut off", async () => {
  await forEachCut(async (dir, cut) => {
    const wasCut = await hasJournal(dir) || !("mine.txt.orig" in await shown(dir));
    const { kept } = await writeOutput(dir, NEW, { disk: fastDisk });

    const expected = [{ path: "mine.txt", copy: "mine.txt.orig" }];
    if (wasCut) assertEquals(kept, expected, `cut off after ${cut} changes`);
  });
});

Deno.test("writeOutput() leaves a file alone when the user made it after the cut", async () => {
  let made = 0;
  await forEachCut(async (dir, cut) => {
    const path = join(dir, "configmaps/gone/b.txt");
    if (!await hasJournal(dir) || "configmaps/gone/b.txt" in await shown(dir)) {
      return;
    }
    made++;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, "mine");

    const planned = plan(dir, NEW);
    assertEquals(await writeOutput(dir, NEW, { disk: fastDisk }), planned);

    const text = await Deno.readTextFile(path);
    assertEquals(text, "mine", `cut off after ${cut} changes`);
  });
  assert(made > 0, "there are cuts after the file is gone");
});

for (const [name, files] of Object.entries({ OLD, NEW, OTHER })) {
  Deno.test(`OutputView shows what writeOutput() finds when a run was cut off anywhere before ${name}`, async () => {
    await forEachCut(async (dir, cut) => {
      const before = await shown(dir);
      const planned = plan(dir, files);

      assertEquals(await shown(dir), before);
      const message = `cut off after ${cut} changes`;
      assertEquals(await writeOutput(dir, files, { disk: fastDisk }), planned, message);
    });
  });
}

Deno.test("readPrevious() sees one state when the run was cut off anywhere", async () => {
  await forEachCut(async (dir, cut) => {
    const isNew = await hasJournal(dir) ||
      (await shown(dir))["compose.yml"].endsWith("new");
    const previous = readPrevious(dir);
    const read = (path: string) => {
      const bytes = previous.read(path);
      return bytes && new TextDecoder().decode(bytes);
    };

    assertEquals(
      [
        "compose.yml",
        "secrets/db/key",
        "configmaps/gone/b.txt",
        "turns",
        "turns/into/folder",
        "mine.txt",
      ].map(read),
      isNew
        ? ["new", "new key", undefined, undefined, "new", "not yours"]
        : ["old", "old key", "old b", "a file", undefined, undefined],
      `cut off after ${cut} changes`,
    );
  });
});
