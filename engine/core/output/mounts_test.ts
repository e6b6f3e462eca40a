import { assertEquals } from "@std/assert";
import { type Mount, mount } from "../../../pacts/mod.ts";
import { isTmpfsEntry, mountsOf, parseMount, renderMount, tmpfsEntry } from "./mounts.ts";

Deno.test("renderMount() is in short syntax when no path has a colon", () => {
  assertEquals(renderMount(mount("./data/db", "/var/lib/db")), "./data/db:/var/lib/db");
  assertEquals(renderMount(mount("cache", "/tmp", { readOnly: true })), "cache:/tmp:ro");
  assertEquals(renderMount({ type: "volume", target: "/tmp" }), "/tmp");
});

Deno.test("renderMount() is in long syntax when a path has a colon", () => {
  const bound = mount("./a:b", "/c", { readOnly: true });
  assertEquals(renderMount(bound), {
    type: "bind",
    source: "./a:b",
    target: "/c",
    read_only: true,
  });
  for (const long of [mount("cache", "/c:d"), { type: "volume" as const, target: "/c:d" }]) {
    assertEquals(renderMount(long), long);
  }
});

Deno.test("renderMount() is in long syntax when short syntax can't say what the mount is", () => {
  const long: Mount[] = [
    { type: "tmpfs", target: "/tmp" },
    { type: "tmpfs", target: "/tmp", tmpfs: { size: 1 } },
    { type: "volume", target: "/tmp", read_only: true },
    { ...mount("cache", "/tmp"), volume: { subpath: "a" } },
    { ...mount("/mnt", "/mnt"), bind: { propagation: "rshared" } },
  ];
  for (const mount of long) assertEquals(renderMount(mount), mount);
});

Deno.test("renderMount() is in long syntax when Compose would take no colon behind a path", () => {
  assertEquals(renderMount(mount("./a", "/${b")), { type: "bind", source: "./a", target: "/${b" });
});

Deno.test("renderMount() leaves out what the mount stands for", () => {
  const origin = { kind: "emptyDir", volume: "tmp", subPath: "" };
  assertEquals(renderMount({ ...mount("cache", "/tmp"), origin }), "cache:/tmp");
  assertEquals(renderMount({ type: "tmpfs", target: "/tmp", origin }), {
    type: "tmpfs",
    target: "/tmp",
  });
});

Deno.test("parseMount() gives back what renderMount() was given", () => {
  for (const source of ["./data", "/srv", "../x", "~/x", "cache"]) {
    for (const readOnly of [true, false]) {
      const given = mount(source, "/x", { readOnly });
      assertEquals(parseMount(renderMount(given) as string), given);
    }
  }
  assertEquals(parseMount("/tmp"), { type: "volume", target: "/tmp" });
});

Deno.test("parseMount() finds ro when it is one of several flags", () => {
  assertEquals(parseMount("a:/b:z,ro").read_only, true);
  assertEquals(parseMount("a:/b:z,rw").read_only, undefined);
});

Deno.test("mountsOf() has the mounts of a service as data, whichever syntax they are in", () => {
  const long = { type: "tmpfs" as const, target: "/tmp" };
  assertEquals(mountsOf({ volumes: ["a:/b", long] }), [mount("a", "/b"), long]);
  assertEquals([mountsOf({}), mountsOf(null), mountsOf({ volumes: "x" as never })], [[], [], []]);
});

Deno.test("renderMount() keeps options that only the short syntax has, and drives of Windows", () => {
  for (
    const text of [
      ...["./a:/b:ro,Z", "a:/b:z", "./x:/y:cached", "data:/d:nocopy"],
      ...["C:\\x:/y", "C:/x:/y:ro", "/tmp"],
    ]
  ) {
    assertEquals(renderMount(parseMount(text)), text);
  }
  assertEquals(parseMount("C:\\x:/y"), { type: "bind", source: "C:\\x", target: "/y" });
});

Deno.test("renderMount() says in short syntax that a named volume starts empty, and parseMount() reads it", () => {
  const empty: Mount = { ...mount("cache", "/tmp"), volume: { nocopy: true } };
  assertEquals(renderMount(empty), "cache:/tmp:nocopy");
  assertEquals(renderMount({ ...empty, read_only: true }), "cache:/tmp:ro,nocopy");
  assertEquals(parseMount("cache:/tmp:ro,nocopy"), { ...empty, read_only: true });
});

Deno.test("renderMount() is in long syntax when an anonymous volume starts empty, or a volume has one letter", () => {
  const anonymous: Mount = { type: "volume", target: "/tmp", volume: { nocopy: true } };
  assertEquals(renderMount(anonymous), anonymous);
  // `e:/tmp` is a path of Windows.
  assertEquals(renderMount(mount("e", "/tmp")), mount("e", "/tmp"));
});

Deno.test("tmpfsEntry() keeps the options that only the tmpfs key has", () => {
  const tmpfs: Mount = { type: "tmpfs", target: "/tmp", options: ["exec"] };
  assertEquals(tmpfsEntry(tmpfs), "/tmp:exec");
  assertEquals(
    tmpfsEntry({ ...tmpfs, read_only: true, tmpfs: { size: 64, mode: 0o1777 } }),
    "/tmp:ro,exec,size=64,mode=1777",
  );
  assertEquals(isTmpfsEntry(tmpfs), true);
  assertEquals(isTmpfsEntry({ type: "tmpfs", target: "/tmp" }), false);
  assertEquals(isTmpfsEntry({ ...tmpfs, target: "/a:b" }), false);
});
