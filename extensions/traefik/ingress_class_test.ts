import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { ingress } from "./_testing.ts";
import { isTraefikIngress } from "./ingress_class.ts";

function matches(
  ingressClassName: string | null,
  short: Record<string, unknown> = {},
  ingressTypes: Record<string, string> = {},
): boolean {
  const manifest = ingress(short);
  manifest.spec!.ingressClassName = ingressClassName;
  return isTraefikIngress(manifest, testContext([], { config: { ingressTypes } }));
}

const OWN = { "router.tls": "true" };

Deno.test("isTraefikIngress() takes the class, and what the user maps to it", () => {
  assertEquals([matches("traefik"), matches("Traefik"), matches(null)], [true, true, false]);
  assertEquals(matches("inside", {}, { inside: "traefik" }), true);
});

Deno.test("isTraefikIngress() takes the annotations, but for another controller's class", () => {
  assertEquals([matches(null, OWN), matches("traefik-internal", OWN)], [true, true]);
  assertEquals([matches("nginx", OWN), matches("haproxy", OWN)], [false, false]);
  assertEquals(matches("mine", OWN, { mine: "nginx" }), false);
});
