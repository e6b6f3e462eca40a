import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { guardOfPods } from "./pod_policies.ts";
import { WaypointPolicies } from "./waypoint_policies.ts";

const GROUP = "gateway.networking.k8s.io";
const RULES = [{ from: [{ source: { principals: ["x"] } }] }];
const WEB = { group: "", kind: "Service", name: "web" };
const WAYPOINT = { group: GROUP, kind: "Gateway", name: "wp" };

function policy(
  target: object,
  { namespace = "shop", name = "guard", ...spec }: Record<string, unknown> = {},
): Manifest {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name, namespace },
    spec: { targetRefs: [target], rules: RULES, ...spec },
  } as Manifest;
}

function service(labels: Record<string, string> = {}, spec: object = {}) {
  return { kind: "Service", metadata: { name: "web", namespace: "shop", labels }, spec };
}

function namespaceWith(labels: Record<string, string>): Manifest {
  return { kind: "Namespace", metadata: { name: "shop", labels } };
}

function waypoint(labels: Record<string, string> = {}, namespace = "shop"): Manifest {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: "Gateway",
    metadata: { name: "wp", namespace, labels },
    spec: { gatewayClassName: "own-waypoint" },
  };
}

/** Names of those that keep somebody from the Service. */
function found(manifests: Manifest[], labels: Record<string, string> = {}): string[] {
  return new WaypointPolicies(contextOf(manifests)).ofService(service(labels))
    .map(({ metadata }) => metadata.name);
}

const USES = { "istio.io/use-waypoint": "wp" };

Deno.test("WaypointPolicies have those that name a Service, in its namespace", () => {
  assertEquals(found([policy(WEB)]), ["guard"]);
  assertEquals(found([policy({ ...WEB, group: "core" })]), ["guard"]);
  assertEquals(found([policy(WEB, { targetRefs: [], targetRef: WEB })]), ["guard"]);
  assertEquals(found([policy({ ...WEB, name: "api" })]), []);
  assertEquals(found([policy(WEB, { namespace: "other" })]), []);
  assertEquals(found([policy(WEB, { action: "AUDIT" })]), []);
  const all = policy(WEB, { name: "all", rules: [{}] });
  assertEquals(found([policy(WEB), all]), []);
  assertEquals(found([policy(WEB, { action: "DENY" }), all]), ["guard"]);
});

Deno.test("WaypointPolicies have those of the waypoint that a Service uses, by its labels or its namespace's", () => {
  const guarded = policy(WAYPOINT);
  assertEquals(found([guarded]), []);
  assertEquals(found([guarded], USES), ["guard"]);
  assertEquals(found([guarded, namespaceWith(USES)]), ["guard"]);
  assertEquals(found([guarded, namespaceWith(USES)], { "istio.io/use-waypoint": "none" }), []);
  assertEquals(found([guarded, namespaceWith(USES)], { "istio.io/use-waypoint": "other" }), []);
  const elsewhere = { ...USES, "istio.io/use-waypoint-namespace": "mesh" };
  assertEquals(found([guarded], elsewhere), []);
  assertEquals(found([policy(WAYPOINT, { namespace: "mesh" })], elsewhere), ["guard"]);
  // Whom the waypoint lets in by one policy it lets in.
  assertEquals(found([guarded, policy(WEB, { name: "all", rules: [{}] })], USES), []);
  const past = { ...USES, "istio.io/ingress-use-waypoint": "false" };
  assertEquals(found([guarded], past), []);
});

Deno.test("WaypointPolicies have those of all waypoints of a class", () => {
  const target = { group: GROUP, kind: "GatewayClass", name: "istio-waypoint" };
  const guarded = (name: string) => policy({ ...target, name }, { namespace: "istio-system" });
  assertEquals(found([guarded("istio-waypoint")], USES), ["guard"]);
  assertEquals(found([guarded("istio-waypoint"), waypoint()], USES), []);
  assertEquals(found([guarded("own-waypoint"), waypoint()], USES), ["guard"]);
});

Deno.test("WaypointPolicies heed what a waypoint is for", () => {
  const guarded = policy(WAYPOINT);
  const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: USES };
  const kept = (labels: Record<string, string>) => {
    const policies = new WaypointPolicies(contextOf([guarded, waypoint(labels)]));
    return [policies.ofService(service(USES)).length > 0, policies.ofPod(pod).length > 0];
  };
  assertEquals(kept({}), [true, false]);
  assertEquals(kept({ "istio.io/waypoint-for": "service" }), [true, false]);
  assertEquals(kept({ "istio.io/waypoint-for": "workload" }), [false, true]);
  assertEquals(kept({ "istio.io/waypoint-for": "all" }), [true, true]);
  assertEquals(kept({ "istio.io/waypoint-for": "none" }), [false, false]);
});

Deno.test("guardOfPods() keeps a Service's policy of those alone who come by that Service", () => {
  const web = service({}, { type: "LoadBalancer" });
  const other = { ...web, metadata: { ...web.metadata, name: "other" } };
  const owner = manifest("Pod", "web");
  const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {}, annotations: {} };
  const guard = guardOfPods(
    [{ ...pod, manifest: owner }],
    [web, other],
    contextOf([policy(WEB)]),
  );
  assertEquals(guard({ target: 80 }, web), {
    by: 'the AuthorizationPolicy "guard" of the namespace "shop"',
    admits: "some",
  });
  assertEquals(guard({ target: 80 }, other), undefined);
  assertEquals(guard({ target: 80 }), undefined);
});
