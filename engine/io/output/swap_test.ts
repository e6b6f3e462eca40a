import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { unless, WINDOWS } from "../../../tools/unless.ts";
import { UserError } from "../../core/user_error.ts";
import { fastDisk, inFolder, shown, type Version, writeVersion } from "./_versions.ts";
import type { Disk } from "./disk.ts";
import type { Rooted } from "./rooted.ts";

function version(name: string): Version {
  const file = (): [string, number] => [name, 0o644];
  return {
    name,
    mounts: ["configmaps/web", "secrets/db/key"],
    files: {
      "configmaps/web/deep/a": file(),
      "secrets/db/key": file(),
      "loose/file": file(),
      [`loose/of-${name}`]: file(),
    },
  };
}

/** A disk before whose n-th change somebody puts a link in a folder's place. */
function swappingDisk(changes: number, folder: string, target: string, done: () => void) {
  return (root: Rooted): Disk => {
    const disk = fastDisk(root);
    const swapping =
      <Args extends unknown[]>(change: (...args: Args) => void) => (...args: Args) => {
        if (changes-- === 0) {
          done();
          const path = join(root.dir, folder);
          Deno.renameSync(path, `${root.dir}/moved-away`);
          Deno.symlinkSync(target, path);
        }
        change(...args);
      };
    return {
      makeFolder: swapping(disk.makeFolder),
      write: swapping((path, bytes, mode) =>
        root.at(path, (name) => {
          Deno.writeFileSync(name, bytes, { createNew: true, mode });
        })
      ),
      move: swapping(disk.move),
      copy: swapping(disk.copy),
      setMode: swapping(disk.setMode),
      remove: swapping(disk.remove),
    };
  };
}

for (
  const folder of [".dekube", ".dekube/staging", "configmaps", "secrets", "secrets/db", "loose"]
) {
  Deno.test({
    name: `nothing lands outside when ${folder} becomes a link while it is written to`,
    ignore: Deno.build.os === "windows",
    async fn() {
      let hasSwapped = true;
      for (let cut = 0; hasSwapped; cut += 3) {
        hasSwapped = false;
        await inFolder(async (dir) => {
          const [out, outside] = [join(dir, "out"), join(dir, "outside")];
          await writeVersion(out, version("old"), { disk: fastDisk });
          for (const path of ["staging", "web", "db", "unit-0", "file-0"]) {
            await Deno.mkdir(join(outside, path), { recursive: true });
          }
          for (
            const path of [
              "back-0",
              "list",
              "pending",
              "staging/list",
              "staging/back-0",
              "key",
              "file",
            ]
          ) {
            await Deno.writeTextFile(join(outside, path), "foreign");
          }
          const before = shown(outside, { own: true });
          const disk = swappingDisk(cut, folder, outside, () => hasSwapped = true);
          const isThere = await Deno.stat(join(out, folder)).then(() => true, () => false);
          // The staging folder is made by the run itself.
          const run = writeVersion(out, version("new"), {
            disk: folder === ".dekube/staging" && cut === 0 ? fastDisk : disk,
          });
          if (folder === ".dekube/staging" && cut === 0) hasSwapped = true;
          const error = await run.then(() => undefined, (error) => error);
          assert(
            error === undefined || error instanceof UserError || !isThere,
            Deno.inspect(error),
          );
          assertEquals(shown(outside, { own: true }), before, `before change ${cut}`);
        });
      }
    },
  });
}

Deno.test(
  unless(
    "nothing lands outside, or stays behind, when a folder is a link for the time of a call, or a run ends at one",
    WINDOWS,
  ),
  async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", fromFileUrl(new URL("_racer.ts", import.meta.url)), "9"],
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    assertMatch(text.decode(stdout), /^\d+ races, \d+ refused, \d+ cut off$/m);
  },
);
