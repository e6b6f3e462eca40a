import { escapeRegex } from "@dekube/engine/pacts/ingress";
import { assertEquals } from "@std/assert";
import { literalPathOf } from "./regex.ts";

Deno.test("literalPathOf() gets back what escapeRegex() made, and nothing else", () => {
  for (const path of ["/", "/a", "/v1.0/{id}", "/a+b(c)|$^[d]*?\\"]) {
    assertEquals(literalPathOf({ path: escapeRegex(path), pathType: "Regex" }), path);
  }
  for (const path of ["/a.b", "/a*", "(/a)", "/a\\d"]) {
    assertEquals(literalPathOf({ path, pathType: "Regex" }), undefined, path);
  }
  assertEquals(literalPathOf({ path: "/a.b" }), "/a.b");
});
