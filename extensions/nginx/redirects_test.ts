import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { ingress, read, saidBy } from "./_testing.ts";
import { NginxRewriter } from "./mod.ts";
import { readAppRoot, readRedirect } from "./redirects.ts";

const TO = "https://new.example/x?a=b";

Deno.test("readRedirect() keeps permanent and temporary redirects with their status", () => {
  assertEquals(read(readRedirect, {}), [undefined, []]);
  assertEquals(read(readRedirect, { "permanent-redirect": TO }), [{ to: TO, status: 301 }, []]);
  assertEquals(
    read(readRedirect, { "permanent-redirect": TO, "permanent-redirect-code": "308" }),
    [{ to: TO, status: 308 }, []],
  );
  assertEquals(read(readRedirect, { "temporal-redirect": TO }), [{ to: TO, status: 302 }, []]);
  assertEquals(
    read(readRedirect, { "temporal-redirect": TO, "temporal-redirect-code": 307 }),
    [{ to: TO, status: 307 }, []],
  );
});

Deno.test("readRedirect() keeps the variables that routes know", () => {
  assertEquals(
    read(readRedirect, { "permanent-redirect": "$scheme://new.example${request_uri}" }),
    [{ to: "$scheme://new.example$request_uri", status: 301 }, []],
  );
});

Deno.test("readRedirect() hears the temporary one first", () => {
  assertEquals(
    read(readRedirect, { "permanent-redirect": "https://p.example", "temporal-redirect": TO })[0],
    { to: TO, status: 302 },
  );
});

Deno.test("readRedirect() falls back when the status is none of a redirect", () => {
  assertEquals(
    read(readRedirect, { "permanent-redirect": TO, "permanent-redirect-code": "200" }),
    [{ to: TO, status: 301 }, ["warning invalid-permanent-redirect-code"]],
  );
  assertEquals(
    read(readRedirect, { "temporal-redirect": TO, "temporal-redirect-code": "308" }),
    [{ to: TO, status: 302 }, ["warning invalid-temporal-redirect-code"]],
  );
  assertEquals(
    read(readRedirect, { "temporal-redirect": TO, "temporal-redirect-code": "soon" }),
    [{ to: TO, status: 302 }, ["warning invalid-temporal-redirect-code"]],
  );
});

Deno.test("readRedirect() leaves out what is no URL, or is made of what only nginx knows", () => {
  assertEquals(read(readRedirect, { "permanent-redirect": "https://new.example/$remote_addr" }), [
    undefined,
    ["warning unsupported-permanent-redirect"],
  ]);
  for (const to of ["/path", "javascript:alert(1)", "https://", "https://a b", "https://a\n}"]) {
    assertEquals(
      read(readRedirect, { "permanent-redirect": to }),
      [undefined, ["warning invalid-permanent-redirect"]],
      to,
    );
  }
});

Deno.test("readAppRoot() takes a path, and nothing that leads to another host", () => {
  assertEquals(read(readAppRoot, {}), [undefined, []]);
  assertEquals(read(readAppRoot, { "app-root": "/app" }), [{ to: "/app", status: 302 }, []]);
  for (
    const to of [
      "/",
      "app",
      "//evil.example",
      "/\\evil.example",
      "/$host",
      "https://a.example",
      "/a b",
    ]
  ) {
    assertEquals(
      read(readAppRoot, { "app-root": to }),
      [undefined, ["warning invalid-app-root"]],
      to,
    );
  }
});

Deno.test("readRedirect() says that a permanent one is not heard when there is a temporary one", () => {
  const both = {
    "permanent-redirect": "https://a.example",
    "temporal-redirect": "https://b.example",
  };
  assertEquals(read(readRedirect, both), [
    { to: "https://b.example", status: 302 },
    ["warning unsupported-permanent-redirect"],
  ]);
});

Deno.test("rewrite() misses no backend behind a redirect", () => {
  const manifest = ingress({ "permanent-redirect": TO });
  const ctx = testContext([manifest]);
  const [entry] = new NginxRewriter().rewrite(manifest, ctx);
  assertEquals([entry.redirect?.to, entry.answer, saidBy(ctx)], [TO, undefined, []]);
});
