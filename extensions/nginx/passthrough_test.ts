import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { ingress, type PathSpec, saidBy, SERVICE, type Short } from "./_testing.ts";
import { NginxRewriter } from "./mod.ts";

function read(
  short: Short,
  world: { host?: string; paths?: PathSpec[] } = {},
) {
  const manifest = ingress({ "ssl-passthrough": "true", ...short }, world);
  const ctx = testContext([SERVICE, manifest]);
  const rewriter = new NginxRewriter();
  const streams = rewriter.streamRoutes(manifest, ctx);
  return { streams, entries: rewriter.rewrite(manifest, ctx), said: saidBy(ctx) };
}

Deno.test("streamRoutes() passes TLS of all names of a host through to the backend", () => {
  const { streams, entries, said } = read({
    "server-alias": "www.shop.example",
    "whitelist-source-range": "10.0.0.0/8",
  });
  assertEquals(
    streams,
    ["shop.example", "www.shop.example"].map((host) => ({
      protocol: "tls",
      port: 443,
      hosts: [host],
      upstream: "web.shop.svc.cluster.local:80",
      allowedSources: ["10.0.0.0/8"],
      fallback: "https",
      resource: { kind: "Ingress", namespace: "shop", name: "web" },
    })),
  );
  assertEquals(entries.map(({ host, scheme, tls, protocols }) => [host, scheme, tls, protocols]), [
    ["shop.example", "https", {}, undefined],
    ["www.shop.example", "https", {}, undefined],
  ]);
  assertEquals(said, []);
});

Deno.test("rewrite() serves HTTP beside TLS that passes through, where nothing is to be sent on", () => {
  const { entries: [entry] } = read({ "ssl-redirect": "false" });
  assertEquals(entry.protocols, ["http", "https"]);
});

Deno.test("streamRoutes() has the proxy end TLS of a host without a path /, as the controller does", () => {
  for (const paths of [[["/api", "Prefix"]], [["/", "Exact"]]] as PathSpec[][]) {
    const { streams, entries: [entry], said } = read({}, { paths });
    assertEquals(streams, []);
    assertEquals([entry.scheme, entry.tls], ["http", undefined]);
    assertEquals(said, ["info passthrough-without-root"]);
  }
});

Deno.test("streamRoutes() says that TLS without a host ends at the proxy", () => {
  const { streams, entries: [entry], said } = read({}, { host: "" });
  assertEquals([streams, entry.scheme, said], [[], "https", ["warning unsupported-passthrough"]]);
});

Deno.test("streamRoutes() makes none where the annotation is off, or for a canary", () => {
  assertEquals(read({ "ssl-passthrough": "false" }).streams, []);
  assertEquals(read({ canary: "true" }).streams, []);
});
