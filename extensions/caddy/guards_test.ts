import { assertEquals, assertStringIncludes } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { make } from "./_testing.ts";

/** What stands in the route of the one entry of a Caddyfile, before its `handle`. */
async function guards(fields: Partial<IngressEntry>) {
  const { text, said } = await make([fields]);
  const lines = text.split("\n").map((line) => line.trim());
  const start = lines.indexOf("route {", lines.indexOf("handle {"));
  const end = lines.lastIndexOf("handle {");
  return { lines: start < 0 || start > end ? [] : lines.slice(start + 1, end), said };
}

Deno.test("writeConfig() lets only the allowed networks in", async () => {
  const { lines, said } = await guards({
    allowedSources: ["10.0.0.0/8", "all", "::1", "1.2.3.4 }"],
  });
  assertEquals(lines, ["@r1s not client_ip 10.0.0.0/8 ::1", "respond @r1s 403"]);
  assertEquals(said, ["warning bad-network", "warning bad-network"]);
});

Deno.test("writeConfig() keeps the users whose hash Caddy knows, and names the others", async () => {
  const hash = `$2y$10$${"a".repeat(53)}`;
  const users = { "ann {x}": hash, bob: "$apr1$salt$hash", eve: `${hash} {` };
  const { lines, said } = await guards({ basicAuth: { realm: 'The "realm"', users } });
  assertEquals(lines, [
    'basic_auth bcrypt "The \\"realm\\"" {',
    `"ann \\{x\\}" ${hash}`,
    "}",
  ]);
  assertEquals(said, ["error unsupported-hash"]);
});

Deno.test("writeConfig() has no realm with what Caddy would spell out, nor a user without a name", async () => {
  const hash = `$2y$10$${"a".repeat(53)}`;
  const users = { ann: hash, "": hash };
  const { lines, said } = await guards({ basicAuth: { realm: "for {host}", users } });
  assertEquals(lines, ["basic_auth {", `"ann" ${hash}`, "}"]);
  assertEquals(said, ["info odd-realm"]);
});

Deno.test("writeConfig() answers with a text that Caddy would take for a matcher", async () => {
  const { text } = await make([{ answer: { status: 200, body: "@a" } }]);
  assertStringIncludes(text, 'respond * "@a" 200');
});

Deno.test("writeConfig() asks the other server as the Ingress says", async () => {
  const { lines } = await guards({
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

Deno.test("writeConfig() checks the certificate of a server outside", async () => {
  const { lines } = await guards({
    forwardAuth: { url: "https://sso.example/", responseHeaders: [] },
  });
  assertEquals(lines.slice(-5), [
    "transport http {",
    "tls",
    "tls_server_name sso.example",
    "}",
    "}",
  ]);
});

Deno.test("writeConfig() has nothing to ask when there is no restriction", async () => {
  assertEquals((await guards({})).lines, []);
});

Deno.test("writeConfig() says once that nobody can log in, and how to mend the Secret", async () => {
  const secret = { namespace: "shop", name: "users" };
  const { diagnostics } = await make([{ basicAuth: { users: { ann: "$apr1$x$y" }, secret } }]);
  const messages = [...diagnostics].map(({ message }) => message);
  assertEquals(messages.length, 1);
  assertStringIncludes(messages[0], "these users can't log in: ann, and as there is no other, ");
  assertStringIncludes(
    messages[0],
    'Hash theirs again (`htpasswd -nbB USER PASSWORD`, or `docker run --rm caddy:2-alpine caddy hash-password --plaintext PASSWORD`) and put the hash, which begins with $2, in the old one\'s place in the Secret "users", or add --extension nginx-provider',
  );
});
