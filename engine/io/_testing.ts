/**
 * Stand-ins for renderers, for tests.
 *
 * @module
 */

import { dirname, join, toFileUrl } from "@std/path";
import { unless, WINDOWS } from "../../tools/unless.ts";

/** Where a test runs. */
export interface Stage {
  /** A folder of its own. */
  dir: string;
  /** How the programs were called, a line each. */
  calls(): Promise<string[]>;
  /** Writes files below the folder. */
  write(files: Record<string, string>): Promise<void>;
}

/**
 * Runs a test with shell scripts in place of programs. Each call is noted; `$dir` is the test's
 * folder.
 */
export async function withPrograms(
  scripts: Record<string, string>,
  run: (stage: Stage) => Promise<void>,
): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  const path = Deno.env.get("PATH");
  try {
    await Deno.mkdir(join(dir, "bin"));
    for (const [name, script] of Object.entries(scripts)) {
      const text = `#!/bin/sh\ndir='${dir}'\necho "${name} $*" >> "$dir/calls"\n${script}\n`;
      await Deno.writeTextFile(join(dir, "bin", name), text, { mode: 0o755 });
    }
    Deno.env.set("PATH", `${join(dir, "bin")}:/usr/bin:/bin`);
    await run({
      dir,
      calls: async () => {
        const text = await Deno.readTextFile(join(dir, "calls")).catch(() => "");
        return text.split("\n").slice(0, -1);
      },
      async write(files) {
        for (const [name, text] of Object.entries(files)) {
          await Deno.mkdir(dirname(join(dir, name)), { recursive: true });
          await Deno.writeTextFile(join(dir, name), text);
        }
      },
    });
  } finally {
    Deno.env.set("PATH", path!);
    await Deno.remove(dir, { recursive: true });
  }
}

/** A test that needs a shell; on Windows it is skipped, by name. */
export function posixTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

/** Runs a test with modules of a folder of its own, each by its URL. */
export async function withModules(
  files: Record<string, string>,
  use: (url: (name: string) => string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, name), text);
    }
    await use((name) => toFileUrl(join(dir, name)).href);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
