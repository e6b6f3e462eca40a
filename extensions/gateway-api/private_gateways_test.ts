import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { httpRoute, object, routesOf, TO_WEB } from "./_testing.ts";

const BETA = "service.beta.kubernetes.io/";

/** Whether a Gateway is said to be private, with its route open all the same. */
function isPrivate(spec: object, ...beside: Manifest[]): boolean {
  const listeners = [{ name: "http", port: 80, protocol: "HTTP" }];
  const inner = object("Gateway", "inner", { gatewayClassName: "any", listeners, ...spec });
  const parentRefs = [{ name: "inner" }];
  const { routes, said } = routesOf([
    inner,
    ...beside,
    httpRoute("one", {
      parentRefs,
      rules: [{ matches: [{ path: { value: "/one" } }], ...TO_WEB }],
    }),
    httpRoute("two", {
      parentRefs,
      rules: [{ matches: [{ path: { value: "/two" } }], ...TO_WEB }],
    }),
  ]);
  assertEquals(routes.filter(({ denied }) => denied !== undefined), []);
  const found = said.filter((one) => one.startsWith("internal-load-balancer"));
  assertEquals(found.length <= 1, true);
  return found.length === 1;
}

function gatewayClass(name: string, controllerName: string, parametersRef?: object): Manifest {
  return object("GatewayClass", name, {
    controllerName,
    ...(parametersRef ? { parametersRef } : {}),
  });
}

Deno.test("close() says which classes of Google's are private", () => {
  const names = ["gke-l7-rilb", "gke-l7-rilb-mc", "gke-l7-cross-regional-internal-managed-mc"];
  for (const gatewayClassName of names) assertEquals(isPrivate({ gatewayClassName }), true);
  for (const gatewayClassName of ["gke-l7-gxlb", "gke-l7-regional-external-managed", "any"]) {
    assertEquals(isPrivate({ gatewayClassName }), false);
  }
});

Deno.test("close() says that AWS's Gateways are private when their settings do not open them", () => {
  const config = (name: string, spec: object): Manifest => ({
    ...object("LoadBalancerConfiguration", name, spec),
    apiVersion: "gateway.k8s.aws/v1beta1",
  });
  const ref = { group: "gateway.k8s.aws", kind: "LoadBalancerConfiguration", name: "own" };
  const spec = { gatewayClassName: "lb", infrastructure: { parametersRef: ref } };
  for (const controller of ["gateway.k8s.aws/alb", "gateway.k8s.aws/nlb"]) {
    const own = gatewayClass("lb", controller);
    assertEquals(isPrivate({ gatewayClassName: "lb" }, own), true);
    assertEquals(isPrivate(spec, own), true);
    assertEquals(isPrivate(spec, own, config("own", { loadBalancerName: "x" })), true);
    assertEquals(isPrivate(spec, own, config("own", { scheme: "internet-facing" })), false);
    const ofClass = gatewayClass("lb", controller, { ...ref, name: "all", namespace: "shop" });
    const all = config("all", { scheme: "internet-facing" });
    assertEquals(isPrivate({ gatewayClassName: "lb" }, ofClass, all), false);
  }
  assertEquals(isPrivate({ gatewayClassName: "lb" }, gatewayClass("lb", "example.com/lb")), false);
  assertEquals(isPrivate({ gatewayClassName: "amazon-vpc-lattice" }), true);
  const lattice = gatewayClass("lb", "application-networking.k8s.aws/gateway-api-controller");
  assertEquals(isPrivate({ gatewayClassName: "lb" }, lattice), true);
});

Deno.test("close() says that a Gateway is private when the Service that it asks for is by default", () => {
  const external = { [`${BETA}aws-load-balancer-type`]: "external" };
  const open = { [`${BETA}aws-load-balancer-scheme`]: "internet-facing" };
  assertEquals(isPrivate({ infrastructure: { annotations: external } }), true);
  assertEquals(isPrivate({ infrastructure: { annotations: { ...external, ...open } } }), false);
  const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "own" };
  const proxy = (envoyService: object): Manifest => ({
    ...object("EnvoyProxy", "own", { provider: { kubernetes: { envoyService } } }),
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
  });
  const bySettings = (envoyService: object) =>
    isPrivate({ infrastructure: { parametersRef } }, proxy(envoyService));
  assertEquals(bySettings({ loadBalancerClass: "service.k8s.aws/nlb" }), true);
  assertEquals(
    bySettings({ loadBalancerClass: "eks.amazonaws.com/nlb", annotations: open }),
    false,
  );
  assertEquals(bySettings({ annotations: external }), true);
  assertEquals(bySettings({ annotations: { ...external, ...open } }), false);
  assertEquals(bySettings({}), false);
});
