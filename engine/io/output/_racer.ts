/**
 * Writes versions of a project while somebody puts a link in a folder's place at the very moment of a call to the system,
 * and takes it away again behind it: no check before or after can see that.
 * Then it ends runs at such calls. It ends with an error where something came of it.
 *
 * It takes the place of Deno's own functions, and all permissions: tests run it as a program.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { checkWhole, inFolder, shown, type Version, writeVersion } from "./_versions.ts";

/** What changes what lies on the disk. */
const CALLS = [
  "renameSync",
  "linkSync",
  "removeSync",
  "mkdirSync",
  "openSync",
  "chmodSync",
] as const;

const original = Object.fromEntries(CALLS.map((call) => [call, Deno[call]]));
const { renameSync, removeSync, mkdirSync } = Deno;

const FOLDERS = [".dekube", ".dekube/staging", "configmaps", "secrets/db", "loose"];

function version(name: string): Version {
  const file = (): [string, number] => [name, 0o644];
  return {
    name,
    mounts: ["configmaps/web", "secrets/db/key", `configmaps/of-${name}`],
    files: {
      "configmaps/web/deep/a": file(),
      [`configmaps/of-${name}`]: file(),
      "secrets/db/key": file(),
      "loose/file": file(),
      [`loose/of-${name}`]: file(),
      ...name === "old" ? { "turns": file() } : { "turns/into": file() },
    },
  };
}

/** Has the outside hold what a folder holds, by its names, and be somebody else's. */
function mirror(folder: string, outside: string): void {
  mkdirSync(outside, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) mirror(join(folder, name), join(outside, name));
    else Deno.writeTextFileSync(join(outside, name), "foreign");
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Runs something whose n-th call meets a link. Whether there was one. */
async function racing(
  { out, outside, folder, aside, nth }: Record<"out" | "outside" | "folder" | "aside", string> & {
    nth: number;
  },
  run: () => Promise<unknown>,
): Promise<boolean> {
  const place = join(out, folder);
  let calls = 0;
  for (const call of CALLS) {
    // deno-lint-ignore no-explicit-any -- each has its own arguments
    (Deno as any)[call] = (...args: any[]) => {
      // deno-lint-ignore no-explicit-any -- as above
      const go = () => (original[call] as any)(...args);
      if (calls++ !== nth) return go();
      if (!exists(place)) return go();
      mirror(place, outside);
      const before = shown(outside, { own: true });
      renameSync(place, aside);
      Deno.symlinkSync(outside, place);
      try {
        return go();
      } finally {
        assertEquals(shown(outside, { own: true }), before, `${call} ${args[0]} ${args[1]}`);
        // Where the call was to remove it, it is gone.
        if (exists(place)) removeSync(place);
        renameSync(aside, place);
      }
    };
  }
  try {
    await run();
  } finally {
    for (const call of CALLS) Object.assign(Deno, { [call]: original[call] });
  }
  return calls > nth;
}

/** Has each call from the n-th on fail, as if the program had been killed. Whether there was one. */
async function cutOff(nth: number, run: () => Promise<unknown>): Promise<boolean> {
  let calls = 0;
  for (const call of CALLS) {
    // deno-lint-ignore no-explicit-any -- each has its own arguments
    (Deno as any)[call] = (...args: any[]) => {
      // What is only read is no change.
      const isChange = call !== "openSync" || args[1]?.createNew;
      if (isChange && calls++ >= nth) throw new Error("cut off");
      // deno-lint-ignore no-explicit-any -- as above
      return (original[call] as any)(...args);
    };
  }
  try {
    await run();
  } catch {
    // It was cut off.
  } finally {
    for (const call of CALLS) Object.assign(Deno, { [call]: original[call] });
  }
  return calls > nth;
}

/** Every so many-th call is raced for, and cut off at. */
const [stride = 1] = Deno.args.map(Number);
let [races, refused] = [0, 0];
for (const folder of FOLDERS) {
  // Where a folder is moved to decides what lies above it.
  for (const isNear of [true, false]) {
    for (let nth = (FOLDERS.indexOf(folder) * 3) % stride, isMore = true; isMore; nth += stride) {
      const as = `${folder} ${isNear} ${nth}`;
      await inFolder(async (dir) => {
        const [out, outside] = [join(dir, "out"), join(dir, "outside")];
        const aside = join(isNear ? dirname(join(out, folder)) : dir, "aside");
        await writeVersion(out, version("old"));
        isMore = await racing({ out, outside, folder, aside, nth }, async () => {
          try {
            await writeVersion(out, version("new"));
          } catch (error) {
            assert(error instanceof UserError && !isNear, `${as}: ${Deno.inspect(error)}`);
            refused++;
          }
        });
        if (isMore) races++;
        await checkWhole(out, [version("old"), version("new")], as);
        const found = Object.entries(shown(out, { own: true }));
        assertEquals(found.filter(([, text]) => text.includes("foreign")), [], as);
        const names = [...Deno.readDirSync(dir)].map(({ name }) => name);
        const landed = names.filter((name) => name !== "out" && name !== "outside");
        assertEquals(landed.filter((name) => isNear || !name.startsWith(".dekube-")), [], as);
        if (isNear) assertEquals(await checkWhole(out, [version("new")]), "new", as);
      });
    }
  }
}
assert(races > 200 / stride, `${races}`);

let cuts = 0;
for (let nth = 0, isMore = true; isMore; nth += stride) {
  await inFolder(async (dir) => {
    const out = join(dir, "out");
    await writeVersion(out, version("old"));
    isMore = await cutOff(nth, () => writeVersion(out, version("new")));
    if (isMore) cuts++;
    await checkWhole(out, [version("old"), version("new")], `cut ${nth}`);
    await writeVersion(out, version("new"));
    assertEquals(await checkWhole(out, [version("new")]), "new", `cut ${nth}`);
    const names = [...Deno.readDirSync(out), ...Deno.readDirSync(join(out, ".dekube"))]
      .map(({ name }) => name).sort();
    assertEquals(names, [
      ...[".dekube", "compose.yml", "configmaps", "files.json", "loose", "secrets", "turns"],
    ], `cut ${nth}`);
  });
}
console.log(`${races} races, ${refused} refused, ${cuts} cut off`);
