import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { readPrevious } from "./previous.ts";
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

function read(dir: string, path: string): string | undefined {
  const bytes = readPrevious(dir).read(path);
  return bytes && new TextDecoder().decode(bytes);
}

Deno.test("readPrevious() gives the bytes when the last run wrote the file", async () => {
  await inFolder(async (dir) => {
    const content = new Uint8Array([0, 255]);
    await writeOutput(dir, [["secrets/db/key", { content, mode: 0o644 }]]);

    assertEquals(readPrevious(dir).read("secrets/db/key"), content);
  });
});

Deno.test("readPrevious() gives nothing when there is no file", async () => {
  await inFolder(async (dir) => {
    assertEquals(read(dir, "secrets/db/key"), undefined);
    assertEquals(read(join(dir, "none"), "secrets/db/key"), undefined);

    await writeOutput(dir, [["secrets/db/key", { content: "k", mode: 0o644 }]]);
    await Deno.remove(join(dir, "secrets"), { recursive: true });
    assertEquals(read(dir, "secrets/db/key"), undefined);
  });
});

Deno.test("readPrevious() gives nothing of the user's when there is a list of files", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, [["a", { content: "a", mode: 0o644 }]]);
    await put(dir, "secrets/mine", "m");

    assertEquals(read(dir, "a"), "a");
    assertEquals(read(dir, "secrets/mine"), undefined);
  });
});

Deno.test("readPrevious() gives what lies in secrets and configmaps when there is no list", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");
    await put(dir, "configmaps/web/a.txt", "a");
    await put(dir, "notes.txt", "n");

    assertEquals(read(dir, "secrets/db/key"), "k");
    assertEquals(read(dir, "configmaps/web/a.txt"), "a");
    assertEquals(read(dir, "notes.txt"), undefined);
  });
});

Deno.test("readPrevious() falls back on secrets and configmaps when the list is broken", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");
    await put(dir, ".dekube/files.json", "{");

    assertEquals(read(dir, "secrets/db/key"), "k");
  });
});

Deno.test("readPrevious() gives nothing when the path leads out", async () => {
  await inFolder(async (dir) => {
    await put(dir, "out/secrets/key", "k");
    await put(dir, "secret", "s");

    const out = join(dir, "out");
    assertEquals(read(out, "secrets/key"), "k");
    assertEquals(read(out, "secrets/../../secret"), undefined);
    assertEquals(read(out, join(dir, "secret")), undefined);
  });
});

Deno.test("readPrevious() gives nothing when the path is a folder", async () => {
  await inFolder(async (dir) => {
    await put(dir, "secrets/db/key", "k");

    assertEquals(read(dir, "secrets/db"), undefined);
  });
});

Deno.test(unless("readPrevious() does not follow links", WINDOWS), async () => {
  await inFolder(async (dir) => {
    await put(dir, "elsewhere/key", "k");
    await put(dir, "out/secrets/a", "a");
    await Deno.symlink(join(dir, "elsewhere"), join(dir, "out/secrets/folder"));
    await Deno.symlink(
      join(dir, "elsewhere/key"),
      join(dir, "out/secrets/file"),
    );

    assertEquals(read(join(dir, "out"), "secrets/folder/key"), undefined);
    assertEquals(read(join(dir, "out"), "secrets/file"), undefined);
  });
});

Deno.test("readPrevious() sees a file when it came after the view was made", async () => {
  await inFolder(async (dir) => {
    const previous = readPrevious(dir);
    await put(dir, "secrets/key", "k");

    assertEquals(previous.read("secrets/key"), new TextEncoder().encode("k"));
  });
});

Deno.test({
  ...unless("readPrevious() throws when a file can't be read", ROOT),
  async fn() {
    await inFolder(async (dir) => {
      await put(dir, "secrets/key", "k");
      await Deno.chmod(join(dir, "secrets/key"), 0);

      assertThrows(
        () => readPrevious(dir).read("secrets/key"),
        InputError,
        "permission denied",
      );
    });
  },
});
