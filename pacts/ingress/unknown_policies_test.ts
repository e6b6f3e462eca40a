import { assertEquals } from "@std/assert";
import type { Config } from "../config.ts";
import type { Service } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { contextOf } from "../_testing.ts";
import { UnknownPolicies } from "./unknown_policies.ts";

const POD = { id: { kind: "Deployment", namespace: "shop", name: "web" }, labels: { app: "web" } };
const SERVICE: Service = { kind: "Service", metadata: { name: "web", namespace: "shop" } };
const INGRESS: Manifest = { kind: "Ingress", metadata: { name: "web", namespace: "shop" } };

/** What an object of a kind is a guard of. */
function guarded(
  apiVersion: string,
  kind: string,
  spec: object,
  { namespace, config }: { namespace?: string; config?: Partial<Config> } = { namespace: "shop" },
): string[] {
  const policy = { apiVersion, kind, metadata: { name: "own", namespace }, spec };
  const policies = new UnknownPolicies(contextOf([policy as Manifest], config));
  const found = {
    pod: policies.ofPod(POD),
    service: policies.ofService(SERVICE),
    ingress: policies.ofRoutes(INGRESS),
  };
  return Object.entries(found).filter(([, some]) => some.length > 0).map(([what]) => what);
}

const web = { matchLabels: { app: "web" } };
const other = { matchLabels: { app: "db" } };

/** What says whom an object is for, and what that is. */
const SUBJECTS: readonly [object, string[]][] = [
  [{ podSelector: web }, ["pod"]],
  [{ podSelector: {} }, ["pod"]],
  [{ podSelector: other }, []],
  [{ selector: web }, ["pod"]],
  [{ selector: { app: "web" } }, ["pod"]],
  [{ selector: { labels: { app: "web" } } }, ["pod"]],
  [{ workloadSelector: { app: "web" } }, ["pod"]],
  [{ appliedTo: [{ podSelector: other }, { podSelector: web }] }, ["pod"]],
  [{ subject: { pods: { podSelector: web, namespaceSelector: {} } } }, ["pod"]],
  [{ target: { selector: web } }, ["pod"]],
  [{ targetRef: { kind: "Service", name: "web" } }, ["service"]],
  [{ targetRefs: [{ kind: "Service", name: "db" }, { kind: "Service", name: "web" }] }, [
    "service",
  ]],
  [{ targetRef: { kind: "Service", name: "web", namespace: "other" } }, []],
  [{ targetRef: { kind: "Deployment", name: "web" } }, ["pod"]],
  [{ targetRef: { kind: "Ingress", name: "web" } }, ["ingress"]],
  [{ serviceName: "web" }, ["service"]],
  [{ services: ["db", "web"] }, ["service"]],
  [{ destination: { name: "web" } }, ["service"]],
  [{ rules: [{ podSelector: web }] }, []],
];

/** Kinds of which nobody here knows more than their names. */
const KINDS = [
  ...["AccessPolicy", "AuthorizationPolicy", "AppFirewall", "WAFPolicy", "ServiceIntention"],
  ...["PeerAuthentication", "TrafficPermission", "IPAllowList", "NetworkPolicy", "JWTPolicy"],
];

Deno.test("UnknownPolicies take any kind that says it keeps somebody out for a guard of what it is for", () => {
  for (const kind of KINDS) {
    for (const [spec, expected] of SUBJECTS) {
      const what = `${kind} ${JSON.stringify(spec)}`;
      assertEquals(guarded("acme.example/v1", kind, spec), expected, what);
      const config = { harmless: [`acme.example/${kind}`] };
      assertEquals(guarded("acme.example/v1", kind, spec, { namespace: "shop", config }), [], what);
    }
  }
});

Deno.test("UnknownPolicies are for all namespaces when they are in none", () => {
  const spec = { subject: { pods: { podSelector: web } }, ingress: [{ action: "Deny", from: [] }] };
  const group = "policy.networking.k8s.io/v1alpha1";
  assertEquals(guarded(group, "AdminNetworkPolicy", spec, {}), ["pod"]);
  assertEquals(guarded(group, "AdminNetworkPolicy", spec, { namespace: "other" }), []);
  for (
    const rules of [
      { ingress: [{ action: "Allow" }, { action: "Pass" }] },
      { egress: [{ action: "Deny" }] },
    ]
  ) {
    assertEquals(guarded(group, "AdminNetworkPolicy", { podSelector: web, ...rules }, {}), []);
  }
});

Deno.test("UnknownPolicies leave alone what is called alike and keeps nobody out, or is read elsewhere", () => {
  const cases: [string, string][] = [
    ["policy/v1", "PodDisruptionBudget"],
    ["autoscaling.acme.example/v1", "ScalingPolicy"],
    ["acme.example/v1", "RetryPolicy"],
    ["acme.example/v1", "BackupPolicy"],
    ["cilium.io/v1", "TracingPolicy"],
    ["cilium.io/v2", "CiliumEgressGatewayPolicy"],
    ["security.kubearmor.com/v1", "KubeArmorPolicy"],
    ["security.istio.io/v1", "AuthorizationPolicy"],
    ["gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy"],
    ["monitoring.coreos.com/v1", "PodMonitor"],
    ["networking.k8s.io/v1", "NetworkPolicy"],
  ];
  for (const [apiVersion, kind] of cases) {
    assertEquals(guarded(apiVersion, kind, { podSelector: web, selector: web }), [], kind);
  }
});
