import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { MeshIntentions } from "./mesh_intentions.ts";

const SERVICE = {
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec: { selector: { app: "web" } },
};

/** Names of the policies that keep somebody out of the pod `web`. */
function found(policies: Manifest[], annotations = {}, others: Manifest[] = []): string[] {
  const pod = {
    id: { kind: "Pod", namespace: "shop", name: "web" },
    labels: { app: "web" },
    annotations,
  };
  return new MeshIntentions(contextOf([SERVICE, ...policies, ...others])).of(pod)
    .map(({ metadata }) => metadata.name);
}

function intentions(destination: string, sources: object[]): Manifest {
  return {
    apiVersion: "consul.hashicorp.com/v1alpha1",
    kind: "ServiceIntentions",
    metadata: { name: `to-${destination}`, namespace: "other" },
    spec: { destination: { name: destination }, sources },
  };
}

const ANY = { name: "*", action: "allow" };
const NOBODY = { name: "*", action: "deny" };
const MESHED = { "consul.hashicorp.com/connect-inject": "true" };

Deno.test("MeshIntentions have Consul's for the Service before a pod", () => {
  assertEquals(found([intentions("web", [{ name: "api", action: "allow" }])]), ["to-web"]);
  assertEquals(found([intentions("web", [NOBODY])]), ["to-web"]);
  assertEquals(found([intentions("web", [{ name: "*", permissions: [{ action: "allow" }] }])]), [
    "to-web",
  ]);
  assertEquals(found([intentions("web", [ANY])]), []);
  assertEquals(found([intentions("web", [ANY, { name: "api", action: "deny" }])]), ["to-web"]);
  assertEquals(found([intentions("db", [NOBODY])]), []);
  const out = { "consul.hashicorp.com/connect-inject": "false" };
  assertEquals(found([intentions("web", [NOBODY])], out), []);
  const named = { "consul.hashicorp.com/connect-service": "front" };
  assertEquals(found([intentions("front", [NOBODY])], named), ["to-front"]);
});

Deno.test("MeshIntentions have Consul's for all where no other lets everybody in", () => {
  assertEquals(found([intentions("*", [NOBODY])], MESHED), ["to-*"]);
  assertEquals(found([intentions("*", [NOBODY])]), []);
  assertEquals(found([intentions("*", [NOBODY]), intentions("web", [ANY])], MESHED), []);
  assertEquals(found([intentions("*", [ANY])], MESHED), []);
});

const ALL = { kind: "Mesh" };

function permission(targetRef: object | undefined, action: string, source: object = ALL): Manifest {
  return {
    apiVersion: "kuma.io/v1alpha1",
    kind: "MeshTrafficPermission",
    metadata: { name: action.toLowerCase(), namespace: "kuma-system" },
    spec: {
      ...(targetRef ? { targetRef } : {}),
      from: [{ targetRef: source, default: { action } }],
    },
  };
}

Deno.test("MeshIntentions have Kuma's by what they name, who names more before others", () => {
  const subset = (tags: object) => ({ kind: "MeshSubset", tags });
  const api = subset({ "kuma.io/service": "api_shop_svc_80" });
  assertEquals(found([permission(ALL, "Deny")]), ["deny"]);
  assertEquals(found([permission(undefined, "Deny")]), ["deny"]);
  assertEquals(found([permission(ALL, "Allow")]), []);
  assertEquals(found([permission(ALL, "Allow", api)]), ["allow"]);
  for (
    const own of [
      subset({ app: "web" }),
      subset({ "kuma.io/service": "web_shop_svc_80" }),
      { kind: "MeshService", name: "web_shop_svc_80" },
      { kind: "MeshService", name: "web", namespace: "shop" },
      { kind: "Dataplane", labels: { app: "web" } },
    ]
  ) {
    assertEquals(found([permission(own, "Deny"), permission(ALL, "Allow")]), ["deny"]);
    assertEquals(found([permission(own, "Allow"), permission(ALL, "Deny")]), []);
  }
  for (const other of [subset({ app: "db" }), api, { kind: "MeshService", name: "db" }]) {
    assertEquals(found([permission(other, "Deny")]), []);
  }
});

Deno.test("MeshIntentions leave out pods that are known to be outside of Kuma's mesh", () => {
  const shop = (labels: object): Manifest => ({
    kind: "Namespace",
    metadata: { name: "shop", labels } as Manifest["metadata"],
  });
  const deny = [permission(ALL, "Deny")];
  assertEquals(found(deny, {}, [shop({})]), []);
  assertEquals(found(deny, {}, [shop({ "kuma.io/sidecar-injection": "enabled" })]), ["deny"]);
  assertEquals(found(deny, { "kuma.io/sidecar-injection": "disabled" }), []);
});

Deno.test("MeshIntentions read Kuma's TrafficPermissions", () => {
  const old = (source: string): Manifest => ({
    apiVersion: "kuma.io/v1alpha1",
    kind: "TrafficPermission",
    metadata: { name: "old" },
    spec: {
      sources: [{ match: { "kuma.io/service": source } }],
      destinations: [{ match: { "kuma.io/service": "web_shop_svc_80" } }],
    },
  });
  assertEquals(found([old("api_shop_svc_80")]), ["old"]);
  assertEquals(found([old("*")]), []);
});
