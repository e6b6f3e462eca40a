import { assertEquals } from "@std/assert";
import { bothPaths, readPathMatch, routePath } from "./path_match.ts";

const TEMPLATES = { templates: true };

Deno.test("readPathMatch() reads paths, prefixes and expressions", () => {
  assertEquals(readPathMatch("path", "/a", TEMPLATES), { kind: "exact", text: "/a" });
  assertEquals(readPathMatch("pathprefix", "/a", TEMPLATES), { kind: "prefix", text: "/a" });
  assertEquals(readPathMatch("pathprefix", "a", TEMPLATES), undefined);
  assertEquals(readPathMatch("pathregexp", "", TEMPLATES), undefined);
});

Deno.test("readPathMatch() looks for an expression anywhere, unless it says where", () => {
  const regex = (source: string) => readPathMatch("pathregexp", source, TEMPLATES)?.text;
  assertEquals(regex("^/a/(.*)$"), "/a/(.*)$");
  assertEquals(regex("\\.(jpg|png)$"), ".*(?:\\.(jpg|png)$)");
  assertEquals(regex("\\.css$"), ".*\\.css$");
  assertEquals(regex("^/a|/b"), "(?:^/a|/b)");
  assertEquals(regex("(?i)^/a"), "(?i)/a");
});

Deno.test("readPathMatch() reads Traefik 2's {name:regex}, but not when a rule is of Traefik 3", () => {
  const read = (name: "path" | "pathprefix", value: string, templates = true) =>
    readPathMatch(name, value, { templates });
  assertEquals(read("path", "/p.q/{id:[0-9]{1,3}}"), {
    kind: "regex",
    text: "/p\\.q/(?:[0-9]{1,3})$",
  });
  assertEquals(read("pathprefix", "/{name}/x"), { kind: "regex", text: "/(?:[^/]+)/x" });
  assertEquals(read("path", "/{id}", false), { kind: "exact", text: "/{id}" });
  assertEquals(read("path", "/{id"), undefined);
});

Deno.test("bothPaths() says never when no path is both", () => {
  const a = { kind: "exact", text: "/a" } as const;
  assertEquals(bothPaths(a, { kind: "exact", text: "/b" }), "never");
  assertEquals(bothPaths(a, { kind: "regex", text: "/a" }), undefined);
  assertEquals(bothPaths(a, a), a);
});

Deno.test("routePath() keeps that a prefix need not end where a folder does", () => {
  assertEquals(routePath({ kind: "prefix", text: "/" }), { path: "/", pathType: "Prefix" });
  assertEquals(routePath({ kind: "prefix", text: "/a.b/" }), {
    path: "/a\\.b/",
    pathType: "Regex",
  });
});
