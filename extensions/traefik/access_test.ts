import { assertEquals, assertStringIncludes } from "@std/assert";
import { carriesGuard } from "../../pacts/ingress/access.ts";
import { said } from "@dekube/engine/testing";
import { applyBasicAuth, applyDigestAuth, applyForwardAuth, applyIpAllowList } from "./access.ts";
import { entry, HASH, reading, secret, USERS } from "./_testing.ts";

Deno.test("applyBasicAuth() takes the users of the Secret in the Middleware's namespace", () => {
  const route = entry();
  const read = reading([USERS]);
  applyBasicAuth(route, { secret: "users", realm: "Admin" }, read.report, read.ownSecrets);
  assertEquals(route.basicAuth, {
    realm: "Admin",
    users: { ann: HASH },
    secret: { namespace: "shop", name: "users" },
  });
  assertEquals(said(read.ctx), []);

  const other = entry();
  const { report, ownSecrets } = reading([secret("only", { auth: "bob:x\n\nann:y" })]);
  applyBasicAuth(other, { secret: "only" }, report, ownSecrets);
  assertEquals(other.basicAuth, {
    users: { bob: "x", ann: "y" },
    secret: { namespace: "shop", name: "only" },
  });
});

Deno.test("applyBasicAuth() takes off what a client says to be the user's name", () => {
  const route = entry();
  route.requestHeaders = { set: { "x-user": "nobody" } };
  const { ctx, report, ownSecrets } = reading([USERS]);
  applyBasicAuth(
    route,
    { secret: "users", headerField: "X-User", removeHeader: true },
    report,
    ownSecrets,
  );
  assertEquals(route.requestHeaders, { remove: ["X-User", "Authorization"] });
  assertEquals(said(ctx), ["unsupported-field spec"]);
});

Deno.test("applyBasicAuth() leaves a guard that lets in nobody when there are no users", () => {
  const elsewhere = { ...USERS, metadata: { name: "users", namespace: "other" } };
  const cases: [Record<string, unknown>, Parameters<typeof reading>[0], string][] = [
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
    const read = reading(manifests);
    applyBasicAuth(route, spec, read.report, read.ownSecrets);
    assertEquals([carriesGuard(route, "basicAuth"), said(read.ctx)], [false, [wanted]]);
  }
  const { ctx, report, ownSecrets } = reading();
  applyBasicAuth(entry(), { secret: "users" }, report, ownSecrets);
  assertStringIncludes([...ctx.diagnostics][0].message, 'in the namespace "shop"');
});

Deno.test("applyBasicAuth() says what makes a Secret with a bare password one with users", () => {
  const bare = secret("users", { username: "ann", password: "open" }, "kubernetes.io/basic-auth");
  const { ctx, report, ownSecrets } = reading([bare]);
  applyBasicAuth(entry(), { secret: "users" }, report, ownSecrets);
  const [{ message }] = [...ctx.diagnostics];
  assertStringIncludes(message, "Leave out its type, and put what");
  // As it says: without the type, the line alone.
  const mended = reading([secret("users", { users: `ann:${HASH}` })]);
  const route = entry();
  applyBasicAuth(route, { secret: "users" }, mended.report, mended.ownSecrets);
  assertEquals([route.basicAuth?.users, said(mended.ctx)], [{ ann: HASH }, []]);
});

Deno.test("a guard that lets in nobody is not opened by another of its kind", () => {
  const read = reading([USERS]);
  const route = entry();
  applyDigestAuth(route, {}, read.report);
  applyBasicAuth(route, { secret: "users" }, read.report, read.ownSecrets);
  assertEquals(carriesGuard(route, "basicAuth"), false);

  const twice = entry();
  applyBasicAuth(twice, { secret: "users" }, read.report, read.ownSecrets);
  applyBasicAuth(twice, { secret: "users" }, read.report, read.ownSecrets);
  assertEquals(carriesGuard(twice, "basicAuth"), false);

  const asked = entry();
  for (const address of ["http://a/", "http://b/", "http://c/"]) {
    applyForwardAuth(asked, { address }, read.report);
  }
  assertEquals(carriesGuard(asked, "forwardAuth"), false);

  const listed = entry();
  applyIpAllowList(listed, { sourceRange: [] }, read.report);
  applyIpAllowList(listed, { sourceRange: ["10.0.0.0/8"] }, read.report);
  assertEquals(carriesGuard(listed, "allowedSources"), false);
});

Deno.test("applyIpAllowList() keeps what all lists have in common", () => {
  const route = entry();
  const read = reading();
  applyIpAllowList(route, { sourceRange: ["10.0.0.0/8", "::1", "all", null] }, read.report);
  assertEquals(route.allowedSources, ["10.0.0.0/8", "::1"]);
  const narrower = ["::1", "10.1.0.0/16", "192.168.0.1"];
  applyIpAllowList(route, { sourceRange: narrower, ipStrategy: { depth: 1 } }, read.report);
  assertEquals(route.allowedSources, ["::1", "10.1.0.0/16"]);
  assertEquals(said(read.ctx), ["bad-network spec", "meaningless-field spec"]);
  applyIpAllowList(route, { sourceRange: ["10.2.0.0/16"] }, read.report);
  assertEquals(route.allowedSources, []);
  assertEquals(said(read.ctx), [
    "bad-network spec",
    "meaningless-field spec",
    "second-allow-list spec",
  ]);
});

Deno.test("applyForwardAuth() asks with the headers that Traefik sends", () => {
  const route = entry();
  const read = reading();
  applyForwardAuth(route, {
    address: "http://auth.shop.svc/verify?rd=$host",
    trustForwardHeader: true,
    authResponseHeaders: ["Remote-User", null],
  }, read.report);
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
  assertEquals(said(read.ctx), ["meaningless-field spec"]);
  const signin = entry();
  const spec = { address: "http://a/", authSigninURL: "https://id.example/$x" };
  applyForwardAuth(signin, spec, read.report);
  assertEquals(signin.forwardAuth?.signin, "https://id.example/%24x");
});

Deno.test("applyForwardAuth() says what it leaves out, and closes what has no address", () => {
  const read = reading();
  applyForwardAuth(
    entry(),
    { address: "http://a/", authResponseHeadersRegex: "^X", tls: {} },
    read.report,
  );
  const route = entry();
  for (const address of [null, "", "auth:80", "file:///etc/passwd"]) {
    applyForwardAuth(route, { address }, read.report);
    assertEquals(carriesGuard(route, "forwardAuth"), false);
    delete route.forwardAuth;
  }
  assertEquals(said(read.ctx), [
    ...["unsupported-field spec", "unsupported-field spec", "bad-middleware spec"],
  ]);
});
