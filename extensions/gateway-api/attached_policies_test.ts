import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { gateway, grpcRoute, httpRoute, object, routesOf, service, TO_WEB } from "./_testing.ts";
import { GROUP } from "./group.ts";

function policy(apiVersion: string, kind: string, spec: unknown, namespace = "shop"): Manifest {
  return { ...object(kind, "guard", spec, namespace), apiVersion };
}

/** Which routes are closed, by their paths. */
function closed(...policies: Manifest[]): string[] {
  const rules = (path: string) => ({
    rules: [{ matches: [{ path: { value: path } }], ...TO_WEB }],
  });
  const { routes } = routesOf([
    httpRoute("one", rules("/one")),
    httpRoute("two", rules("/two")),
    ...policies,
  ]);
  return routes.filter(({ denied }) => denied !== undefined).map(({ path }) => path);
}

const one = { group: GROUP, kind: "HTTPRoute", name: "one" };
const edge = { group: GROUP, kind: "Gateway", name: "edge" };

Deno.test("close() closes the routes that a policy guards, whichever implementation's it is", () => {
  assertEquals(
    closed(policy("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", { targetRefs: [one] })),
    ["/one"],
  );
  assertEquals(closed(policy("kuadrant.io/v1", "AuthPolicy", { targetRef: one })), ["/one"]);
  assertEquals(
    closed(policy("security.istio.io/v1", "AuthorizationPolicy", { targetRefs: [edge] })),
    ["/one", "/two"],
  );
});

Deno.test("close() leaves routes alone that no such policy is attached to", () => {
  const kind = "SecurityPolicy";
  const group = "gateway.envoyproxy.io/v1alpha1";
  assertEquals(closed(), []);
  assertEquals(closed(policy(group, kind, { targetRefs: [one] }, "other")), []);
  assertEquals(closed(policy(group, kind, { targetRefs: [{ ...one, group: "" }] })), []);
  assertEquals(closed(policy(group, kind, null)), []);
  assertEquals(closed(policy(group, "BackendTrafficPolicy", { targetRefs: [one] })), []);
});

Deno.test("close() closes a whole namespace when nobody can tell what a policy of it is for", () => {
  const guard = (spec: object, namespace?: string) =>
    closed(policy("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", spec, namespace));
  for (
    const odd of [
      ...["one", true, 0, "", {}, ["one"], [null], [[]]],
      ...[{ ...one, name: ["one"] }, { ...one, name: "" }, { ...one, kind: null }].map((
        odd,
      ) => [odd]),
      ...[{ ...one, kind: ["HTTPRoute"] }, { ...one, group: {} }],
    ]
  ) {
    assertEquals(guard({ targetRefs: odd }), ["/one", "/two"], JSON.stringify(odd));
    assertEquals(guard({ targetRefs: odd }, "other"), [], JSON.stringify(odd));
  }
  assertEquals(guard({ targetSelectors: "HTTPRoute" }), ["/one", "/two"]);
  assertEquals(guard({ targetRefs: [{ ...one, group: null }] }), ["/one"]);
  assertEquals(guard({ targetRefs: [] }), []);
  assertEquals(guard({ targetRefs: [{ ...one, name: "else" }] }), []);
});

Deno.test("close() closes what a policy names in whatever field it names it", () => {
  const group = "example.com/v1";
  for (
    const spec of [
      { targetReference: one },
      { policyTargetReference: one },
      { policyTargetRef: one },
      { targets: [one] },
      { target: one },
      { targets: { refs: [one] } },
      { routeRefs: [one] },
    ]
  ) assertEquals(closed(policy(group, "Guard", spec)), ["/one"], JSON.stringify(spec));
  assertEquals(closed(policy(group, "Guard", { gatewayRefs: [edge] })), ["/one", "/two"]);
  assertEquals(closed(policy(group, "Guard", { parentRefs: [edge] })), []);
  const ofGroup = { targetReference: { kind: "Service", name: "web" } };
  assertEquals(closed(policy("gateway.k8s.aws/v1", "TargetGroupConfiguration", ofGroup)), []);
});

Deno.test("close() closes routes whose requests Envoy Gateway answers with errors", () => {
  const aborting = (abort: object) =>
    closed(policy("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", {
      targetRefs: [one],
      faultInjection: { abort },
    }));
  assertEquals(aborting({ httpStatus: 403 }), ["/one"]);
  assertEquals(aborting({ httpStatus: 403, percentage: 100 }), ["/one"]);
  assertEquals(aborting({ httpStatus: 503, percentage: 1 }), []);
});

Deno.test("close() closes the routes of the one listener that a policy names", () => {
  const group = "gateway.envoyproxy.io/v1alpha1";
  const guarded = policy(group, "SecurityPolicy", { targetRef: { ...edge, sectionName: "admin" } });
  const at = (ref: Record<string, unknown>) =>
    routesOf([
      gateway("edge", ["admin", "web"].map((name) => ({ name, hostname: `${name}.example` }))),
      httpRoute("one", { parentRefs: [{ name: "edge", ...ref }], rules: [TO_WEB] }),
      guarded,
    ]).routes.some(({ denied }) => denied !== undefined);
  assertEquals(at({ sectionName: "admin" }), true);
  assertEquals(at({ sectionName: "web" }), false);
  assertEquals(at({}), true);
});

/** A policy of a kind that is known to guard. */
const security = (spec: unknown, namespace?: string) =>
  policy("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", spec, namespace);

/** The closed routes of one called `one` with labels. */
function closedByLabels(target: Record<string, unknown>, namespace = "shop"): string[] {
  const route = httpRoute("one", { rules: [TO_WEB] });
  route.metadata.labels = { tier: "front" };
  return routesOf([route, security({ targetSelectors: [target] }, namespace)]).routes
    .filter(({ denied }) => denied !== undefined).map(({ path }) => path);
}

Deno.test("close() closes the routes that a policy selects by labels, in its namespace or those that it names", () => {
  const front = { kind: "HTTPRoute", matchLabels: { tier: "front" } };
  const matchExpressions = [{ key: "tier", operator: "In", values: ["front"] }];
  assertEquals(closedByLabels(front), ["/"]);
  assertEquals(closedByLabels({ group: GROUP, kind: "HTTPRoute", matchExpressions }), ["/"]);
  assertEquals(closedByLabels({ kind: "HTTPRoute" }), ["/"]);
  assertEquals(closedByLabels({ ...front, namespaces: { from: "All" } }, "other"), ["/"]);
  assertEquals(closedByLabels(front, "other"), []);
  assertEquals(closedByLabels({ ...front, matchLabels: { tier: "back" } }), []);
  assertEquals(closedByLabels({ ...front, kind: "GRPCRoute" }), []);
  assertEquals(closedByLabels({ ...front, group: "example.com" }), []);
});

Deno.test("close() closes the routes of a Gateway that a policy selects, whose labels nobody knows or not", () => {
  const selecting = security({
    targetSelectors: [{ kind: "Gateway", matchLabels: { tier: "front" } }],
  });
  const byGateway = (name: string) => {
    const front = gateway("front", [{ name: "http", port: 8000 }]);
    front.metadata.labels = { tier: "front" };
    const route = httpRoute("one", { parentRefs: [{ name }], rules: [TO_WEB] });
    return routesOf([front, route, selecting]).routes[0].denied !== undefined;
  };
  assertEquals(["front", "edge", "gone"].map(byGateway), [true, false, true]);
});

Deno.test("close() closes the routes that come in by a ListenerSet of a guarded Gateway, or of a guarded class", () => {
  const edge = gateway("front", []);
  const spec = { ...edge.spec as object, allowedListeners: { namespaces: { from: "Same" } } };
  const set = object("ListenerSet", "more", {
    parentRef: { name: "front" },
    listeners: [{ name: "http", port: 8000, protocol: "HTTP" }],
  });
  const route = httpRoute("one", {
    parentRefs: [{ kind: "ListenerSet", name: "more" }],
    rules: [TO_WEB],
  });
  const isClosed = (kind: string, name: string) =>
    routesOf([
      { ...edge, spec },
      set,
      route,
      security({ targetRefs: [{ group: GROUP, kind, name }] }),
    ]).routes.map(({ denied }) => denied !== undefined);
  assertEquals(isClosed("Gateway", "front"), [true]);
  assertEquals(isClosed("ListenerSet", "more"), [true]);
  assertEquals(isClosed("GatewayClass", "any"), [true]);
  assertEquals(isClosed("Gateway", "edge"), [false]);
});

Deno.test("close() closes the routes of a Gateway that is not there when a policy is for any class", () => {
  const ofClass = { targetRef: { group: GROUP, kind: "GatewayClass", name: "front" } };
  const guard = policy("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", ofClass);
  const denied = (parent: string, ...policies: Manifest[]) => {
    const rules = [{ matches: [{ path: { value: "/one" } }], ...TO_WEB }];
    const route = httpRoute("one", { parentRefs: [{ name: parent }], rules });
    return routesOf([route, ...policies]).routes.some(({ denied }) => denied !== undefined);
  };
  assertEquals(denied("gone", guard), true);
  assertEquals(denied("gone"), false);
  assertEquals(denied("edge", guard), false);
});

Deno.test("close() closes the routes of namespaces, and of classes, that a policy selects by their labels", () => {
  const named = (labels?: Record<string, string>): Manifest[] =>
    labels ? [{ kind: "Namespace", metadata: { name: "shop", labels } }] : [];
  const closedBy = (target: object, labels?: Record<string, string>, namespace = "shop") =>
    routesOf([
      httpRoute("one", { rules: [TO_WEB] }),
      security({ targetSelectors: [target] }, namespace),
      ...named(labels),
    ]).routes[0].denied !== undefined;
  const front = { group: "", kind: "Namespace", matchLabels: { tier: "front" } };
  assertEquals(closedBy(front, { tier: "front" }), true);
  assertEquals(closedBy(front, { tier: "back" }), false);
  assertEquals(closedBy(front), true);
  assertEquals(closedBy(front, { tier: "front" }, "other"), false);
  const all = { ...front, namespaces: { from: "All" } };
  assertEquals(closedBy(all, { tier: "front" }, "other"), true);
  const byName = { "kubernetes.io/metadata.name": "elsewhere" };
  assertEquals(closedBy({ ...all, matchLabels: byName }, undefined, "other"), false);
  const inside = { from: "Selector", selector: { matchLabels: { tier: "front" } } };
  const route = { kind: "HTTPRoute", namespaces: inside };
  assertEquals(closedBy(route, { tier: "front" }, "other"), true);
  assertEquals(closedBy(route, { tier: "back" }, "other"), false);
  assertEquals(closedBy({ kind: "GatewayClass" }, undefined, "other"), true);
});

Deno.test("close() takes a policy for a guard unless its kind is known to keep nobody out", () => {
  const guarding: [string, string][] = [
    ["gateway.kgateway.dev/v1alpha1", "TrafficPolicy"],
    ["agentgateway.dev/v1alpha1", "AgentgatewayPolicy"],
    ["gateway.envoyproxy.io/v1alpha1", "EnvoyExtensionPolicy"],
    ["gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy"],
    ["extensions.istio.io/v1alpha1", "WasmPlugin"],
    ["example.com/v1", "Telemetry"],
  ];
  for (const [group, kind] of guarding) {
    assertEquals(closed(policy(group, kind, { targetRefs: [one] })), ["/one"]);
  }
  const harmless: [string, string][] = [
    ["telemetry.istio.io/v1", "Telemetry"],
    ["gateway.nginx.org/v1alpha1", "ObservabilityPolicy"],
    ["networking.gke.io/v1", "HealthCheckPolicy"],
  ];
  for (const [group, kind] of harmless) {
    assertEquals(closed(policy(group, kind, { targetRefs: [one] })), []);
  }
});

Deno.test("close() closes the routes to a Service that a policy guards", () => {
  const backend = (spec: object, name = "web") =>
    policy("networking.gke.io/v1", "GCPBackendPolicy", {
      targetRef: { group: "", kind: "Service", name },
      default: spec,
    });
  assertEquals(closed(backend({ iap: { enabled: true } })), ["/one", "/two"]);
  assertEquals(closed(backend({ securityPolicy: "armor" })), ["/one", "/two"]);
  assertEquals(closed(backend({ timeoutSec: 40, iap: { enabled: false } })), []);
  assertEquals(closed(backend({ iap: { enabled: true } }, "next")), []);
});

Deno.test("routes are closed whose own annotations, or those of a Service behind them, name Kong's plugins", () => {
  const plugins = { "konghq.com/plugins": "key-auth" };
  for (const make of [httpRoute, grpcRoute]) {
    const route = make("one", { rules: [TO_WEB] });
    route.metadata.annotations = plugins;
    assertEquals(routesOf([route]).routes.map(({ denied }) => denied), ["konghq.com/plugins"]);
  }
  const guarded = service("guarded");
  guarded.metadata.annotations = plugins;
  const share = (name: string) => ({
    backendRefs: [{ name: "next", port: 80 }, { name, port: 80 }],
  });
  const deniedOf = (name: string) =>
    routesOf([guarded, httpRoute("one", { rules: [share(name)] })]).routes
      .map(({ denied }) => denied);
  assertEquals(deniedOf("guarded"), ['konghq.com/plugins of the Service "guarded"']);
  assertEquals(deniedOf("web"), [undefined]);
});

Deno.test("routes are closed where a plugin of Kong's for all may keep somebody out", () => {
  const deniedBy = (plugin: string, more: object = {}, labels = { global: "true" }) =>
    routesOf([httpRoute("one", { rules: [TO_WEB] }), {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongClusterPlugin",
      metadata: { name: "all", labels },
      plugin,
      ...more,
    }]).routes.map(({ denied }) => denied);
  assertEquals(deniedBy("key-auth"), ['the KongClusterPlugin "all" for all routes']);
  assertEquals(deniedBy("prometheus"), [undefined]);
  assertEquals(deniedBy("key-auth", { disabled: true }), [undefined]);
  assertEquals(deniedBy("key-auth", {}, { global: "false" }), [undefined]);
});

Deno.test("routes are closed where a plugin of APISIX's, or a binding of Kong's, may keep somebody out", () => {
  const denied = (manifest: Manifest) =>
    routesOf([httpRoute("one", { rules: [TO_WEB] }), manifest]).routes.map(({ denied }) => denied);
  const rule = (name: string) =>
    policy("apisix.apache.org/v2", "ApisixGlobalRule", { plugins: [{ name, enable: true }] });
  assertEquals(denied(rule("key-auth")), ['the ApisixGlobalRule "guard" for all routes']);
  assertEquals(denied(rule("prometheus")), [undefined]);
  const binding = (spec: object) =>
    policy("configuration.konghq.com/v1alpha1", "KongPluginBinding", spec);
  const all = binding({ scope: "GlobalInControlPlane" });
  assertEquals(denied(all), ['the KongPluginBinding "guard" for all routes']);
  const ofService = (name: string) =>
    binding({ targets: { serviceRef: { group: "core", kind: "Service", name } } });
  assertEquals(closed(ofService("web")), ["/one", "/two"]);
  assertEquals(closed(ofService("other")), []);
});

Deno.test("close() closes the routes of all Gateways that a policy of Cilium's lets some come by", () => {
  const of = (spec: object) => {
    const endpointSelector = {
      matchExpressions: [{ key: "reserved:ingress", operator: "Exists" }],
    };
    return closed({
      apiVersion: "cilium.io/v2",
      kind: "CiliumClusterwideNetworkPolicy",
      metadata: { name: "guard" },
      spec: { endpointSelector, ...spec },
    });
  };
  assertEquals(of({ ingress: [{ fromCIDR: ["10.0.0.0/8"] }] }), ["/one", "/two"]);
  assertEquals(of({ ingress: [{ fromEntities: ["world"] }] }), []);
});

Deno.test("close() takes a limit of no requests at all for a guard", () => {
  const limited = (limit: number) =>
    policy("kuadrant.io/v1", "RateLimitPolicy", {
      targetRef: { kind: "HTTPRoute", name: "one" },
      limits: { all: { rates: [{ limit, window: "1h" }] } },
    });
  assertEquals(closed(limited(0)), ["/one"]);
  assertEquals(closed(limited(5)), []);
});

Deno.test("close() closes the routes of a namespace that a policy is attached to, and to Services of it", () => {
  const guard = (name: string, group = "") =>
    policy("policy.linkerd.io/v1alpha1", "AuthorizationPolicy", {
      targetRef: { group, kind: "Namespace", name },
    }, name);
  assertEquals(closed(guard("shop")), ["/one", "/two"]);
  assertEquals(closed(guard("shop", "core")), ["/one", "/two"]);
  assertEquals(closed(guard("elsewhere")), []);
  assertEquals(closed(guard("shop", "example.com")), []);
});

Deno.test("close() sends no copies of requests to a Service that a policy guards", () => {
  const mirrored = (...policies: Manifest[]) => {
    const requestMirror = { backendRef: { name: "copy", port: 80 } };
    const filters = [{ type: "RequestMirror", requestMirror }];
    const route = httpRoute("one", { rules: [{ ...TO_WEB, filters }] });
    const { routes, said } = routesOf([route, service("copy"), ...policies]);
    return [routes.map(({ denied, mirrors }) => [denied, mirrors?.length]), said];
  };
  assertEquals(mirrored(), [[[undefined, 1]], []]);
  const targetRefs = [{ kind: "Service", group: "", name: "copy" }];
  const [routes, said] = mirrored(
    policy("security.istio.io/v1", "AuthorizationPolicy", { targetRefs }),
  );
  assertEquals(routes, [[undefined, undefined]]);
  assertEquals(said, ["guarded-mirror spec.rules"]);
});

Deno.test("close() closes the routes of a Gateway whose pods keep a policy of Istio's", () => {
  const rules = [{ from: [{ source: { notIpBlocks: ["10.0.0.0/8"] } }] }];
  const istio = (spec: object, namespace?: string) =>
    closed(policy("security.istio.io/v1", "AuthorizationPolicy", { rules, ...spec }, namespace));
  const selecting = (name: string) => ({
    selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": name } },
  });
  assertEquals(istio(selecting("edge")), ["/one", "/two"]);
  assertEquals(istio({}, "istio-system"), ["/one", "/two"]);
  assertEquals(istio(selecting("other")), []);
  assertEquals(istio({ ...selecting("edge"), action: "AUDIT" }), []);
  assertEquals(istio({ targetRefs: [edge], rules: [{}] }), []);
});

Deno.test("close() closes the routes of a Gateway whose address is a Service, by what guards its pods", () => {
  const spec = { selector: { matchLabels: { app: "ingress" } }, rules: [{ to: [{}] }] };
  const guard = policy("security.istio.io/v1", "AuthorizationPolicy", spec, "edge");
  const pods = (app: string): Manifest => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "gate", namespace: "edge" },
    spec: {
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: "x", image: "x" }] },
      },
    },
  });
  const gate = (app: string) => [
    pods(app),
    { ...service("gate", {}, "edge"), spec: { selector: { app }, ports: [{ port: 80 }] } },
  ];
  const isClosed = (value: string, ...others: Manifest[]) => {
    const front = gateway("front", [{ name: "http", port: 8000 }]);
    Object.assign(front.spec as object, { addresses: [{ type: "Hostname", value }] });
    const route = httpRoute("one", { parentRefs: [{ name: "front" }], rules: [TO_WEB] });
    return routesOf([front, route, guard, ...others]).routes[0].denied !== undefined;
  };
  const host = "gate.edge.svc.cluster.local";
  assertEquals(isClosed(host, ...gate("ingress")), true);
  assertEquals(isClosed(host, ...gate("other")), false);
  // Nobody knows the labels of pods that are not there.
  assertEquals(isClosed(host), true);
  assertEquals(isClosed("gate.other.svc.cluster.local"), false);
});

Deno.test("close() closes the routes of a Gateway whose load balancer lets in some alone", () => {
  const deniedBy = (infrastructure: object, annotations = {}, ...more: Manifest[]) => {
    const inner = gateway("inner", [{ name: "http" }]);
    inner.spec = { ...inner.spec as object, infrastructure };
    inner.metadata.annotations = annotations;
    const route = httpRoute("one", { parentRefs: [{ name: "inner" }], rules: [TO_WEB] });
    return routesOf([inner, route, ...more]).routes
      .map(({ denied }) => denied !== undefined);
  };
  const ranges = "service.beta.kubernetes.io/load-balancer-source-ranges";
  assertEquals(deniedBy({ annotations: { [ranges]: "10.0.0.0/8" } }), [true]);
  assertEquals(deniedBy({ annotations: { [ranges]: "0.0.0.0/0" } }), [false]);
  assertEquals(deniedBy({}, { "networking.istio.io/service-type": "ClusterIP" }), [true]);
  const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "guard" };
  const proxy = (envoyService: object) =>
    policy("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", {
      provider: { kubernetes: { envoyService } },
    });
  const own = { loadBalancerSourceRanges: ["10.0.0.0/8"] };
  assertEquals(deniedBy({ parametersRef }, {}, proxy(own)), [true]);
  assertEquals(deniedBy({ parametersRef }, {}, proxy({})), [false]);
  assertEquals(deniedBy({ parametersRef }, {}, proxy({ type: "ClusterIP" })), [true]);
});

Deno.test("close() closes the routes of a Gateway whose controller's settings let in some alone", () => {
  const [name, open] = ["guard", ["0.0.0.0/0"]];
  const office = ["10.0.0.0/8"];
  const closes = (group: string, kind: string, fields: Record<string, unknown>) => {
    const inner = gateway("inner", [{ name: "http" }]);
    const parametersRef = { group: group.split("/")[0].replace("v1", ""), kind, name };
    inner.spec = { ...inner.spec as object, infrastructure: { parametersRef } };
    const route = httpRoute("one", { parentRefs: [{ name: "inner" }], rules: [TO_WEB] });
    const settings = { apiVersion: group, kind, metadata: { name, namespace: "shop" }, ...fields };
    const [{ denied }] = routesOf([inner, route, settings]).routes;
    return denied !== undefined;
  };
  const cilium = (service: object) =>
    closes("cilium.io/v2alpha1", "CiliumGatewayClassConfig", { spec: { service } });
  assertEquals(cilium({ loadBalancerSourceRanges: office }), true);
  assertEquals(cilium({ loadBalancerSourceRanges: open, type: "NodePort" }), false);
  assertEquals(cilium({ type: "ClusterIP" }), true);
  const nginx = (service: object) =>
    closes("gateway.nginx.org/v1alpha2", "NginxProxy", { spec: { kubernetes: { service } } });
  assertEquals(nginx({ loadBalancerSourceRanges: office }), true);
  assertEquals(nginx({ type: "LoadBalancer" }), false);
  const aws = (spec: object) =>
    closes("gateway.k8s.aws/v1beta1", "LoadBalancerConfiguration", { spec });
  assertEquals(aws({ sourceRanges: office }), true);
  assertEquals(aws({ scheme: "internal" }), true);
  assertEquals(aws({ scheme: "internet-facing", sourceRanges: open }), false);
  assertEquals(
    aws({ listenerConfigurations: [{ mutualAuthentication: { mode: "verify" } }] }),
    true,
  );
  const apisix = (...plugins: object[]) =>
    closes("apisix.apache.org/v1alpha1", "GatewayProxy", { spec: { plugins } });
  assertEquals(apisix({ name: "key-auth", enabled: true }), true);
  assertEquals(apisix({ name: "key-auth", enabled: false }, { name: "prometheus" }), false);
  const istio = (service: string) => closes("v1", "ConfigMap", { data: { service } });
  assertEquals(istio("spec:\n  loadBalancerSourceRanges: [10.0.0.0/8]"), true);
  assertEquals(istio("spec:\n  type: ClusterIP"), true);
  assertEquals(istio("spec:\n  type: NodePort"), false);
  assertEquals(istio("spec: ["), false);
});
