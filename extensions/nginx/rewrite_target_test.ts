import { assertEquals } from "@std/assert";
import { backendPath } from "../../pacts/ingress/route_path.ts";
import { read } from "./_testing.ts";
import { readRewriteTarget } from "./rewrite_target.ts";

function change(target: unknown, path: string) {
  const [change, said] = read(readRewriteTarget, { "rewrite-target": target });
  return [change(path), said];
}

Deno.test("readRewriteTarget() replaces the path, with groups of its expression", () => {
  assertEquals(change("/bucket/$1", "/media/(.*)"), [
    { rewrite: { pattern: "(?i)/media/(.*)", replacement: "/bucket/$1" } },
    [],
  ]);
  assertEquals(change("/", "/foo"), [{ rewrite: { pattern: "(?i)/foo", replacement: "/" } }, []]);
  assertEquals(change("/$2", "/foo(/|$)(.*)"), [
    { rewrite: { pattern: "(?i)/foo(/|$)(.*)", replacement: "/$2" } },
    [],
  ]);
  assertEquals(change("x?a=$1", "/(.*)"), [
    { rewrite: { pattern: "(?i)/(.*)", replacement: "/x?a=$1" } },
    [],
  ]);
});

Deno.test("readRewriteTarget() asks the backend for what nginx would", () => {
  const asked = (target: string, path: string, request: string) => {
    const [{ rewrite }] = change(target, path) as [
      { rewrite: { pattern: string; replacement: string } },
    ];
    return backendPath({ rewrite }, request);
  };
  assertEquals(asked("/$2", "/foo(/|$)(.*)", "/foo/bar/baz"), "/bar/baz");
  assertEquals(asked("/$2", "/foo(/|$)(.*)", "/FOO"), "/");
  assertEquals(asked("/", "/foo", "/foo/bar"), "/");
  assertEquals(asked("/$1$3", "/(a)/(b)", "/a/b"), "/a");
});

Deno.test("readRewriteTarget() changes nothing when path and target are the same, or there is none", () => {
  assertEquals(change("/", "/"), [{}, []]);
  assertEquals(change("", "/foo"), [{}, []]);
  assertEquals(change(null, "/foo"), [{}, []]);
});

Deno.test("readRewriteTarget() makes a whole URL a redirect", () => {
  assertEquals(change("https://new.example/x", "/foo"), [
    { redirect: { to: "https://new.example/x", status: 302 } },
    [],
  ]);
  assertEquals(change("https://new.example/$1", "/(.*)"), [{}, [
    "warning unsupported-rewrite-target",
  ]]);
});

Deno.test("readRewriteTarget() says what it can't keep", () => {
  const unsupported = ["warning unsupported-rewrite-target"];
  assertEquals(change("/$host/$1", "/(.*)"), [{}, unsupported]);
  assertEquals(change("/$0", "/(.*)"), [{}, unsupported]);
  assertEquals(change("/a$", "/(.*)"), [{}, unsupported]);
  assertEquals(change("/a b", "/(.*)"), [{}, ["warning invalid-rewrite-target"]]);
  assertEquals(change("/a;\n}", "/(.*)"), [{}, ["warning invalid-rewrite-target"]]);
  assertEquals(change("/x?", "/(.*)"), [
    { rewrite: { pattern: "(?i)/(.*)", replacement: "/x" } },
    unsupported,
  ]);
});
