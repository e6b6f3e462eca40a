import { assertEquals } from "@std/assert";
import { entry } from "../_testing.ts";
import { PLAIN } from "./_testing.ts";
import { siteRoutes } from "./site_routes.ts";

function routes(...fields: Parameters<typeof entry>[0][]) {
  const { routes, takesAll } = siteRoutes(
    { entries: fields.map(entry) },
    PLAIN,
  );
  return { numbers: routes.map(({ number }) => number), takesAll };
}

Deno.test("siteRoutes() ends with the first route that takes any path", () => {
  assertEquals(routes({ path: "/a" }, { path: "/b" }), { numbers: [1, 2], takesAll: false });
  assertEquals(routes({ path: "/a" }, { path: "/" }, { path: "/b" }), {
    numbers: [1, 2],
    takesAll: true,
  });
});

Deno.test("siteRoutes() ends with a route that is closed for any path", () => {
  assertEquals(routes({ path: "(?!/x)", pathType: "Regex" }, { path: "/b" }), {
    numbers: [1],
    takesAll: true,
  });
});
