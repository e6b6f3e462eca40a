import { assertEquals, assertNotEquals } from "@std/assert";
import type { RenderedService } from "../../../pacts/mod.ts";
import { FileHashes, FILES_LABEL, labelFiles } from "./file_hashes.ts";
import { OutputTree } from "./output_tree.ts";

/** Files by path, all of one mode. */
function tree(files: Record<string, string | Uint8Array>, mode = 0o644): OutputTree {
  const tree = new OutputTree();
  for (const [path, content] of Object.entries(files)) {
    tree.write(path, content, { mode });
  }
  return tree;
}

const FILES = { "configmaps/a/x": "1", "configmaps/a/y": "2", "Caddyfile": "3" };

/** Hash of what some volumes have of some files. */
function hash(
  volumes: RenderedService["volumes"],
  files: Record<string, string | Uint8Array> = FILES,
  mode?: number,
): Promise<string | undefined> {
  return new FileHashes(tree(files, mode)).of({ volumes });
}

Deno.test("of() is the same when files and mounts come in another order", async () => {
  const volumes = ["./configmaps/a:/a:ro", "./Caddyfile:/b"];
  const reversed = Object.fromEntries(Object.entries(FILES).reverse());
  const first = await hash(volumes);
  assertEquals(/^[0-9a-f]{16}$/.test(first!), true);
  assertEquals(await hash(volumes.toReversed(), reversed), first);
  assertEquals(await hash([...volumes, ...volumes], FILES), first);
});

Deno.test("of() is another when content, path or mode of a mounted file is another", async () => {
  const first = await hash(["./configmaps/a:/a"]);
  const others = [
    await hash(["./configmaps/a:/a"], { ...FILES, "configmaps/a/y": "1" }),
    await hash(["./configmaps/a:/a"], { ...FILES, "configmaps/a/y": new Uint8Array([50, 0]) }),
    await hash(["./configmaps/a:/a"], { ...FILES, "configmaps/a/z/.keep": "" }),
    await hash(["./configmaps/a:/a"], { "configmaps/a/x": "1", "configmaps/a/z": "2" }),
    await hash(["./configmaps/a:/a"], FILES, 0o755),
    await hash(["./configmaps/a/x:/a"]),
  ];
  assertEquals(new Set([first, ...others]).size, 7);
});

Deno.test("of() is the same when other files change", async () => {
  assertEquals(
    await hash(["./configmaps/a:/a"], { ...FILES, Caddyfile: "4", "configmaps/ab/x": "5" }),
    await hash(["./configmaps/a:/a"]),
  );
});

Deno.test("of() finds files by whatever way a mount names them", async () => {
  const found = await hash(["./configmaps/a:/a"]);
  for (
    const volumes of [
      [{ type: "bind", source: "configmaps/a", target: "/a" }],
      [{ type: "bind", source: "./configmaps//a/", target: "/b", read_only: true }],
      ["././configmaps/a/:/a:ro,z"],
    ] as RenderedService["volumes"][]
  ) {
    assertEquals(await hash(volumes), found, JSON.stringify(volumes));
  }
  // Compose wants dollars doubled.
  assertNotEquals(await hash(["./a$$b:/a"], { "a$b": "" }), undefined);
  assertNotEquals(await hash(["./:/a"]), undefined);
});

Deno.test("of() is undefined when a service mounts nothing of ours", async () => {
  for (
    const volumes of [
      undefined,
      [],
      ["configmaps:/a", "/configmaps/a:/b", "../Caddyfile:/c", "~/Caddyfile:/d", "./data:/e", "/x"],
      [{ type: "tmpfs", target: "/a" }, { type: "image", source: "Caddyfile", target: "/b" }],
      [{ type: "bind", target: "/a" }, { type: "bind", source: 5 }, null],
      { "./Caddyfile": "/a" },
    ] as RenderedService["volumes"][]
  ) {
    assertEquals(await hash(volumes), undefined, JSON.stringify(volumes));
  }
});

Deno.test("labelFiles() labels those services alone that mount files, in whatever form their labels are", async () => {
  const volumes = ["./Caddyfile:/a"];
  const services: Record<string, RenderedService> = {
    none: { labels: { a: "b" } },
    bare: { volumes },
    mapping: { volumes, labels: { a: "b" } },
    list: { volumes, labels: ["a=b", `${FILES_LABEL}=old`] as never },
    empty: null as never,
  };
  await labelFiles(services, tree(FILES));
  const label = (await hash(volumes))!;
  assertEquals(services, {
    none: { labels: { a: "b" } },
    bare: { volumes, labels: { [FILES_LABEL]: label } },
    mapping: { volumes, labels: { a: "b", [FILES_LABEL]: label } },
    list: { volumes, labels: ["a=b", `${FILES_LABEL}=${label}`] as never },
    empty: null as never,
  });
});
