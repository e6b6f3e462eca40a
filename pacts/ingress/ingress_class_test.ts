import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { getIngressClass, isIngressOf } from "./ingress_class.ts";

function ingress(annotations: unknown, spec: object = {}): Ingress {
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec,
  } as never;
}

Deno.test("getIngressClass() takes ingressClassName before the old annotation", () => {
  const annotations = { "kubernetes.io/ingress.class": "Old" };
  assertEquals(getIngressClass(ingress(annotations, { ingressClassName: "New" })), "new");
  assertEquals(getIngressClass(ingress(annotations, { ingressClassName: null })), "old");
  assertEquals(getIngressClass(ingress(null)), "");
  assertEquals(getIngressClass({ kind: "Ingress", metadata: { name: "web" }, spec: null }), "");
});

Deno.test("getIngressClass() is mapped when ingress_types has the class, as written or in lower case", () => {
  const web = ingress(null, { ingressClassName: "Internal" });
  assertEquals(getIngressClass(web, { internal: "nginx" }), "nginx");
  assertEquals(getIngressClass(web, { Internal: "traefik", internal: "nginx" }), "traefik");
  assertEquals(getIngressClass(web, { external: "nginx" }), "internal");
  assertEquals(
    getIngressClass(ingress(null, { ingressClassName: "constructor" }), {}),
    "constructor",
  );
});

const MINE = { name: "traefik", prefix: "traefik.ingress.kubernetes.io/" };
const OWN = { [`${MINE.prefix}router.tls`]: "true" };

function matches(
  ingressClassName: string | null,
  annotations: unknown = {},
  ingressTypes: Record<string, string> = {},
): boolean {
  return isIngressOf(
    MINE,
    ingress(annotations, { ingressClassName }),
    contextOf([], { ingressTypes }),
  );
}

Deno.test("isIngressOf() takes the class, and what the user maps to it", () => {
  assertEquals([matches("traefik"), matches("Traefik"), matches(null)], [true, true, false]);
  assertEquals(matches(null, { "kubernetes.io/ingress.class": "traefik" }), true);
  assertEquals(matches("inside", {}, { inside: "traefik" }), true);
});

Deno.test("isIngressOf() takes the annotations, but for another controller's class", () => {
  assertEquals([matches(null, OWN), matches("", OWN)], [true, true]);
  assertEquals([matches("traefik-internal", OWN), matches("internal")], [true, false]);
  assertEquals([matches("nginx", OWN), matches("haproxy", OWN)], [false, false]);
  assertEquals(matches("mine", OWN, { mine: "nginx" }), false);
  assertEquals(matches("mine", OWN, { internal: "mine" }), false);
  assertEquals(matches("traefik", OWN, { traefik: "nginx" }), false);
  assertEquals(matches(null, { [`${MINE.prefix}router.tls`]: null }), false);
  assertEquals([matches(null, null), matches(null, "text")], [false, false]);
});
