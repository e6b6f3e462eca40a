/**
 * What begins as annotations of an ingress controller or a load balancer do, and is none that is known, shuts the door it
 * stands on; what is known to be harmless leaves it open.
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as gateway from "../../extensions/gateway-api/mod.ts";
import * as haproxy from "../../extensions/haproxy/mod.ts";
import * as nginx from "../../extensions/nginx/mod.ts";
import * as traefik from "../../extensions/traefik/mod.ts";
import * as indexer from "../../extensions/service-indexer/mod.ts";
import * as workload from "../../extensions/workload/mod.ts";
import * as caddy from "../../extensions/caddy/mod.ts";
import { BALANCER_FAMILIES } from "../../pacts/annotations/balancers.ts";
import { CONTROLLER_FAMILIES } from "../../pacts/annotations/controllers.ts";
import type { AnnotationFamily } from "../../pacts/annotations/family.ts";
import { Odd, RUNS } from "./_odd.ts";

const EXTENSIONS = [caddy, gateway, haproxy, indexer, nginx, traefik, workload];

const PARTS = ["client", "gate", "strict", "only", "private", "x", "Zone", "mode", "2", "_"];

/** A name that no controller has. */
function unknownName(odd: Odd): string {
  const parts = Array.from({ length: 2 + odd.below(3) }, () => odd.of(PARTS));
  return `q${odd.below(1000)}${odd.of(["-", ".", "_"])}${parts.join(odd.of(["-", ".", ""]))}`;
}

function harmlessName(family: AnnotationFamily, odd: Odd): string {
  const names = Object.values(family.harmless).join(" ").split(/\s+/).filter(Boolean);
  return odd.of(names).replaceAll("*", "x");
}

/** As somebody may write a prefix. */
function spelled(prefix: string, odd: Odd): string {
  return odd.of([prefix, prefix, prefix.toUpperCase(), prefix[0].toUpperCase() + prefix.slice(1)]);
}

const service = (annotations: object, spec: object = {}): Manifest => ({
  kind: "Service",
  metadata: { name: "web", namespace: "shop", annotations },
  spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
} as Manifest);

const POD: Manifest = {
  kind: "Pod",
  metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "web:1" }] },
};

const BACKEND = { service: { name: "web", port: { number: 80 } } };

/** An Ingress of a class, and its IngressClass. */
function ingress(name: string, ofIngress: object, ofClass: object = {}): Manifest[] {
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name, annotations: ofClass },
      spec: { controller: `example.com/${name}` },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", namespace: "shop", annotations: ofIngress },
      spec: {
        ingressClassName: name,
        rules: [{
          host: "shop.example",
          http: { paths: [{ path: "/", pathType: "Prefix", backend: BACKEND }] },
        }],
      },
    },
  ] as Manifest[];
}

function httpRoute(ofRoute: object, ofGateway: object = {}): Manifest[] {
  const apiVersion = "gateway.networking.k8s.io/v1";
  return [
    {
      apiVersion,
      kind: "Gateway",
      metadata: { name: "edge", namespace: "shop", annotations: ofGateway },
      spec: { gatewayClassName: "edge", listeners: [{ name: "a", port: 80, protocol: "HTTP" }] },
    },
    {
      apiVersion,
      kind: "HTTPRoute",
      metadata: { name: "web", namespace: "shop", annotations: ofRoute },
      spec: {
        hostnames: ["shop.example"],
        parentRefs: [{ name: "edge" }],
        rules: [{ backendRefs: [{ name: "web", port: 80 }] }],
      },
    },
  ] as Manifest[];
}

/** Where an annotation may stand that routes heed. */
const PLACES: Readonly<Record<string, (annotations: object) => Manifest[]>> = {
  "an Ingress of nginx": (own) => [service({}), ...ingress("nginx", own)],
  "an Ingress of haproxy": (own) => [service({}), ...ingress("haproxy", own)],
  "an Ingress of traefik": (own) => [service({}), ...ingress("traefik", own)],
  "the Service behind an Ingress": (own) => [service(own), ...ingress("nginx", {})],
  "the class of an Ingress": (own) => [service({}), ...ingress("nginx", {}, own)],
  "an HTTPRoute": (own) => [service({}), ...httpRoute(own)],
  "the Service behind an HTTPRoute": (own) => [service(own), ...httpRoute({})],
  "a Gateway": (own) => [service({}), ...httpRoute({}, own)],
};

/** Whether the route, or the port, is open. */
async function isOpen(manifests: Manifest[], harmless: string[] = []): Promise<boolean> {
  const { project, files, diagnostics } = await testConversion(EXTENSIONS, [...manifests, POD], {
    config: { harmless },
  });
  const closed = diagnostics.some(({ code }) =>
    ["access-denied", "restricted-port"].includes(code)
  );
  const caddyfile = [...files.entries()].find(([path]) => path.endsWith("Caddyfile"))?.[1].content;
  const isThere = manifests.length === 1
    ? (project.services.web.ports ?? []).length > 0
    : String(caddyfile).includes("reverse_proxy");
  assertEquals(isThere, !closed, JSON.stringify(diagnostics));
  return isThere;
}

for (const [place, manifestsWith] of Object.entries(PLACES)) {
  Deno.test(`a route shuts when an annotation of ${place} is unknown, and stays open when it is harmless`, async () => {
    const odd = new Odd(place.length);
    assertEquals(await isOpen(manifestsWith({})), true);
    for (let run = 0; run < RUNS; run++) {
      const family = CONTROLLER_FAMILIES[run % CONTROLLER_FAMILIES.length];
      const prefix = spelled(odd.of(family.prefixes), odd);
      const unknown = prefix + unknownName(odd);
      assertEquals(await isOpen(manifestsWith({ [unknown]: "x" })), false, unknown);
      assertEquals(await isOpen(manifestsWith({ [unknown]: "x" }), [unknown]), true, unknown);
      const harmless = prefix + harmlessName(family, odd);
      assertEquals(await isOpen(manifestsWith({ [harmless]: "1" })), true, harmless);
    }
  });
}

Deno.test("a LoadBalancer's ports shut when an annotation of it is unknown, and stay open when it is harmless", async () => {
  const odd = new Odd(3);
  const type = "LoadBalancer";
  for (let run = 0; run < RUNS * 2; run++) {
    const family = BALANCER_FAMILIES[run % BALANCER_FAMILIES.length];
    const prefix = spelled(odd.of(family.prefixes), odd);
    const unknown = prefix + unknownName(odd);
    assertEquals(await isOpen([service({ [unknown]: "x" }, { type })]), false, unknown);
    assertEquals(await isOpen([service({ [unknown]: "x" }, { type })], [unknown]), true, unknown);
    const harmless = prefix + harmlessName(family, odd);
    assertEquals(await isOpen([service({ [harmless]: "1" }, { type })]), true, harmless);
  }
});
