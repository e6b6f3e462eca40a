import { assertEquals } from "@std/assert";
import { mount } from "./compose.ts";

Deno.test("mount() is a bind mount when the source is a path, else one of a named volume", () => {
  for (const source of ["./data/db", "/srv", "../db", "~/db", ".", "./a:b", "/a:b"]) {
    assertEquals(mount(source, "/x"), { type: "bind", source, target: "/x" });
  }
  for (const source of ["cache", "a.b", "0"]) {
    assertEquals(mount(source, "/x"), { type: "volume", source, target: "/x" });
  }
});

Deno.test("mount() takes each path as it is when one has a colon", () => {
  assertEquals(mount("./a:b", "/c:d", { readOnly: true }), {
    type: "bind",
    source: "./a:b",
    target: "/c:d",
    read_only: true,
  });
  assertEquals(mount("cache", "/c:d"), { type: "volume", source: "cache", target: "/c:d" });
});

Deno.test("mount() says nothing of read_only when the mount is writable", () => {
  for (const options of [undefined, {}, { readOnly: false }, { readOnly: undefined }]) {
    assertEquals("read_only" in mount("cache", "/tmp", options), false);
  }
  assertEquals(mount("cache", "/tmp", { readOnly: true }).read_only, true);
});
