import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { ControllerGuards } from "./controller_guards.ts";
import type { ControllerProgram } from "./controllers.ts";

function pod(image: string, ...args: string[]): Manifest {
  return {
    kind: "Pod",
    metadata: { name: "edge", namespace: "edge", labels: { app: "edge" } },
    spec: { containers: [{ name: "x", image, args }] },
  };
}

const NGINX = pod("registry.k8s.io/ingress-nginx/controller:v1", "--configmap=own");

function config(data: Record<string, string>): Manifest {
  return { kind: "ConfigMap", metadata: { name: "own", namespace: "edge" }, data };
}

function guards(
  className: string,
  manifests: Manifest[],
  known: ControllerProgram[] = [],
): string[] {
  const ingress = {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop" },
    spec: { ingressClassName: className },
  } as Ingress;
  return new ControllerGuards(contextOf(manifests)).of(ingress, known)
    .map(({ annotation }) => annotation);
}

Deno.test("ControllerGuards.of() finds what restricts in a ConfigMap, of who reads the Ingress", () => {
  const of = 'of the ConfigMap "own"';
  for (
    const [key, value] of [
      ["whitelist-source-range", "10.0.0.0/8"],
      ["block-cidrs", "10.0.0.0/8"],
      ["plugins", "oidc"],
      ["enable-modsecurity", "true"],
      ["http-snippet", "deny 10.1.2.3;"],
    ]
  ) {
    assertEquals(guards("nginx", [NGINX, config({ [key]: value })]), [`${key} ${of}`]);
    assertEquals(guards("other", [NGINX, config({ [key]: value })]), []);
    assertEquals(guards("nginx", [NGINX, config({ [key]: value })], ["nginx"]), []);
  }
  const harmless = {
    "block-cidrs": "",
    "modsecurity-snippet": "SecRuleEngine On",
    "stream-snippet": "deny all;",
    "http-snippet": "map $a $b { default 1; }",
  };
  assertEquals(guards("nginx", [NGINX, config(harmless)]), []);
});

Deno.test("ControllerGuards.of() finds Middlewares of entry points", () => {
  const args = ["--providers.kubernetesingress", "--entryPoints.web.http.middlewares=auth@file"];
  assertEquals(guards("traefik", [pod("traefik:v3", ...args)]), [
    '--entryPoints.web.http.middlewares of the Pod "edge"',
  ]);
});

Deno.test("ControllerGuards.of() finds policies of a mesh that guard the controller's pods", () => {
  const policy = (app: string): Manifest => ({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "office", namespace: "edge" },
    spec: { selector: { matchLabels: { app } }, rules: [{ from: [{}] }] },
  });
  assertEquals(guards("nginx", [NGINX, policy("edge")], ["nginx"]), [
    'the AuthorizationPolicy "office" of the namespace "edge" says who may ask the controller',
  ]);
  assertEquals(guards("nginx", [NGINX, policy("other")], ["nginx"]), []);
  assertEquals(guards("other", [NGINX, policy("edge")]), []);
});
