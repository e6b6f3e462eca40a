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
  const target = { group: "", kind: "Service", name: "edge" };
  const ofService = { ...policy("edge"), spec: { targetRefs: [target], rules: [{ from: [{}] }] } };
  const metadata = { name: "edge", namespace: "edge" };
  const service = { kind: "Service", metadata, spec: { selector: NGINX.metadata.labels } };
  assertEquals(guards("nginx", [NGINX, ofService, service as Manifest], ["nginx"]), [
    'the AuthorizationPolicy "office" of the namespace "edge" says who may ask the controller',
  ]);
});

/** A load balancer in front of the controller. */
function balancer(name: string, spec: object = {}, annotations = {}): Manifest {
  return {
    kind: "Service",
    metadata: { name, namespace: "edge", annotations },
    spec: { type: "LoadBalancer", selector: { app: "edge" }, ...spec },
  };
}

Deno.test("ControllerGuards.of() finds whom the controller's own load balancer lets in", () => {
  const ranges = { loadBalancerSourceRanges: ["10.0.0.0/8"] };
  const said =
    'spec.loadBalancerSourceRanges lets in 10.0.0.0/8 alone, of the controller\'s Service "own"';
  assertEquals(guards("nginx", [NGINX, balancer("own", ranges)]), [said]);
  assertEquals(guards("nginx", [NGINX, balancer("own", ranges)], ["nginx"]), [said]);
  const traefik = pod("traefik:v3", "--providers.kubernetesingress");
  assertEquals(guards("traefik", [traefik, balancer("own", ranges)]), [said]);
  assertEquals(guards("other", [NGINX, balancer("own", ranges)]), []);
  assertEquals(guards("nginx", [NGINX, balancer("own", ranges), balancer("open")]), []);
  const other = balancer("own", { ...ranges, selector: { app: "web" } });
  assertEquals(guards("nginx", [NGINX, other]), []);
});

Deno.test("ControllerGuards.of() gives the networks that load balancers let in, where that is all they ask", () => {
  const found = (...balancers: Manifest[]) =>
    new ControllerGuards(contextOf([NGINX, ...balancers])).of(
      {
        kind: "Ingress",
        metadata: { name: "web", namespace: "shop" },
        spec: { ingressClassName: "nginx" },
      } as Ingress,
    ).map(({ guard, sources }) => [guard, sources]);
  const ranges = (...loadBalancerSourceRanges: string[]) => ({ loadBalancerSourceRanges });
  const own = balancer("own", ranges("10.0.0.0/8"));
  assertEquals(found(own), [["allowedSources", ["10.0.0.0/8"]]]);
  assertEquals(found(own, balancer("second", ranges("::1"))), [
    ["allowedSources", ["10.0.0.0/8", "::1"]],
  ]);
  assertEquals(found(balancer("own", ranges("office"))), [["other", undefined]]);
  const firewall = { "service.beta.kubernetes.io/aws-load-balancer-security-groups": "sg-1" };
  assertEquals(found(own, balancer("second", {}, firewall)), [["other", undefined]]);
});

Deno.test("ControllerGuards.sayInternal() says which controller is reached from a private network alone", () => {
  const name = "service.beta.kubernetes.io/aws-load-balancer-scheme";
  const inside = balancer("own", {}, { [name]: "internal" });
  const said = (...manifests: Manifest[]) => {
    const ctx = contextOf([NGINX, ...manifests]);
    new ControllerGuards(ctx).sayInternal(ctx);
    return [...ctx.diagnostics].map(({ code }) => code);
  };
  assertEquals(said(inside), ["internal-load-balancer"]);
  assertEquals(said(inside, balancer("open")), []);
});

Deno.test("ControllerGuards.of() finds what the ConfigMap of an IngressClass restricts", () => {
  const asked = (controller: string) => {
    const parameters = { kind: "ConfigMap", name: "params", namespace: "shop" };
    const guards = new ControllerGuards(contextOf([
      { kind: "IngressClass", metadata: { name: "hp" }, spec: { controller, parameters } },
      {
        kind: "ConfigMap",
        metadata: { name: "params", namespace: "shop" },
        data: { "allowlist-source-range": "10.0.0.0/8" },
      },
    ]));
    const metadata = { name: "web", namespace: "shop" };
    return guards.of({ kind: "Ingress", metadata, spec: { ingressClassName: "hp" } })
      .map(({ annotation }) => annotation);
  };
  assertEquals(asked("haproxy-ingress.github.io/controller"), [
    'allowlist-source-range of the ConfigMap "params"',
  ]);
  assertEquals(asked("example.test/other"), []);
});

Deno.test("ControllerGuards finds what restricts in a file of Traefik's that is no YAML, and says that it is not read", () => {
  const toml = '[entryPoints.web.http]\nmiddlewares = ["office@file"]';
  const files = (data: Record<string, string>) => [pod("traefik:v3"), config(data)];
  const said =
    'middlewares in "traefik.toml" of the ConfigMap "own", which is no YAML and is not read here';
  assertEquals(guards("traefik", files({ "traefik.toml": toml })), [said]);
  // The file may say that those without a class are its own.
  assertEquals(guards("", files({ "traefik.toml": toml })), [said]);
  assertEquals(guards("nginx", files({ "traefik.toml": toml })), []);
  assertEquals(guards("traefik", files({ "traefik.toml": toml }), ["traefik"]), []);
  assertEquals(guards("traefik", files({ "traefik.toml": "middlewares = []" })), []);
  assertEquals(guards("traefik", files({ "other.toml": toml })), []);

  const unread = (key: string, content: string) => {
    const ctx = contextOf(files({ [key]: content }));
    new ControllerGuards(ctx).sayUnread(ctx);
    return [...ctx.diagnostics].map(({ code, path }) => `${code} ${path}`);
  };
  for (const content of [toml, "debug = true", "[log]", 'a = "b: c"']) {
    assertEquals(unread("traefik.toml", content), ['unread-settings data["traefik.toml"]']);
  }
  for (const content of [toml, "debug = true", "[log]"]) {
    assertEquals(unread("traefik.yml", content), ['unread-settings data["traefik.yml"]']);
  }
  for (const content of ["", "# nothing", "log: {}"]) {
    assertEquals(unread("traefik.yml", content), []);
  }
});
