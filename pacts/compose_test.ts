import { assertEquals } from "@std/assert";
import { mount, mountParts } from "./compose.ts";

Deno.test("mount() is in short syntax when no path has a colon", () => {
  assertEquals(mount("./data/db", "/var/lib/db"), "./data/db:/var/lib/db");
  assertEquals(mount("cache", "/tmp", { readOnly: true }), "cache:/tmp:ro");
});

Deno.test("mount() is in long syntax when a path has a colon", () => {
  assertEquals(mount("./a:b", "/c", { readOnly: true }), {
    type: "bind",
    source: "./a:b",
    target: "/c",
    read_only: true,
  });
  assertEquals(mount("cache", "/c:d"), { type: "volume", source: "cache", target: "/c:d" });
  for (const source of ["/a:b", "../a:b", "~/a:b"]) {
    assertEquals(mount(source, "/c"), { type: "bind", source, target: "/c" });
  }
});

Deno.test("mountParts() gives back what mount() was given", () => {
  for (const source of ["./data", "/srv", "cache", "./a:b"]) {
    for (const target of ["/x", "/x:y"]) {
      for (const readOnly of [true, false]) {
        assertEquals(mountParts(mount(source, target, { readOnly })), { source, target, readOnly });
      }
    }
  }
});

Deno.test("mountParts() has no source when the volume is anonymous", () => {
  assertEquals(mountParts("/tmp"), { source: "", target: "/tmp", readOnly: false });
  assertEquals(mountParts({ type: "tmpfs", target: "/tmp" }), {
    source: "",
    target: "/tmp",
    readOnly: false,
  });
});

Deno.test("mountParts() finds ro when it is one of several flags", () => {
  assertEquals(mountParts("a:/b:z,ro").readOnly, true);
  assertEquals(mountParts("a:/b:z,rw").readOnly, false);
});
