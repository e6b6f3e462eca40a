import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { packTar } from "modern-tar";
import { OutputError, RenderError } from "../errors.ts";
import { gzip, tarGzOf } from "./_tar.ts";
import { downloadTool, restoreTool } from "./download.ts";
import type { ToolRelease } from "./releases.ts";
import { unless, WINDOWS } from "../../../tools/unless.ts";

const PROGRAM = "#!/bin/sh\necho helm\n";
const ARCHIVE = await tarGzOf({ "any/helm": PROGRAM, "README.md": "" });
const SHA256 = await sha256(ARCHIVE);
const windows = Deno.build.os === "windows";

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Runs a test with a folder, and a server that answers with `body`, or with a status alone. */
async function withServer(
  body: Uint8Array<ArrayBuffer> | number,
  run: (folder: string, release: ToolRelease) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => typeof body === "number" ? new Response("no", { status: body }) : new Response(body),
  );
  try {
    await run(join(dir, "tools"), {
      tool: "helm",
      version: "v1.2.3",
      archive: "helm.tar.gz",
      url: `http://127.0.0.1:${server.addr.port}/helm.tar.gz`,
      sha256: SHA256,
      member: "any/helm",
    });
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
}

/** Every file below a folder, by path. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const found = await Promise.all(
    entries.map(async ({ name, isDirectory }) =>
      isDirectory ? (await filesIn(join(folder, name))).map((file) => `${name}/${file}`) : [name]
    ),
  );
  return found.flat().sort();
}

Deno.test("downloadTool() keeps the program and its archive", async () => {
  await withServer(ARCHIVE, async (folder, release) => {
    await downloadTool(release, folder);
    assertEquals(await filesIn(folder), ["bin/helm", "downloads/helm.tar.gz"]);
    assertEquals(await Deno.readTextFile(join(folder, "bin/helm")), PROGRAM);
    if (!windows) assertEquals((await Deno.stat(join(folder, "bin/helm"))).mode! & 0o777, 0o755);
    assert(await restoreTool(release, folder));
  });
});

Deno.test("downloadTool() finds the program behind folders, and by a path that begins with ./", async () => {
  const folder = { header: { name: "any/", size: 0, type: "directory" } } as const;
  const archive = await tarGzOf({ "./LICENSE": "x".repeat(1500), "./any/helm": PROGRAM }, [folder]);
  await withServer(archive, async (folder, release) => {
    await downloadTool({ ...release, sha256: await sha256(archive) }, folder);
    assertEquals(await Deno.readTextFile(join(folder, "bin/helm")), PROGRAM);
  });
});

Deno.test("downloadTool() keeps nothing when the checksum is another", async () => {
  const other = await tarGzOf({ "any/helm": "evil" });
  await withServer(other, async (folder, release) => {
    const { message } = await assertRejects(() => downloadTool(release, folder), RenderError);
    assertStringIncludes(message, `its SHA-256 is ${await sha256(other)}, not ${SHA256}`);
    assertEquals(await filesIn(folder), []);
  });
});

Deno.test("downloadTool() says why when the server has nothing, or is not there", async () => {
  await withServer(404, async (folder, release) => {
    const { message } = await assertRejects(() => downloadTool(release, folder), RenderError);
    assertEquals(
      message,
      `helm can't be downloaded from ${release.url}: the server answers 404. Install it by hand.`,
    );
    assertEquals(await filesIn(folder), []);
  });
  let gone: ToolRelease;
  await withServer(200, (_, release) => Promise.resolve(void (gone = release)));
  const { message } = await assertRejects(() => downloadTool(gone, "nowhere"), RenderError);
  assertStringIncludes(message, `helm can't be downloaded from ${gone!.url}: `);
});

Deno.test("downloadTool() says so when the archive lacks the program", async () => {
  const link = { name: "any/helm", size: 0, type: "symlink", linkname: "README.md" } as const;
  const body = "x".repeat(600);
  const bodies = [
    await tarGzOf({ helm: "x" }),
    await tarGzOf({ "README.md": "x" }, [{ header: link }]),
    ARCHIVE.slice(0, -60),
    await gzip((await packTar([{ header: { name: "any/helm", size: 600 }, body }])).slice(0, 900)),
    new Uint8Array([1, 2, 3]),
  ];
  for (const body of bodies) {
    await withServer(body, async (folder, release) => {
      const known = { ...release, sha256: await sha256(body) };
      const { message } = await assertRejects(() => downloadTool(known, folder), RenderError);
      assertStringIncludes(message, 'has no "any/helm" in it');
      assertEquals(await filesIn(folder), []);
    });
  }
});

Deno.test({
  ...unless("downloadTool() writes nowhere else when its folder is a link", WINDOWS),
  async fn() {
    await withServer(ARCHIVE, async (folder, release) => {
      const elsewhere = `${folder}-elsewhere`;
      await Deno.mkdir(elsewhere);
      await Deno.symlink(elsewhere, folder);
      await assertRejects(() => downloadTool(release, folder), OutputError, "is a symbolic link");
      await Deno.remove(folder);
      await Deno.mkdir(folder);
      await Deno.symlink(elsewhere, join(folder, "bin"));
      await assertRejects(() => downloadTool(release, folder), OutputError, "is a symbolic link");
      assertEquals(await filesIn(elsewhere), []);
    });
  },
});

Deno.test("restoreTool() makes the program anew when it is gone, or another", async () => {
  await withServer(ARCHIVE, async (folder, release) => {
    await downloadTool(release, folder);
    const program = join(folder, "bin/helm");
    for (const spoil of [() => Deno.remove(program), () => Deno.writeTextFile(program, "evil")]) {
      await spoil();
      assert(await restoreTool(release, folder));
      assertEquals(await Deno.readTextFile(program), PROGRAM);
    }
  });
});

Deno.test("restoreTool() takes no program without the archive of the release", async () => {
  await withServer(ARCHIVE, async (folder, release) => {
    assertEquals(await restoreTool(release, folder), false);
    await Deno.mkdir(join(folder, "bin"), { recursive: true });
    await Deno.writeTextFile(join(folder, "bin/helm"), "evil", { mode: 0o755 });
    assertEquals(await restoreTool(release, folder), false);
    await Deno.mkdir(join(folder, "downloads"));
    const other = await tarGzOf({ "any/helm": "evil" });
    await Deno.writeFile(join(folder, "downloads/helm.tar.gz"), other);
    assertEquals(await restoreTool(release, folder), false);
  });
});
