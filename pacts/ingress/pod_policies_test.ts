import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import { workloadOf } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { describePolicy, guardOfPods, PodPolicies } from "./pod_policies.ts";
import { keepsNobodyOut } from "./policy_effects.ts";

function policy(
  spec: unknown,
  { kind = "AuthorizationPolicy", namespace = "shop", name = "guard" } = {},
): Manifest {
  const group = kind === "WasmPlugin" ? "extensions.istio.io/v1alpha1" : "security.istio.io/v1";
  return { apiVersion: group, kind, metadata: { name, namespace }, spec } as Manifest;
}

/** Names of those that guard pods of the namespace `shop` with the label `app: web`. */
function guarding(...policies: Manifest[]): string[] {
  return new PodPolicies(contextOf(policies)).guarding("shop", { app: "web", tier: "a" })
    .map(({ metadata }) => metadata.name);
}

const RULES = [{ from: [{ source: { requestPrincipals: ["*"] } }] }];
const web = { selector: { matchLabels: { app: "web" } } };

Deno.test("PodPolicies have those that select a pod, its namespace, or all", () => {
  assertEquals(guarding(policy({ ...web, rules: RULES })), ["guard"]);
  assertEquals(guarding(policy({ rules: RULES })), ["guard"]);
  assertEquals(guarding(policy({ rules: RULES }, { namespace: "istio-system" })), ["guard"]);
  assertEquals(guarding(policy({ rules: RULES }, { namespace: "other" })), []);
  assertEquals(
    guarding(policy({ selector: { matchLabels: { app: "web", tier: "b" } }, rules: RULES })),
    [],
  );
  // What it is attached to it guards, and nothing else.
  assertEquals(
    guarding(policy({ targetRefs: [{ kind: "Gateway", name: "x" }], rules: RULES })),
    [],
  );
});

Deno.test("PodPolicies leave out what keeps nobody out", () => {
  // None of the rules lets anybody in.
  assertEquals(guarding(policy({})), ["guard"]);
  assertEquals(guarding(policy(null)), ["guard"]);
  for (const action of ["DENY", "CUSTOM"]) {
    assertEquals(guarding(policy({ action, rules: RULES })), ["guard"]);
    assertEquals(guarding(policy({ action, rules: [{}] })), ["guard"]);
    assertEquals(guarding(policy({ action })), []);
    for (const odd of ["all", {}, true, [null]]) {
      assertEquals(guarding(policy({ action, rules: odd })), ["guard"], JSON.stringify(odd));
    }
  }
  assertEquals(guarding(policy({ action: "AUDIT", rules: RULES })), []);
  const all = policy({ rules: [{}] }, { name: "all" });
  const some = policy({ rules: RULES });
  const deny = policy({ action: "DENY", rules: RULES }, { name: "deny" });
  assertEquals(guarding(all, some), []);
  assertEquals(guarding(all, some, deny), ["deny"]);
  assertEquals([all, some, deny].map(keepsNobodyOut), [true, false, false]);
});

Deno.test("PodPolicies know policies of tokens and plugins", () => {
  const kind = "RequestAuthentication";
  assertEquals(guarding(policy({ ...web, jwtRules: [{ issuer: "x" }] }, { kind })), ["guard"]);
  assertEquals(guarding(policy(web, { kind })), []);
  assertEquals(guarding(policy({ url: "oci://x" }, { kind: "WasmPlugin" })), ["guard"]);
});

Deno.test("PodPolicies have Linkerd's Servers, which deny unless they say otherwise", () => {
  const server = (more: object = {}, app = "web"): Manifest => ({
    apiVersion: "policy.linkerd.io/v1beta3",
    kind: "Server",
    metadata: { name: "guard", namespace: "shop" },
    spec: { podSelector: { matchLabels: { app } }, port: 80, ...more },
  });
  assertEquals(guarding(server()), ["guard"]);
  assertEquals(guarding(server({ accessPolicy: "deny" })), ["guard"]);
  assertEquals(guarding(server({ accessPolicy: "all-authenticated" })), ["guard"]);
  assertEquals(guarding(server({ accessPolicy: "all-unauthenticated" })), []);
  assertEquals(guarding(server({}, "db")), []);
  const authorization = (kind: string): Manifest => ({
    apiVersion: "policy.linkerd.io/v1alpha1",
    kind: "AuthorizationPolicy",
    metadata: { name: "guard", namespace: "shop" },
    spec: { targetRef: { kind, name: "shop" } },
  });
  assertEquals(guarding(authorization("Namespace")), ["guard"]);
  assertEquals(guarding(authorization("Server")), []);
});

Deno.test("PodPolicies.ofPod() heeds whom Linkerd lets in by default", () => {
  const key = "config.linkerd.io/default-inbound-policy";
  const found = (
    ofNamespace: Record<string, string>,
    ofPod: Record<string, string> = {},
  ): string[] => {
    const shop = manifest("Namespace", "shop", {
      metadata: { name: "shop", annotations: ofNamespace },
    });
    const pod = manifest("Pod", "web", {
      metadata: { name: "web", namespace: "shop", annotations: ofPod },
      spec: {},
    });
    return new PodPolicies(contextOf([shop, pod])).ofPod(workloadOf(pod)!)
      .map((policy) => describePolicy(policy));
  };
  assertEquals(found({}), []);
  assertEquals(found({ [key]: "deny" }), [`${key} of the Namespace "shop"`]);
  assertEquals(found({ [key]: "cluster-authenticated" }, { [key]: "all-unauthenticated" }), []);
  assertEquals(found({ [key]: "audit" }, { [key]: "deny" }), [`${key} of the Pod "web"`]);
  assertEquals(found({ [key]: "deny" }, { "linkerd.io/inject": "disabled" }), []);
});

Deno.test("PodPolicies have Istio's EnvoyFilters, but for those that keep nobody out", () => {
  const filter = (patch: object, more: object = {}): Manifest => ({
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "guard", namespace: "shop" },
    spec: { configPatches: [patch], ...more },
  });
  const inserting = (name: string, more: object = {}) => ({
    applyTo: "HTTP_FILTER",
    patch: { operation: "INSERT_BEFORE", value: { name } },
    ...more,
  });
  const authz = inserting("envoy.filters.http.ext_authz");
  const web = { workloadSelector: { labels: { app: "web" } } };
  const db = { workloadSelector: { labels: { app: "db" } } };
  const attached = { targetRefs: [{ kind: "Gateway", name: "edge" }] };
  assertEquals(guarding(filter(authz)), ["guard"]);
  assertEquals(guarding(filter(authz, web)), ["guard"]);
  assertEquals(guarding(filter(authz, db)), []);
  assertEquals(guarding(filter(authz, attached)), []);
  // What nobody knows may keep somebody out.
  assertEquals(guarding(filter({ applyTo: "HTTP_FILTER" })), ["guard"]);
  assertEquals(guarding(filter(inserting("envoy.filters.http.compressor"))), []);
  const outbound = { match: { context: "SIDECAR_OUTBOUND" } };
  assertEquals(guarding(filter(inserting("envoy.filters.http.lua", outbound))), []);
});

Deno.test("guardOfPods() has Istio's STRICT pods asked by nobody from outside the mesh", () => {
  const strict = (mode: string, more: object = {}, namespace = "shop"): Manifest => ({
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: mode.toLowerCase(), namespace },
    spec: { mtls: { mode }, ...more },
  });
  const manifest: Manifest = { kind: "Pod", metadata: { name: "web", namespace: "shop" } };
  const guard = (policies: Manifest[], more: object = {}) => {
    const labels = { app: "web" };
    const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, annotations: {}, manifest };
    const services = [{ spec: { type: "NodePort" } }] as never;
    return guardOfPods([{ ...pod, labels, ...more }], services, contextOf(policies))({ target: 80 })
      ?.by ?? "";
  };
  const said = 'the PeerAuthentication "strict" of the namespace "shop"';
  const of = (app: string) => ({ selector: { matchLabels: { app } } });
  assertEquals(guard([strict("STRICT")]), said);
  assertEquals(guard([strict("STRICT", {}, "istio-system")]), said.replace("shop", "istio-system"));
  assertEquals(guard([strict("STRICT", {}, "other")]), "");
  assertEquals(guard([strict("STRICT"), strict("PERMISSIVE", of("web"))]), "");
  assertEquals(guard([strict("PERMISSIVE"), strict("STRICT", {}, "istio-system")]), "");
  assertEquals(guard([strict("STRICT", of("db"))]), "");
  assertEquals(guard([strict("STRICT")], { labels: { "sidecar.istio.io/inject": "false" } }), "");
  assertEquals(guard([strict("STRICT")], { labels: { istio: "ingressgateway" } }), "");
});
