import { assertEquals } from "@std/assert";
import { mount } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { dropUnusedVolumes, mountedText, mountOf, tidyPath } from "./mounts.ts";

Deno.test("mountOf() takes the innermost mount that a path lies in", () => {
  const service = {
    volumes: [
      mount("a", "/x"),
      mount("b", "/x/y/"),
      mount("c", "/xy"),
      { type: "bind" as const, target: "/" },
    ],
  };
  assertEquals(mountOf("/x/y/z", service), mount("b", "/x/y/"));
  assertEquals(mountOf("/x/z", service), mount("a", "/x"));
  assertEquals(mountOf("/xyz", service), { type: "bind", target: "/" });
  assertEquals(mountOf("/x", {}), undefined);
});

Deno.test("mountedText() reads what the conversion wrote, whether a folder or a file is mounted", () => {
  const ctx = testContext([]);
  ctx.files.write("secrets/db/password", "a");
  ctx.files.write("secrets/db/bytes", new TextEncoder().encode("b"));
  ctx.files.write("secrets/db/binary", new Uint8Array([0xff]));
  const read = (path: string, ...mounts: [source: string, target: string][]) => {
    const volumes = mounts.map(([source, target]) => mount(source, target, { readOnly: true }));
    return mountedText(path, { volumes }, ctx);
  };
  assertEquals(read("/s//password", ["./secrets/db", "/s/"]), "a");
  assertEquals(read("/s/bytes", ["./secrets/db", "/s"]), "b");
  assertEquals(read("/s/binary", ["./secrets/db", "/s"]), undefined);
  assertEquals(read("/other", ["./secrets/db/password", "/other"]), "a");
  assertEquals(read("/s/password", ["db", "/s"]), undefined);
  assertEquals(read("/s/password", ["./secrets/db", "/s"], ["x", "/s/password"]), undefined);
  assertEquals(mountedText("/s", { volumes: [{ type: "volume", target: "/s" }] }, ctx), undefined);
});

Deno.test("dropUnusedVolumes() takes out only what nobody mounts", () => {
  const ctx = testContext([]);
  Object.assign(ctx.composeExtras.volumes, { a: null, b: null, c: null });
  const removed = [mount("a", "/x"), mount("b", "/x"), { type: "volume" as const, target: "/y" }];
  dropUnusedVolumes(removed, { web: { volumes: [mount("b", "/y")] } }, ctx);
  assertEquals(Object.keys(ctx.composeExtras.volumes), ["b", "c"]);
});

Deno.test("tidyPath() has one slash between parts and none at the end", () => {
  assertEquals(["//a//b/", "/", "a", ""].map(tidyPath), ["/a/b", "/", "a", ""]);
});
