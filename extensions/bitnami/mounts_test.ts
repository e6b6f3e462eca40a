import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { dropUnusedVolumes, mountedText, mountOf, moveMount, tidyPath } from "./mounts.ts";

Deno.test("mountOf() takes the innermost mount that a path lies in", () => {
  const service = { volumes: ["a:/x", "b:/x/y/", "c:/xy", { type: "bind" as const, target: "/" }] };
  assertEquals(mountOf("/x/y/z", service), "b:/x/y/");
  assertEquals(mountOf("/x/z", service), "a:/x");
  assertEquals(mountOf("/xyz", service), { type: "bind", target: "/" });
  assertEquals(mountOf("/x", {}), undefined);
});

Deno.test("mountedText() reads what the conversion wrote, whether a folder or a file is mounted", () => {
  const ctx = testContext([]);
  ctx.files.write("secrets/db/password", "a");
  ctx.files.write("secrets/db/bytes", new TextEncoder().encode("b"));
  ctx.files.write("secrets/db/binary", new Uint8Array([0xff]));
  const read = (path: string, volumes: string[]) => mountedText(path, { volumes }, ctx);
  assertEquals(read("/s//password", ["./secrets/db:/s/:ro"]), "a");
  assertEquals(read("/s/bytes", ["./secrets/db:/s"]), "b");
  assertEquals(read("/s/binary", ["./secrets/db:/s"]), undefined);
  assertEquals(read("/other", ["./secrets/db/password:/other:ro"]), "a");
  assertEquals(read("/s/password", ["db:/s"]), undefined);
  assertEquals(read("/s/password", ["./secrets/db:/s", "x:/s/password"]), undefined);
});

Deno.test("moveMount() changes the path alone", () => {
  assertEquals(moveMount("./a:/b:ro", "/c"), "./a:/c:ro");
  assertEquals(moveMount("/b", "/c"), "/c");
  const long = { type: "volume" as const, source: "a", target: "/b", volume: { subpath: "x" } };
  assertEquals(moveMount(long, "/c"), { ...long, target: "/c" });
});

Deno.test("dropUnusedVolumes() takes out only what nobody mounts", () => {
  const ctx = testContext([]);
  Object.assign(ctx.composeExtras.volumes, { a: null, b: null, c: null });
  dropUnusedVolumes(["a:/x", "b:/x", "/anonymous"], { web: { volumes: ["b:/y"] } }, ctx);
  assertEquals(Object.keys(ctx.composeExtras.volumes), ["b", "c"]);
});

Deno.test("tidyPath() has one slash between parts and none at the end", () => {
  assertEquals(["//a//b/", "/", "a", ""].map(tidyPath), ["/a/b", "/", "a", ""]);
});
