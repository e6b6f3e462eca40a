import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  breakingDisk,
  checkWhole,
  fastDisk,
  inFolder,
  shown,
  type Version,
  writeVersion,
} from "./_versions.ts";

/** Covers every kind of change: new, changed, stale, kept, a file for a folder and a folder for a file, mounted or not. */
const OLD: Version = {
  name: "old",
  mounts: ["configmaps/web", "secrets/db/key", "configmaps/same", "configmaps/gone"],
  files: {
    "configmaps/web/a.txt": ["old a", 0o644],
    "configmaps/web/deep/b.txt": ["old b", 0o755],
    "configmaps/gone/c.txt": ["old c", 0o644],
    "configmaps/same/d.txt": ["same", 0o644],
    "secrets/db/key": ["old key", 0o400],
    "loose.txt": ["old", 0o644],
    "same.txt": ["same", 0o644],
    "gone.txt": ["old", 0o644],
    turns: ["a file", 0o644],
    "turns-too/x": ["in a folder", 0o644],
  },
};
const NEW: Version = {
  name: "new",
  mounts: [
    "configmaps/web",
    "configmaps/web/a.txt",
    "secrets/db/key",
    "configmaps/same",
    "fresh/e",
  ],
  files: {
    "configmaps/web/a.txt": ["new a", 0o755],
    "configmaps/web/deep/b.txt": ["new b", 0o755],
    "configmaps/same/d.txt": ["same", 0o644],
    "secrets/db/key": ["new key", 0o400],
    "fresh/e": ["e", 0o644],
    "loose.txt": ["new", 0o755],
    "same.txt": ["same", 0o644],
    "turns/into/folder": ["new", 0o644],
    "turns-too": ["new", 0o644],
    "mine.txt": ["not yours", 0o644],
    "linked.txt": ["no link", 0o644],
  },
};
const OTHER: Version = {
  name: "other",
  mounts: ["secrets/db/key"],
  files: { "secrets/db/key": ["other key", 0o400], turns: ["a file again", 0o644] },
};
const ALL = [OLD, NEW, OTHER];

/** An output folder with the old version, and what the user put there. */
async function startOld(dir: string): Promise<void> {
  await writeVersion(dir, OLD, { disk: fastDisk });
  await Deno.writeTextFile(join(dir, "mine.txt"), "mine");
  await Deno.symlink("mine.txt", join(dir, "linked.txt"));
  await Deno.chmod(join(dir, "secrets"), 0o750);
}

/** What there is to see after runs that nothing cuts off. */
async function after(...runs: Version[]): Promise<Record<string, string>> {
  let found = {};
  await inFolder(async (dir) => {
    await startOld(dir);
    for (const version of runs) await writeVersion(dir, version, { disk: fastDisk });
    found = shown(dir);
  });
  return found;
}

/** Runs a test for each change at which a run from OLD to NEW may come to its end. */
async function forEachCut(
  how: { dead: boolean },
  test: (dir: string, run: Promise<unknown>, message: string, cut: number) => Promise<void>,
): Promise<number> {
  for (let cut = 0;; cut++) {
    let broken = true;
    await inFolder(async (dir) => {
      await startOld(dir);
      const breaking = breakingDisk(cut, how);
      const run = writeVersion(dir, NEW, { disk: breaking.disk });
      await run.catch(() => {});
      broken = breaking.broken;
      if (broken) await test(dir, run, `cut off after ${cut} changes`, cut);
    });
    if (!broken) return cut;
    assert(cut < 200, "the run never comes to its end");
  }
}

const posix = { ignore: Deno.build.os === "windows" };

Deno.test(
  "writing leaves everything as it was when a change fails, to the byte and the mode",
  posix,
  async () => {
    let failed = 0;
    let before = {};
    const expected = await after(NEW);
    await inFolder(async (dir) => {
      await startOld(dir);
      before = withoutHome(shown(dir, { own: true }));
    });
    const cuts = await forEachCut({ dead: false }, async (dir, run, message) => {
      const isDone = await run.then(() => true, () => false);
      if (isDone) {
        // Only what is tidied up afterwards was missing.
        assertEquals(await checkWhole(dir, ALL), "new", message);
        await writeVersion(dir, NEW, { disk: fastDisk });
        assertEquals(shown(dir), expected, message);
        return;
      }
      failed++;
      assertEquals(withoutHome(shown(dir, { own: true })), before, message);
    });
    assert(failed > 40 && failed < cuts, `${failed} of ${cuts} failed`);
  },
);

/** The list names the folder that it lies in, which is another one each time. */
function withoutHome(found: Record<string, string>): Record<string, string> {
  const list = ".dekube/files.json";
  return { ...found, [list]: found[list].replace(/"home": "[^"]*"/, "") };
}

Deno.test(
  "compose.yml names files of its own version when a run is cut off anywhere",
  posix,
  async () => {
    const seen = new Map<string, number>();
    await forEachCut({ dead: true }, async (dir, run, message) => {
      const name = await checkWhole(dir, ALL, message);
      seen.set(name!, (seen.get(name!) ?? 0) + 1);
      if (name === "old") await assertRejects(() => run, message);
      assertEquals(await Deno.readTextFile(join(dir, "mine.txt.orig")).catch(() => "mine"), "mine");
    });
    assertEquals([...seen.keys()].sort(), ["new", "old"]);
  },
);

Deno.test(
  "the next run comes to the same when the one before was cut off anywhere",
  posix,
  async () => {
    const expected = await after(NEW);
    await forEachCut({ dead: true }, async (dir, _run, message) => {
      await writeVersion(dir, NEW, { disk: fastDisk });

      assertEquals(shown(dir), expected, message);
      const left = [...Deno.readDirSync(join(dir, ".dekube"))].map(({ name }) => name);
      assertEquals(left, ["files.json"], message);
    });
  },
);

Deno.test(
  "a run comes to another version when the one before was cut off anywhere",
  posix,
  async () => {
    const either = { old: await after(OTHER), new: await after(NEW, OTHER) };
    await forEachCut({ dead: true }, async (dir, _run, message) => {
      const name = await checkWhole(dir, ALL);
      await writeVersion(dir, OTHER, { disk: fastDisk });

      assertEquals(shown(dir), either[name as keyof typeof either], message);
    });
  },
);

Deno.test(
  "a run comes to the same when its settling of the one before is cut off, again and again",
  posix,
  async () => {
    const expected = await after(NEW);
    await forEachCut({ dead: true }, async (dir, _run, message, cut) => {
      for (let again = cut % 5;; again += 5) {
        const breaking = breakingDisk(again, { dead: true });
        await writeVersion(dir, NEW, { disk: breaking.disk }).catch(() => {});
        await checkWhole(dir, ALL, message);
        if (!breaking.broken) break;
      }
      assertEquals(shown(dir), expected, message);
    });
  },
);

Deno.test(
  "a run names the user's files that it kept when the one before was cut off",
  posix,
  async () => {
    await forEachCut({ dead: true }, async (dir, _run, message) => {
      const isPending = await Deno.stat(join(dir, ".dekube/pending.json")).then(
        () => true,
        () => false,
      );
      const isNew = await checkWhole(dir, ALL) === "new";
      const { kept } = await writeVersion(dir, NEW, { disk: fastDisk });

      const expected = [
        { path: "linked.txt", copy: "linked.txt.orig" },
        { path: "mine.txt", copy: "mine.txt.orig" },
      ];
      if (isPending || !isNew) assertEquals(kept, expected, message);
    });
  },
);

Deno.test(
  "what the user made after a cut stays, whatever it was in the way of",
  posix,
  async () => {
    await forEachCut({ dead: true }, async (dir, _run, message) => {
      const path = join(dir, "gone.txt");
      if (await Deno.stat(path).then(() => true, () => false)) return;
      await Deno.writeTextFile(path, "made later");
      await writeVersion(dir, NEW, { disk: fastDisk });
      assertEquals(await Deno.readTextFile(path), "made later", message);
    });
  },
);
