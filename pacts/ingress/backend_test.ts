import { assertEquals } from "@std/assert";
import { contextOf, deployment, manifest, service } from "../_testing.ts";
import type { IngressBackend } from "../kubernetes/types.ts";
import { resolveBackend } from "./backend.ts";

const CTX = contextOf([
  deployment("web", { containers: [{ ports: [{ name: "http", containerPort: 8080 }] }] }),
  service("web", { ports: [{ name: "www", port: 80, targetPort: "http" }] }),
  manifest("Service", "alias", {
    spec: { type: "ExternalName", externalName: "web.shop.svc.cluster.local" },
  }),
  { kind: "Service", metadata: { name: "lost" }, spec: { ports: [{ port: 80, targetPort: 81 }] } },
]);

const upstream = (backend: IngressBackend | null) => resolveBackend(backend, "shop", CTX)?.upstream;

Deno.test("resolveBackend() is the Service's full name with the container's port", () => {
  const found = resolveBackend({ service: { name: "web", port: { number: 80 } } }, "shop", CTX);
  assertEquals(found, {
    upstream: "web.shop.svc.cluster.local:8080",
    ref: { namespace: "shop", name: "web" },
    service: CTX.services.get("shop", "web")!,
    port: { name: "www", port: 80, targetPort: "http" },
  });
  const byName = { service: { name: "web", port: { name: "www" } } };
  assertEquals(upstream(byName), "web.shop.svc.cluster.local:8080");
  assertEquals(resolveBackend(byName, "shop", CTX)?.port, found?.port);
  assertEquals(
    upstream({ service: { name: "alias", port: { number: 80 } } }),
    "alias.shop.svc.cluster.local:8080",
  );
});

Deno.test("resolveBackend() reads the fields that came before networking.k8s.io/v1", () => {
  const old = { serviceName: "web", servicePort: "www" } as IngressBackend;
  assertEquals(upstream(old), "web.shop.svc.cluster.local:8080");
});

Deno.test("resolveBackend() has only the short name when the Service's namespace is unknown", () => {
  assertEquals(upstream({ service: { name: "lost", port: { number: 80 } } }), "lost:81");
  assertEquals(resolveBackend({ service: { name: "none" } }, "", CTX)?.upstream, "none:80");
});

Deno.test("resolveBackend() falls back to the number, or to well-known names, when it knows no such port", () => {
  const none = (port: object | null) => upstream({ service: { name: "none", port } });
  assertEquals(none({ number: 3000 }), "none.shop.svc.cluster.local:3000");
  assertEquals(none({ name: "https" }), "none.shop.svc.cluster.local:443");
  assertEquals(none({ name: "grpc" }), "none.shop.svc.cluster.local:50051");
  assertEquals(none({ name: "other" }), "none.shop.svc.cluster.local:80");
  assertEquals(none(null), "none.shop.svc.cluster.local:80");
});

Deno.test("resolveBackend() is undefined when the backend is no Service", () => {
  assertEquals(upstream(null), undefined);
  assertEquals(upstream({}), undefined);
  assertEquals(upstream({ resource: { kind: "Bucket", name: "x" } }), undefined);
  assertEquals(upstream({ service: { name: null } }), undefined);
});
