import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress, Service } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { backendConfigRestrictions, foreignGuards } from "./foreign_guards.ts";
import { PodPolicies } from "./pod_policies.ts";

/** What is restricted of an Ingress of a class. */
function guards(ingressClassName: string, ...manifests: Manifest[]): string[] {
  const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName } };
  const ctx = contextOf(manifests);
  return foreignGuards(ingress as Ingress, new PodPolicies(ctx), ctx);
}

function classOf(name: string, controller: string): Manifest {
  return { kind: "IngressClass", metadata: { name }, spec: { controller } };
}

const plugin: Manifest = {
  apiVersion: "configuration.konghq.com/v1",
  kind: "KongClusterPlugin",
  metadata: { name: "office", labels: { global: "true" } },
  plugin: "ip-restriction",
};

const policy: Manifest = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "signed-in", namespace: "istio-system" },
  spec: { selector: { matchLabels: { istio: "ingressgateway" } }, action: "CUSTOM", rules: [{}] },
};

Deno.test("foreignGuards() finds Kong's plugins for all routes when the class is Kong's", () => {
  const said = ['the KongClusterPlugin "office" for all routes'];
  assertEquals(guards("kong", plugin), said);
  const own = classOf("edge", "ingress-controllers.konghq.com/kong");
  assertEquals(guards("edge", plugin, own), said);
  assertEquals(guards("nginx", plugin), []);
  assertEquals(guards("kong", { ...plugin, plugin: "cors" }), []);
});

Deno.test("foreignGuards() finds policies of Istio's gateway when the class is Istio's", () => {
  const said = [
    'the AuthorizationPolicy "signed-in" of the namespace "istio-system" says who may ask the controller',
  ];
  assertEquals(guards("istio", policy), said);
  assertEquals(guards("mesh", policy, classOf("mesh", "istio.io/ingress-controller")), said);
  assertEquals(guards("nginx", policy), []);
});

/** What a Service restricts whose annotation names a BackendConfig `own`. */
function restricted(written: string, spec?: object): string[] {
  const annotations = { "cloud.google.com/backend-config": written };
  const service: Service = { kind: "Service", metadata: { name: "web", annotations } };
  const config = { apiVersion: "cloud.google.com/v1", kind: "BackendConfig", spec };
  const all = spec ? [{ ...config, metadata: { name: "own" } }] : [];
  return backendConfigRestrictions(service, contextOf(all)).map(({ annotation }) => annotation);
}

Deno.test("foreignGuards() finds whom Cilium lets in to all of its Ingresses when the class is Cilium's", () => {
  const lockdown = {
    apiVersion: "cilium.io/v2",
    kind: "CiliumClusterwideNetworkPolicy",
    metadata: { name: "lockdown" },
    spec: { endpointSelector: {}, ingress: [{ fromEntities: ["cluster"] }] },
  };
  assertEquals(guards("cilium", lockdown), ['the CiliumClusterwideNetworkPolicy "lockdown"']);
  assertEquals(guards("nginx", lockdown), []);
});

Deno.test("backendConfigRestrictions() finds who must sign in, and firewalls", () => {
  const found = (reason: string) => [`cloud.google.com/backend-config (${reason})`];
  const iap = { iap: { enabled: true } };
  const said = found('iap of the BackendConfig "own"');
  assertEquals(restricted('{"default":"own"}', iap), said);
  assertEquals(restricted('{"ports":{"80":"own","http":"own"}}', iap), said);
  const firewall = { securityPolicy: { name: "office" } };
  assertEquals(
    restricted('{"default":"own"}', firewall),
    found('securityPolicy of the BackendConfig "own"'),
  );
  for (const spec of [{ iap: { enabled: false } }, { timeoutSec: 40 }, {}]) {
    assertEquals(restricted('{"default":"own"}', spec), []);
  }
});

Deno.test("backendConfigRestrictions() takes one that nobody knows for a guard", () => {
  const missing = 'the BackendConfig "own" is not among the manifests';
  for (const written of ['{"default":"own"}', "own"]) {
    assertEquals(restricted(written), [`cloud.google.com/backend-config (${missing})`]);
  }
});
