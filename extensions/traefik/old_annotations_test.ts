import { assertEquals } from "@std/assert";
import { backendPath } from "../../pacts/ingress/route_path.ts";
import { HASH, ingress, rewrite, USERS } from "./_testing.ts";

const API: [string, string?][] = [["/api"]];

Deno.test("oldSteps() strips the path when the rule's type says so", () => {
  for (const type of ["PathPrefixStrip", "pathstrip"]) {
    const { entries, said } = rewrite(ingress({ "rule-type": type }, { paths: API }));
    assertEquals([entries[0].stripPrefix, said], ["/api", []]);
  }
  const exact = rewrite(ingress({ "rule-type": "PathStrip" }, { paths: API }));
  assertEquals(exact.entries[0].pathType, "Exact");
});

Deno.test("oldSteps() puts the target in the path's place", () => {
  const { entries } = rewrite(ingress({ "rewrite-target": "/v1.$1" }, { paths: API }));
  assertEquals(backendPath(entries[0], "/api/x"), "/v1.%241/x");
  const root = rewrite(ingress({ "rewrite-target": "/" }, { paths: API }));
  assertEquals(["/api", "/api/x"].map((path) => backendPath(root.entries[0], path)), ["/", "/x"]);
});

Deno.test("oldSteps() redirects, and restricts", () => {
  const { entries, said } = rewrite(
    ingress({
      "redirect-regex": "^https?://shop.example/(.*)",
      "redirect-replacement": "https://new.example/$1",
      "redirect-permanent": "true",
      "whitelist-source-range": "10.0.0.0/8, ::1",
      "auth-type": "basic",
      "auth-secret": "users",
    }),
    [USERS],
  );
  assertEquals(entries[0].redirect, { to: "https://new.example$request_uri", status: 308 });
  assertEquals(entries[0].allowedSources, ["10.0.0.0/8", "::1"]);
  assertEquals(entries[0].basicAuth, {
    users: { ann: HASH },
    secret: { namespace: "shop", name: "users" },
  });
  assertEquals(said, []);
  const digest = rewrite(ingress({ "auth-type": "digest" }));
  assertEquals(digest.entries[0].basicAuth, { users: {} });
});
