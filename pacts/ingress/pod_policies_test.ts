import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import { workloadOf } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { describePolicy, keepsNobodyOut, PodPolicies } from "./pod_policies.ts";

function policy(
  spec: unknown,
  { kind = "AuthorizationPolicy", namespace = "shop", name = "guard" } = {},
): Manifest {
  const group = kind === "WasmPlugin" ? "extensions.istio.io/v1alpha1" : "security.istio.io/v1";
  return { apiVersion: group, kind, metadata: { name, namespace }, spec } as Manifest;
}

/** Names of those that guard pods of the namespace `shop` with the label `app: web`. */
function guarding(...policies: Manifest[]): string[] {
  const of = (kind: string) =>
    policies.filter((one) => `${one.apiVersion!.split("/")[0]}/${one.kind}` === kind);
  return new PodPolicies({ manifests: { of } as never }).guarding("shop", { app: "web", tier: "a" })
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
