import { assertEquals } from "@std/assert";
import { entry } from "../_testing.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { compareRoutes } from "./route_order.ts";

function sorted(...routes: Pick<IngressEntry, "path" | "pathType">[]): string[] {
  const paths = (list: readonly Pick<IngressEntry, "path" | "pathType">[]) =>
    list.map(({ path, pathType }) => `${pathType} ${path}`);
  const found = paths(routes.map(entry).sort(compareRoutes));
  assertEquals(paths(routes.toReversed().map(entry).sort(compareRoutes)), found);
  return found;
}

Deno.test("compareRoutes() has a prefix before the beginning of names that is the same text", () => {
  assertEquals(
    sorted({ path: "/admin", pathType: "Regex" }, { path: "/admin", pathType: "Prefix" }),
    ["Prefix /admin", "Regex /admin"],
  );
});

Deno.test("compareRoutes() counts an expression that is but a text without what escapes it", () => {
  assertEquals(
    sorted({ path: "/v1\\.2\\.0", pathType: "Regex" }, { path: "/v1.2.0/x", pathType: "Prefix" }),
    ["Prefix /v1.2.0/x", "Regex /v1\\.2\\.0"],
  );
});

Deno.test("compareRoutes() has an expression before a prefix of its length, and a longer one before all", () => {
  assertEquals(
    sorted(
      { path: "/ab", pathType: "Prefix" },
      { path: "/a.", pathType: "Regex" },
      { path: "/a\\d+", pathType: "Regex" },
    ),
    ["Regex /a\\d+", "Regex /a.", "Prefix /ab"],
  );
});
