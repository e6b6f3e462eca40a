import { assertEquals } from "@std/assert";
import { carriesGuard } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { applyBasicAuth, applyDigestAuth, applyForwardAuth, applyIpAllowList } from "./access.ts";
import { entry, HASH, notesOn, secret, USERS } from "./_testing.ts";

Deno.test("applyBasicAuth() takes the users of the Secret in the Middleware's namespace", () => {
  const route = entry();
  const notes = notesOn([USERS]);
  applyBasicAuth(route, { secret: "users", realm: "Admin" }, notes);
  assertEquals(route.basicAuth, { realm: "Admin", users: { ann: HASH } });
  assertEquals(said(notes.ctx), []);

  const other = entry();
  applyBasicAuth(other, { secret: "only" }, notesOn([secret("only", { auth: "bob:x\n\nann:y" })]));
  assertEquals(other.basicAuth, { users: { bob: "x", ann: "y" } });
});

Deno.test("applyBasicAuth() leaves a guard that lets in nobody where there are no users", () => {
  const elsewhere = { ...USERS, metadata: { name: "users", namespace: "other" } };
  const cases: [Record<string, unknown>, Parameters<typeof notesOn>[0], string][] = [
    [{}, [], "missing-secret spec"],
    [{ secret: null }, [USERS], "missing-secret spec"],
    [{ secret: "users" }, [elsewhere], "missing-secret spec"],
    [{ secret: "users" }, [secret("users", {})], "bad-secret spec"],
    [{ secret: "users" }, [secret("users", { users: "ann" })], "bad-secret spec"],
    [{ secret: "users" }, [secret("users", { a: "ann:x", b: "bob:x" })], "bad-secret spec"],
    [
      { secret: "users" },
      [secret("users", { username: "ann", password: "open" }, "kubernetes.io/basic-auth")],
      "unsupported-secret spec",
    ],
  ];
  for (const [spec, manifests, wanted] of cases) {
    const route = entry();
    const notes = notesOn(manifests);
    applyBasicAuth(route, spec, notes);
    assertEquals([carriesGuard(route, "basicAuth"), said(notes.ctx)], [false, [wanted]]);
  }
});

Deno.test("a guard that lets in nobody is not opened by another of its kind", () => {
  const notes = notesOn([USERS]);
  const route = entry();
  applyDigestAuth(route, {}, notes);
  applyBasicAuth(route, { secret: "users" }, notes);
  assertEquals(carriesGuard(route, "basicAuth"), false);

  const twice = entry();
  applyBasicAuth(twice, { secret: "users" }, notes);
  applyBasicAuth(twice, { secret: "users" }, notes);
  assertEquals(carriesGuard(twice, "basicAuth"), false);

  const asked = entry();
  for (const address of ["http://a/", "http://b/", "http://c/"]) {
    applyForwardAuth(asked, { address }, notes);
  }
  assertEquals(carriesGuard(asked, "forwardAuth"), false);

  const listed = entry();
  applyIpAllowList(listed, { sourceRange: [] }, notes);
  applyIpAllowList(listed, { sourceRange: ["10.0.0.0/8"] }, notes);
  assertEquals(carriesGuard(listed, "allowedSources"), false);
});

Deno.test("applyIpAllowList() keeps what all lists name", () => {
  const route = entry();
  const notes = notesOn();
  applyIpAllowList(route, { sourceRange: ["10.0.0.0/8", "::1", "all", null] }, notes);
  assertEquals(route.allowedSources, ["10.0.0.0/8", "::1"]);
  applyIpAllowList(route, { sourceRange: ["::1"], ipStrategy: { depth: 1 } }, notes);
  assertEquals(route.allowedSources, ["::1"]);
  assertEquals(said(notes.ctx), [
    "bad-network spec",
    "ip-strategy spec",
    "second-allow-list spec",
  ]);
});

Deno.test("applyForwardAuth() asks with the headers that Traefik sends", () => {
  const route = entry();
  const notes = notesOn();
  applyForwardAuth(route, {
    address: "http://auth.shop.svc/verify?rd=$host",
    trustForwardHeader: true,
    authResponseHeaders: ["Remote-User", null],
  }, notes);
  assertEquals(route.forwardAuth, {
    url: "http://auth.shop.svc/verify?rd=%24host",
    requestHeaders: {
      "X-Forwarded-Method": "$method",
      "X-Forwarded-Proto": "$scheme",
      "X-Forwarded-Host": "$http_host",
      "X-Forwarded-Uri": "$request_uri",
    },
    responseHeaders: ["Remote-User"],
  });
  assertEquals(said(notes.ctx), []);
});

Deno.test("applyForwardAuth() says what it leaves out, and closes what has no address", () => {
  const notes = notesOn();
  applyForwardAuth(
    entry(),
    { address: "http://a/", authResponseHeadersRegex: "^X", tls: {} },
    notes,
  );
  const route = entry();
  for (const address of [null, "", "auth:80", "file:///etc/passwd"]) {
    applyForwardAuth(route, { address }, notes);
    assertEquals(carriesGuard(route, "forwardAuth"), false);
    delete route.forwardAuth;
  }
  assertEquals(said(notes.ctx), ["unsupported-middleware spec", "bad-middleware spec"]);
});
