import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { OutputSession } from "./session.ts";
import { type Version, writeVersion } from "./_versions.ts";
import { writeOutput } from "./write.ts";
import { ROOT, unless, WINDOWS } from "../../../tools/unless.ts";

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function put(dir: string, path: string, text: string): Promise<void> {
  await Deno.mkdir(join(dir, path, ".."), { recursive: true });
  await Deno.writeTextFile(join(dir, path), text);
}

async function readBytes(dir: string, path: string): Promise<Uint8Array | undefined> {
  using session = await OutputSession.open(dir);
  return session.previous.read(path);
}

async function read(dir: string, path: string): Promise<string | undefined> {
  const bytes = await readBytes(dir, path);
  return bytes && new TextDecoder().decode(bytes);
}

Deno.test("OutputSession.previous gives the bytes when the last run wrote the file", async () => {
  await inFolder(async (dir) => {
    const content = new Uint8Array([0, 255]);
    await writeOutput(dir, [["secrets/db/key", { content, mode: 0o644 }]]);

    assertEquals(await readBytes(dir, "secrets/db/key"), content);
  });
});

Deno.test("OutputSession.previous gives nothing when there is no file", async () => {
  await inFolder(async (dir) => {
    assertEquals(await read(dir, "secrets/db/key"), undefined);
    assertEquals(await read(join(dir, "none"), "secrets/db/key"), undefined);

    await writeOutput(dir, [["secrets/db/key", { content: "k", mode: 0o644 }]]);
    await Deno.remove(join(dir, "secrets"), { recursive: true });
    assertEquals(await read(dir, "secrets/db/key"), undefined);
  });
});

Deno.test("OutputSession.previous gives nothing of the user's when there is a list of files", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, [["a", { content: "a", mode: 0o644 }]]);
    await put(dir, "secrets/mine", "m");

    assertEquals(await read(dir, "a"), "a");
    assertEquals(await read(dir, "secrets/mine"), undefined);
  });
});

Deno.test("OutputSession.previous gives what lies in secrets and configmaps when there is no list", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");
    await put(dir, "configmaps/web/a.txt", "a");
    await put(dir, "notes.txt", "n");

    assertEquals(await read(dir, "secrets/db/key"), "k");
    assertEquals(await read(dir, "configmaps/web/a.txt"), "a");
    assertEquals(await read(dir, "notes.txt"), undefined);
  });
});

Deno.test("OutputSession.previous falls back on secrets and configmaps when the list is broken", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");
    await put(dir, ".dekube/files.json", "{");

    assertEquals(await read(dir, "secrets/db/key"), "k");
  });
});

Deno.test("OutputSession.previous gives nothing when the path leads out", async () => {
  await inFolder(async (dir) => {
    await put(dir, "out/secrets/key", "k");
    await put(dir, "secret", "s");

    const out = join(dir, "out");
    assertEquals(await read(out, "secrets/key"), "k");
    assertEquals(await read(out, "secrets/../../secret"), undefined);
    assertEquals(await read(out, join(dir, "secret")), undefined);
  });
});

Deno.test("OutputSession.previous gives nothing when the path is a folder", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");

    assertEquals(await read(dir, "secrets/db"), undefined);
  });
});

Deno.test(unless("OutputSession.previous does not follow links", WINDOWS), async () => {
  await inFolder(async (dir) => {
    await put(dir, "elsewhere/key", "k");
    await put(dir, "out/secrets/a", "a");
    await Deno.symlink(join(dir, "elsewhere"), join(dir, "out/secrets/folder"));
    await Deno.symlink(
      join(dir, "elsewhere/key"),
      join(dir, "out/secrets/file"),
    );

    assertEquals(await read(join(dir, "out"), "secrets/folder/key"), undefined);
    assertEquals(await read(join(dir, "out"), "secrets/file"), undefined);
  });
});

Deno.test("OutputSession.previous gives a file by its own path when compose.yml mounts it from its place", async () => {
  await inFolder(async (dir) => {
    const version = (key: string): Version => ({
      name: "shop",
      mounts: ["secrets/db", "secrets/db/key"],
      files: { "secrets/db/key": [key, 0o644], "secrets/db/deep/other": ["other", 0o644] },
    });
    await writeVersion(dir, version("1"));
    await writeVersion(dir, version("2"));
    assertEquals(await read(dir, "secrets/db/key"), "2");
    assertEquals(await read(dir, "secrets/db/deep/other"), "other");
    // In a checkout that leaves dekube's own folder out, compose.yml says which of them counts.
    await Deno.remove(join(dir, ".dekube"), { recursive: true });
    assertEquals(await read(dir, "secrets/db/key"), "2");
    assertEquals(await read(dir, "secrets/db/deep/other"), "other");
    assertEquals(await read(dir, "secrets/d/key"), undefined);
  });
});

Deno.test("OutputSession.previous gives nothing of a file that a list leads to elsewhere", async () => {
  await inFolder(async (dir) => {
    const record = { mode: 0o644, sha256: "0".repeat(64) };
    const units = { ".git/config": { of: "secrets/db", files: { key: record } } };
    await put(dir, ".git/config/key", "mine");
    await put(
      dir,
      ".dekube/files.json",
      JSON.stringify({ version: 2, home: "", loose: {}, units, earlier: {} }),
    );
    assertEquals(await read(dir, "secrets/db/key"), undefined);
  });
});

Deno.test({
  ...unless("OutputSession.previous throws when a file can't be read", ROOT),
  async fn() {
    await inFolder(async (dir) => {
      await put(dir, "secrets/key", "k");
      await Deno.chmod(join(dir, "secrets/key"), 0);

      await assertRejects(
        () => read(dir, "secrets/key"),
        InputError,
        "permission denied",
      );
    });
  },
});
