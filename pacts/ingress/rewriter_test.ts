import { assertEquals } from "@std/assert";
import {
  type ConvertContext,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
  type Manifest,
} from "../mod.ts";
import { manifest, service } from "../_testing.ts";
import { convertedRoutes } from "./_testing.ts";
import { Annotations, ingressRoutes, isIngressOf, literalPath, type ReadPath } from "./mod.ts";

/** The rewriter of docs/extensions.md: what a stranger writes for another ingress controller. */
const ALB = { name: "alb", prefix: "alb.ingress.kubernetes.io/" };

class AlbRewriter extends IngressRewriter {
  readonly name = ALB.name;
  override readonly annotations = ["backend-protocol", "inbound-cidrs", "scheme", "target-type"]
    .map((name) => ALB.prefix + name);

  match(manifest: Ingress, ctx: ConvertContext): boolean {
    return isIngressOf(ALB, manifest, ctx);
  }

  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    const annotations = new Annotations(ALB, manifest, ctx);
    const scheme = annotations.get("backend-protocol") === "HTTPS" ? "https" : "http";
    const allowedSources = annotations.list("inbound-cidrs");
    return ingressRoutes(manifest, ctx, readPath).map(({ entry }) => ({
      ...entry,
      scheme,
      ...(allowedSources.length > 0 ? { allowedSources } : {}),
    }));
  }
}

/** A path without a type of its own is exact, unless a star is at its end. */
const readPath: ReadPath = (path, pathType) => {
  if (path === "" || pathType === "Prefix") return literalPath(path, "Prefix");
  const isFolder = pathType !== "Exact" && path.endsWith("/*");
  return isFolder ? literalPath(path.slice(0, -2), "Prefix") : literalPath(path, "Exact");
};

const WEB = service("web", { ports: [{ port: 80, targetPort: 8080 }] });

function ingress(annotations: Record<string, string>, spec: object = {}): Manifest {
  const backend = { service: { name: "web", port: { number: 80 } } };
  const paths = [
    { path: "/*", pathType: "ImplementationSpecific", backend },
    { path: "/api/*", backend },
    { path: "/health", pathType: "ImplementationSpecific", backend },
    { path: "/docs", pathType: "Prefix", backend },
  ];
  const made = manifest("Ingress", "web", {
    spec: {
      ingressClassName: "alb",
      rules: [{ host: "shop.example", http: { paths } }],
      ...spec,
    },
  });
  made.metadata.annotations = annotations;
  return made;
}

async function routesOf(manifest: Manifest): Promise<{ routes: IngressEntry[]; codes: string[] }> {
  const { routes, diagnostics } = await convertedRoutes([new AlbRewriter()], [WEB, manifest]);
  return { routes, codes: diagnostics.map(({ code }) => code) };
}

Deno.test("a rewriter of twenty lines keeps paths, certificates and restrictions", async () => {
  const { routes, codes } = await routesOf(
    ingress(
      {
        [`${ALB.prefix}backend-protocol`]: "HTTPS",
        [`${ALB.prefix}inbound-cidrs`]: "10.0.0.0/8,::1",
        [`${ALB.prefix}scheme`]: "internet-facing",
      },
      { tls: [{ hosts: ["shop.example"], secretName: "shop-tls" }] },
    ),
  );
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "https" as const,
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
    tls: { secret: { namespace: "shop", name: "shop-tls" } },
    allowedSources: ["10.0.0.0/8", "::1"],
  };
  assertEquals(routes, [
    { ...common, path: "/", pathType: "Prefix" },
    { ...common, path: "/api", pathType: "Prefix" },
    { ...common, path: "/health", pathType: "Exact" },
    { ...common, path: "/docs", pathType: "Prefix" },
  ]);
  // Nothing runs behind the route.
  assertEquals(codes, ["unanswered-name"]);
});

Deno.test("a rewriter of twenty lines is open when nothing restricts, and closed when it can't keep that", async () => {
  const open = await routesOf(ingress({ [`${ALB.prefix}scheme`]: "internet-facing" }));
  assertEquals(open.routes.map(({ denied }) => denied), [...Array(4)].map(() => undefined));
  assertEquals(open.codes, ["unanswered-name"]);
  const closed = await routesOf(ingress({ [`${ALB.prefix}auth-type`]: "oidc" }));
  assertEquals(closed.routes.map(({ denied }) => denied), Array(4).fill(`${ALB.prefix}auth-type`));
  assertEquals(closed.codes.filter((code) => code === "access-denied").length, 4);
});
