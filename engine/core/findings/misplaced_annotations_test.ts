import { assertEquals } from "@std/assert";
import type { IngressRewriter, Service } from "../../../pacts/mod.ts";
import { contextOf, manifest, said } from "../_testing.ts";
import { sayMisplacedAnnotations } from "./misplaced_annotations.ts";

const PLAIN = {
  name: "nginx",
  match: () => true,
  rewrite: () => [],
  annotations: ["nginx.org/size", "nginx.org/auth-url", "nginx.org/Scheme"],
};

const REWRITER: IngressRewriter = { ...PLAIN, serviceAnnotations: ["nginx.org/Scheme"] };

/** What is said of an object with these annotations, where rewriters of these names lead to it. */
function sayOf(
  annotations: Record<string, string | null>,
  { readers = [], kind = "Service", rewriter = REWRITER }: {
    readers?: string[];
    kind?: string;
    rewriter?: IngressRewriter;
  } = {},
): string[] {
  const object = manifest(kind, "shop/web") as Service;
  object.metadata.annotations = annotations;
  const ctx = contextOf([object]);
  const all = new Map(readers.length === 0 ? [] : [[object, new Set(readers)]]);
  sayMisplacedAnnotations([rewriter], all, ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayMisplacedAnnotations() names what belongs on an Ingress, and what would keep somebody out", () => {
  const own =
    "looks for that on Ingresses, as its controller does. Move it to the Ingress that it is for";
  assertEquals(sayOf({ "nginx.org/size": "1m", "example.com/x": "y" }), [
    `warning misplaced-annotation: nobody reads nginx.org/size on a Service: "nginx" ${own}`,
  ]);
  assertEquals(sayOf({ "nginx.org/size": "1m", "nginx.org/auth-url": "x" }), [
    `warning misplaced-annotation: nobody reads nginx.org/size, nginx.org/auth-url on a Service, so it keeps nobody out: "nginx" ${own}`,
  ]);
  assertEquals(sayOf({ "nginx.org/scheme": "https" }, { kind: "Deployment" }), [
    `warning misplaced-annotation: nobody reads nginx.org/scheme on a Deployment: "nginx" ${own}`,
  ]);
});

Deno.test("sayMisplacedAnnotations() is silent when an Ingress is the object, or reads it there", () => {
  assertEquals(sayOf({ "nginx.org/size": "1m" }, { kind: "Ingress" }), []);
  assertEquals(sayOf({ "nginx.org/scheme": "https" }, { readers: ["nginx"] }), []);
  assertEquals(sayOf({ "nginx.org/size": null, "nginx.org/auth-url": "" }), []);
});

Deno.test("sayMisplacedAnnotations() says when only others' Ingresses lead to a Service, or nobody knows it", () => {
  const codes = (name: string, readers: string[] = ["other"]) =>
    sayOf({ [name]: "x" }, { readers }).map((message) => message.replace(/ .*:/, ":"));
  assertEquals(codes("nginx.org/scheme"), [
    'info: an Ingress of another controller leads to the Service; set its class if it is meant for "nginx"',
  ]);
  assertEquals(codes("konghq.com/protocol"), [
    "warning: no loaded extension knows it. Say in another way what it asks for, or take it out",
  ]);
  // There is no route that could lack anything.
  assertEquals(codes("nginx.org/scheme", []), []);
  assertEquals(codes("konghq.com/protocol", []), []);
  // The routes are closed, which is said of them.
  assertEquals(codes("haproxy-ingress.github.io/auth-url"), []);
});

Deno.test("sayMisplacedAnnotations() is silent when a rewriter does not say where it reads them", () => {
  assertEquals(sayOf({ "nginx.org/size": "1m" }, { rewriter: PLAIN }), []);
});

Deno.test("sayMisplacedAnnotations() names guards on routes of Gateway API that keep nobody out", () => {
  const object = (annotations: Record<string, string>, kind = "HTTPRoute") => {
    const made = { ...manifest(kind, "shop/web"), apiVersion: "gateway.networking.k8s.io/v1" };
    made.metadata.annotations = annotations;
    const ctx = contextOf([made]);
    sayMisplacedAnnotations([REWRITER], new Map(), ctx);
    return said(ctx.diagnostics);
  };
  const unknown =
    "no loaded extension knows it. Say in another way what it asks for, or take it out";
  for (
    const name of [
      "haproxy-ingress.github.io/auth-secret",
      "k8s.apisix.apache.org/plugin-config-name",
    ]
  ) {
    assertEquals(object({ [name]: "x", "example.com/note": "x" }), [
      `warning misplaced-annotation: nobody reads ${name} on a HTTPRoute, so it keeps nobody out: ${unknown}`,
    ]);
    assertEquals(object({ [name]: "x" }, "Gateway"), []);
  }
  // The route is closed, which is said of it.
  assertEquals(object({ "konghq.com/plugins": "key-auth" }), []);
});
