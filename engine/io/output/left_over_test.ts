import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { checkWhole, inFolder, type Version, writeVersion } from "./_versions.ts";
import { type Disk, realDisk } from "./disk.ts";
import type { Rooted } from "./rooted.ts";

/** What fails behind the step that counts, and what it says. */
const FAILING: Record<string, (change: string, path: string) => boolean> = {
  "the list": (change, path) => change === "move" && path === ".dekube/files.new",
  "an old file": (change, path) => change === "remove" && path.startsWith("secrets/"),
  "the record": (change, path) => change === "remove" && path === ".dekube/pending.json",
  "the staging folder": (change, path) => change === "remove" && path === ".dekube/staging",
};

for (const [what, fails] of Object.entries(FAILING)) {
  Deno.test(`write() is done, and says what is left over, when ${what} fails behind the switch`, async () => {
    await inFolder(async (dir) => {
      const version = (text: string): Version => ({
        name: text,
        mounts: ["secrets/db/key"],
        files: { "secrets/db/key": [text, 0o400], [`loose-${text}`]: [text, 0o644] },
      });
      for (const text of ["a", "b", "c", "d"]) await writeVersion(dir, version(text));
      let failed = 0;
      let isBroken = true;
      const disk = (root: Rooted) =>
        new Proxy(realDisk(root), {
          get: (real, change: keyof Disk) => (...args: string[]) => {
            if (isBroken && fails(change, args[0])) {
              failed++;
              throw Object.assign(new Error("no"), { code: "EACCES" });
            }
            return (real[change] as (...args: string[]) => void)(...args);
          },
        });
      const { unfinished } = await writeVersion(dir, version("e"), { disk });
      assert(failed > 0);
      assertMatch(unfinished!, /permission denied$/);
      assertEquals(await checkWhole(dir, [version("e")]), "e");

      isBroken = false;
      await writeVersion(dir, version("e"), { disk });
      assertEquals(await checkWhole(dir, [version("e")]), "e");
      const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
      assertEquals(names, [".dekube", "compose.yml", "loose-e", "secrets"]);
      assertEquals([...Deno.readDirSync(join(dir, ".dekube"))].map(({ name }) => name), [
        "files.json",
      ]);
    });
  });
}
