import { assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { backend, ingress, long, rewrite, service } from "./_testing.ts";
import { HaproxyRewriter } from "./mod.ts";

const USERS = {
  kind: "Secret",
  metadata: { name: "users", namespace: "shop" },
  stringData: { ann: "$5$salt$hash", "b:c": "x" },
};

function read(
  short: Record<string, string>,
  { tls = false, className = "haproxy" }: { tls?: boolean; className?: string } = {},
): { entry: IngressEntry; said: string[] } {
  const { entries: [entry], ctx } = rewrite(
    ingress({
      ...(className === "" ? {} : { ingressClassName: className }),
      ...(tls ? { tls: [{ hosts: ["shop.example"], secretName: "tls" }] } : {}),
      rules: [{ host: "shop.example", http: { paths: [{ path: "/", backend: backend("web") }] } }],
    }, long(short)),
    [service("web"), USERS],
  );
  return { entry, said: [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`) };
}

const TLS = { secret: { namespace: "shop", name: "tls" } };

Deno.test("rewrite() sends HTTP on to HTTPS as the controller does", () => {
  const https = (short: Record<string, string>, world = {}) => {
    const { entry: { tls, protocols, httpsRedirect } } = read(short, world);
    return { tls, protocols, httpsRedirect };
  };
  const none = { tls: undefined, protocols: undefined, httpsRedirect: undefined };
  assertEquals(https({}), none);
  assertEquals(https({}, { tls: true }), { ...none, tls: TLS, httpsRedirect: 302 });
  assertEquals(https({}, { tls: true, className: "" }), { ...none, tls: TLS });
  assertEquals(https({ "ssl-redirect": "true" }), { ...none, tls: {}, httpsRedirect: 302 });
  assertEquals(https({ "ssl-redirect-code": "301" }, { tls: true }), {
    ...none,
    tls: TLS,
    httpsRedirect: 301,
  });
  assertEquals(https({ "ssl-redirect": "false" }, { tls: true }), {
    ...none,
    tls: TLS,
    protocols: ["http", "https"],
  });
  assertEquals(read({ "ssl-redirect-code": "200" }, { tls: true }).said, [
    "warning invalid-ssl-redirect-code",
  ]);
});

Deno.test("rewrite() asks for passwords, and lets in some networks alone", () => {
  const auth = { "auth-type": "basic-auth", "auth-secret": "users", "auth-realm": "Shop" };
  const { entry, said } = read({ ...auth, "allow-list": "10.0.0.0/8, ::1, x" });
  assertEquals(entry.basicAuth, {
    realm: "Shop",
    users: { ann: "$5$salt$hash" },
    secret: { namespace: "shop", name: "users" },
  });
  assertEquals(entry.allowedSources, ["10.0.0.0/8", "::1"]);
  assertEquals(said, ["warning invalid-allow-list"]);
  assertEquals(read({ ...auth, "auth-secret": "gone" }).entry.basicAuth, undefined);
  assertEquals(read({ ...auth, "auth-type": "digest" }).entry.basicAuth, undefined);
  // One would pass for both.
  const both = read({ whitelist: "10.0.0.0/8", blacklist: "10.1.0.0/16" });
  assertEquals(both.entry.allowedSources, undefined);
  assertEquals(read({ whitelist: "patterns/ips" }).entry.allowedSources, undefined);
});

Deno.test("rewrite() lets pages of other origins in", () => {
  assertEquals(read({ "cors-enable": "true" }).entry.cors, {
    allowOrigins: ["*"],
    allowMethods: ["*"],
    allowHeaders: ["*"],
    allowCredentials: false,
    maxAge: 5,
  });
  const { entry: { cors }, said } = read({
    "cors-enable": "true",
    "cors-allow-origin": "^https://(.*)\\.shop\\.example$",
    "cors-allow-methods": "GET, PUT",
    "cors-allow-credentials": "true",
    "cors-max-age": "1m",
  });
  assertEquals(cors?.allowOriginRegexes, ["^https://(.*)\\.shop\\.example$"]);
  assertEquals([cors?.allowMethods, cors?.maxAge, cors?.allowCredentials], [
    ["GET", "PUT"],
    60,
    true,
  ]);
  assertEquals(said, []);
});

Deno.test("rewrite() sets headers of requests, redirects and limits", () => {
  const { entry, said } = read({
    "request-set-header": 'X-A "$5 {x}"\nX-B %[src]',
    "forwarded-for": "false",
    "request-redirect": "https://new.example:8443",
    "request-redirect-code": "301",
    "rate-limit-requests": "30",
    "rate-limit-period": "1m",
    "timeout-connect": "3s",
  });
  assertEquals(entry.requestHeaders, { remove: ["X-Forwarded-For"], set: { "X-A": "$$5 {x}" } });
  assertEquals(entry.redirect, { to: "https://new.example:8443$request_uri", status: 301 });
  assertEquals(entry.rateLimit, { average: 0.5, burst: 30 });
  assertEquals(entry.timeouts, { connect: 3 });
  assertEquals(said, ["warning unsupported-request-set-header"]);
  assertEquals(read({ "request-redirect": "new.example" }).entry.redirect, {
    to: "$scheme://new.example$request_uri",
    status: 302,
  });
  assertEquals(read({ "request-redirect": "/path" }).said, ["warning invalid-request-redirect"]);
});

Deno.test("streamRoutes() passes TLS through to the backend, and rewrite() has HTTPS to it instead", () => {
  const rule = (host: string, name: string) => ({
    host,
    http: { paths: [{ path: "/", backend: backend(name) }] },
  });
  const manifest = ingress({
    ingressClassName: "haproxy",
    rules: [rule("shop.example", "web"), rule("db.example", "db"), rule("", "db")],
  }, long({ "allow-list": "10.0.0.0/8" }));
  const { ctx } = rewrite(manifest, [
    service("web"),
    service("db", { "ssl-passthrough": "true" }, { ports: [{ port: 80, targetPort: 8443 }] }),
  ]);
  const rewriter = new HaproxyRewriter();
  assertEquals(rewriter.streamRoutes(manifest, ctx), [{
    protocol: "tls",
    port: 443,
    hosts: ["db.example"],
    upstream: "db.shop.svc.cluster.local:8443",
    allowedSources: ["10.0.0.0/8"],
    fallback: "https",
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
  }]);
  assertEquals(
    rewriter.rewrite(manifest, ctx).map(({ scheme, tls, httpsRedirect }) => [
      ...[scheme, tls, httpsRedirect],
    ]),
    [["http", undefined, undefined], ["https", {}, 302], ["https", {}, 302]],
  );
  assertEquals([...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`), [
    "warning unsupported-passthrough",
  ]);
});
