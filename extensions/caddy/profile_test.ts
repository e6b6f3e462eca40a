import { assertEquals } from "@std/assert";
import { pathPattern } from "../../pacts/proxy/path_pattern.ts";
import { entry } from "./_testing.ts";
import { CADDY } from "./profile.ts";

Deno.test("CADDY spells paths as Go's expressions", () => {
  assertEquals(
    pathPattern(entry({ path: "/a b/{x}" }), CADDY).pattern,
    "^/a\\x20b/\\x7bx\\x7d(?:/|$)",
  );
  assertEquals(pathPattern(entry({ path: "/(?<key>x)", pathType: "Regex" }), CADDY), {
    pattern: "^(?:/(x))",
  });
});

Deno.test("CADDY closes all that an expression might take that Go does not know", () => {
  const pattern = (path: string) => pathPattern(entry({ path, pathType: "Regex" }), CADDY);
  assertEquals(pattern("/admin(?!/login)"), {
    pattern: "^/admin",
    widened: "Go can't look around",
  });
  assertEquals(pattern("(?i)/admin(?!/login)"), {
    pattern: "(?i)^/admin",
    widened: "Go can't look around",
  });
  assertEquals(pattern("(?!/x)"), { widened: "Go can't look around" });
});
