import { assertEquals } from "@std/assert";
import type { IngressRewriter, Manifest, StreamRoute } from "../../pacts/mod.ts";
import { codes, contextOf, said } from "./_testing.ts";
import { controllerStreams } from "./controller_streams.ts";

const POD: Manifest = {
  kind: "Pod",
  metadata: { name: "edge", namespace: "edge" },
  spec: {
    containers: [{
      name: "x",
      image: "registry.k8s.io/ingress-nginx/controller:v1",
      args: ["--tcp-services-configmap=edge/tcp", "--udp-services-configmap=edge/udp"],
    }],
  },
};

const ROUTE: StreamRoute = { protocol: "tcp", port: 9000, upstream: "db:5432" };

function rewriter(name: string, fields: Partial<IngressRewriter> = {}): IngressRewriter {
  return { name, match: () => false, rewrite: () => [], ...fields };
}

Deno.test("controllerStreams() asks each rewriter for the connections of its controllers", async () => {
  const ctx = contextOf([POD]);
  const rewriters = [
    rewriter("none"),
    rewriter("nginx", { controllerStreams: () => Promise.resolve([ROUTE]) }),
  ];
  assertEquals(await controllerStreams(rewriters, ctx), [ROUTE]);
  assertEquals(codes(ctx.diagnostics), []);
});

Deno.test("controllerStreams() says which connections no loaded extension reads", async () => {
  const ctx = contextOf([POD]);
  const offers = [{ name: "nginx", classes: ["nginx"] }];
  assertEquals(await controllerStreams([rewriter("haproxy")], ctx, offers), []);
  assertEquals(said(ctx.diagnostics), [
    'warning unread-streams: forwards connections that ConfigMaps name (--tcp-services-configmap, --udp-services-configmap), which no loaded extension reads, so those ports lead nowhere. Add --extension nginx, or "depends: [nginx]" in dekube.yaml',
  ]);
});
