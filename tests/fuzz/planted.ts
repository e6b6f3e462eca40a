/**
 * Plants state in the output folder, and links, as someone else's checkout could bring them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { placeWith } from "../../engine/core/output/places.ts";
import { fastDisk, shown, type Version, writeVersion } from "../../engine/io/output/_versions.ts";
import { UserError } from "../../engine/core/user_error.ts";
import { write } from "./_project.ts";
import { Random } from "./_random.ts";

/** What lies beside the output folder, and must never change. */
const OUTSIDE = { "staging/back-0": "foreign", "staging/list": "foreign", precious: "foreign" };

/** What the user has within it: nothing of it is lost, whatever it is called afterwards. */
const INSIDE = {
  "data/db": "my data",
  ".git/config": "my repository",
  "secrets/mine": "my secret",
  "loose.txt": "mine",
  "compose.yml": "my own compose.yml",
  "configmaps/web@0123456789ab/a": "mine",
};

/** Plants so many states. Returns how many of the runs were refused. */
export async function plant(count: number, seed: number): Promise<number> {
  const random = new Random(seed);
  let refused = 0;
  for (let round = 0; round < count; round++) {
    const dir = await Deno.realPath(await Deno.makeTempDir());
    const out = join(dir, "out");
    try {
      await write(join(dir, "outside"), OUTSIDE);
      await write(out, INSIDE);
      await Deno.chmod(join(dir, "outside"), 0o700);
      // Whoever writes here at the same time may know what tells this folder from others.
      const isLocal = random.chance(0.2);
      const planted = await plantSomething(dir, out, isLocal, random);
      const before = shown(join(dir, "outside"), { own: true });
      for (let version = 1; version <= 5; version++) {
        try {
          await writeVersion(out, versionOf(version, random), { disk: fastDisk, patienceMs: 0 });
        } catch (error) {
          assert(error instanceof UserError, `${planted}: ${Deno.inspect(error)}`);
          refused++;
        }
        assertEquals(shown(join(dir, "outside"), { own: true }), before, planted);
        if (isLocal) continue;
        const mine = Object.values(shown(out)).map((text) => text.replace(/^\d+ /, ""));
        for (const [path, text] of Object.entries(INSIDE)) {
          assert(mine.includes(text), `${path} is lost: ${planted}`);
        }
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  }
  return refused;
}

function versionOf(number: number, random: Random): Version {
  const text = `version ${number}`;
  return {
    name: `v${number}`,
    mounts: ["configmaps/web", "secrets/db/key"],
    files: {
      "configmaps/web/a": [text, 0o644],
      "secrets/db/key": [text, 0o400],
      "loose.txt": [text, 0o644],
      ...random.chance(0.5) ? { "configmaps/other": [text, 0o644] as [string, number] } : {},
    },
  };
}

const PATHS = [
  ...Object.keys(INSIDE),
  "../outside/precious",
  "/etc/passwd",
  "configmaps",
  "secrets/db",
  ".dekube/lock",
  "linked/precious",
  "nothing",
  "",
];

async function plantSomething(
  dir: string,
  out: string,
  isLocal: boolean,
  random: Random,
): Promise<string> {
  const planted: string[] = [];
  await Deno.mkdir(join(out, ".dekube"), { recursive: true });
  const add = async (path: string, value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    planted.push(`${path}: ${text}`);
    await write(out, { [path]: text }).catch(() => {});
  };
  const info = await Deno.lstat(join(out, ".dekube"));
  const own = `${info.ino}-${info.birthtime?.getTime()}`;
  const home = isLocal ? own : random.pick(["", "1-1", `${own}1`]);
  const path = () => random.pick(PATHS);
  const sha256 = (path: string) =>
    hex(new TextEncoder().encode(INSIDE[path as keyof typeof INSIDE] ?? "foreign"));
  const record = async (path: string) => ({
    mode: random.pick([0o644, 0o777, -1, "x"]),
    sha256: random.chance(0.8) ? await sha256(path) : random.pick(["", "0".repeat(64), 7]),
  });
  const unit = async () => {
    const of = path();
    const at = random.chance(0.5) ? path() : placeWith(of || "x", "0123456789abcdef");
    return [at, {
      of,
      files: { [random.pick(["", "a", "../x"])]: await record(of) },
      age: random.below(9),
    }];
  };
  const several = async <T>(make: () => Promise<T>) =>
    await Promise.all(Array.from({ length: random.below(4) }, make));
  if (random.chance(0.8)) {
    const loose = await several(async () => {
      const at = path();
      return [at, { ...await record(at), ...random.chance(0.3) ? { of: path() } : {} }];
    });
    await add(".dekube/files.json", {
      version: random.pick([1, 2, 2, 3]),
      home,
      files: [path(), path()],
      loose: random.chance(0.9) ? Object.fromEntries(loose) : null,
      units: Object.fromEntries(await several(unit)),
      earlier: Object.fromEntries(await several(unit)),
    });
  }
  if (random.chance(0.6)) {
    await add(".dekube/pending.json", {
      version: 2,
      home,
      units: Object.fromEntries(await several(unit)),
      folders: [path(), path()],
      cleared: { [path()]: 0o777 },
      modes: { [path()]: 0o777 },
      loose: await several(async () => {
        const at = path();
        return {
          path: at,
          sha256: random.pick([await sha256(at), undefined]),
          back: random.pick([undefined, "back-0", "../x"]),
          copy: random.pick([undefined, path()]),
        };
      }),
      last: path(),
      list: random.pick(["", "{}"]),
      isNewList: true,
      done: Object.fromEntries(await several(unit)),
    });
  }
  if (random.chance(0.3)) {
    await add(".dekube/journal.json", {
      version: 1,
      steps: [{ do: "folder", path: path(), mode: 0o777 }, {
        do: "move",
        staged: "new-0",
        path: path(),
      }],
    });
  }
  if (random.chance(0.4)) {
    const [at, target] = random.pick([
      [".dekube/staging", "../../outside/staging"],
      [".dekube/lock", "../../outside/lock"],
      [".dekube/pending.json", "../../outside/precious"],
      ["configmaps/web", "../../outside"],
      ["secrets/db", "../../outside"],
      ["linked", "../outside"],
    ]);
    planted.push(`${at} -> ${target}`);
    await Deno.remove(join(out, at), { recursive: true }).catch(() => {});
    await Deno.symlink(target, join(out, at)).catch(() => {});
  } else if (random.chance(0.3)) {
    const at = random.pick([
      ".dekube/files.json",
      ".dekube/lock",
      ".dekube/pending.json",
      ".dekube/staging",
    ]);
    planted.push(`${at} is a folder`);
    await Deno.remove(join(out, at), { recursive: true }).catch(() => {});
    await write(out, { [`${at}/inner`]: "x" });
  }
  await Deno.stat(dir);
  return planted.join("\n");
}

async function hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
