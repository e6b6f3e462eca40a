import { assert, assertFalse } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import type { Ingress } from "@dekube/engine/pacts";
import { isNginxIngress } from "./ingress_class.ts";

const ANNOTATED = { "nginx.ingress.kubernetes.io/use-regex": "true" };

function isOurs(
  ingressClassName: string | null,
  annotations?: unknown,
  ingressTypes: Record<string, string> = {},
): boolean {
  const manifest = {
    kind: "Ingress",
    metadata: { name: "web", annotations },
    spec: { ingressClassName },
  } as Ingress;
  return isNginxIngress(manifest, testContext([], { config: { ingressTypes } }));
}

Deno.test("isNginxIngress() takes the class nginx, by whatever way it is named", () => {
  assert(isOurs("nginx"));
  assert(isOurs("NGINX"));
  assert(isOurs(null, { "kubernetes.io/ingress.class": "nginx" }));
  assert(isOurs("internal", null, { internal: "nginx" }));
});

Deno.test("isNginxIngress() takes annotations where the class is no other controller's", () => {
  assert(isOurs(null, ANNOTATED));
  assert(isOurs("", ANNOTATED));
  assert(isOurs("nginx-internal", ANNOTATED));
});

Deno.test("isNginxIngress() leaves other classes and bare Ingresses alone", () => {
  assertFalse(isOurs(null));
  assertFalse(isOurs(null, null));
  assertFalse(isOurs(null, "text"));
  assertFalse(isOurs(null, { "nginx.ingress.kubernetes.io/use-regex": null }));
  assertFalse(isOurs("internal"));
  assertFalse(isOurs("haproxy", ANNOTATED));
  assertFalse(isOurs("traefik", ANNOTATED));
  assertFalse(isOurs("internal", ANNOTATED, { internal: "alb" }));
  assertFalse(isOurs("nginx", ANNOTATED, { nginx: "traefik" }));
  assertFalse(isOurs("mine", ANNOTATED, { internal: "mine" }));
});
