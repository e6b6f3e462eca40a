import { assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { codes, entry, fakeContext } from "./_testing.ts";
import { printLines } from "./blocks.ts";
import { guardLines } from "./guards.ts";

function guards(fields: Partial<IngressEntry>) {
  const ctx = fakeContext();
  const guarded = entry(fields);
  const sites = [{ host: guarded.host, entries: [guarded] }];
  const lines = guardLines(guarded, "r1", sites, ctx);
  return { lines: printLines(lines).split("\n").slice(0, -1).map((line) => line.trim()), ctx };
}

Deno.test("guardLines() lets only the allowed networks in", () => {
  const { lines, ctx } = guards({ allowedSources: ["10.0.0.0/8", "all", "::1", "1.2.3.4 }"] });
  assertEquals(lines, ["@r1s not client_ip 10.0.0.0/8 ::1", "respond @r1s 403"]);
  assertEquals(codes(ctx), ["warning bad-network", "warning bad-network"]);
});

Deno.test("guardLines() keeps the users whose hash Caddy knows, and names the others", () => {
  const hash = `$2y$10$${"a".repeat(53)}`;
  const users = { "ann {x}": hash, bob: "$apr1$salt$hash", eve: `${hash} {` };
  const { lines, ctx } = guards({ basicAuth: { realm: 'The "realm" {x}', users } });
  assertEquals(lines, [
    'basic_auth bcrypt "The \\"realm\\" {x}" {',
    `"ann \\{x\\}" ${hash}`,
    "}",
  ]);
  assertEquals(codes(ctx), ["error unsupported-hash"]);
});

Deno.test("guardLines() asks the other server as the Ingress says", () => {
  const { lines } = guards({
    forwardAuth: {
      url: "http://auth:9000/check?to=$escaped_request_uri&x={env.HOME}",
      method: "POST",
      requestHeaders: { "X-Original-URL": "$scheme://$http_host$request_uri", "a b": "$host" },
      responseHeaders: ["X-User"],
      signin: "https://login.example/?rd=$unknown",
    },
    timeouts: { read: 3 },
  });
  assertEquals(lines, [
    "reverse_proxy http://auth:9000 {",
    "method POST",
    'rewrite "/check?to={http.request.uri_escaped}&x=\\{env.HOME\\}"',
    'header_up X-Original-URL "{http.request.scheme}://{http.request.hostport}{http.request.orig_uri}"',
    "@r1ok status 2xx",
    "handle_response @r1ok {",
    "route {",
    "request_header -X-User",
    '@r1h0 not vars {http.reverse_proxy.header.X-User} ""',
    "request_header @r1h0 X-User {http.reverse_proxy.header.X-User}",
    "}",
    "}",
    "@r1no status 401",
    "handle_response @r1no {",
    'redir * "https://login.example/?rd=$unknown" 302',
    "}",
    'header_up Host "auth:9000"',
    "}",
  ]);
});

Deno.test("guardLines() checks the certificate of a server outside", () => {
  const { lines } = guards({ forwardAuth: { url: "https://sso.example/", responseHeaders: [] } });
  assertEquals(lines.slice(-5), [
    "transport http {",
    "tls",
    "tls_server_name sso.example",
    "}",
    "}",
  ]);
});

Deno.test("guardLines() has nothing to ask when there is no restriction", () => {
  assertEquals(guards({}).lines, []);
});
