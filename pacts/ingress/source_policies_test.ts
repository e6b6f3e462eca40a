import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { sourcePoliciesOf } from "./source_policies.ts";

function policy(ingress: unknown, more: object = {}, name = "own"): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: "shop" },
    spec: { podSelector: { matchLabels: { app: "web" } }, ingress, ...more },
  } as Manifest;
}

function cilium(spec: object): Manifest {
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    metadata: { name: "own", namespace: "shop" },
    spec: { endpointSelector: { matchLabels: { "k8s:app": "web" } }, ...spec },
  };
}

function calico(spec: object, kind = "NetworkPolicy", group = "projectcalico.org/v3"): Manifest {
  const metadata = { name: "own", ...(kind === "NetworkPolicy" ? { namespace: "shop" } : {}) };
  return { apiVersion: group, kind, metadata, spec: { selector: "app == 'web'", ...spec } };
}

/** Names of those that keep networks from the pod `web`. */
function found(...manifests: Manifest[]): string[] {
  const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: { app: "web" } };
  return sourcePoliciesOf(pod, contextOf(manifests)).map(({ metadata }) => metadata.name);
}

const office = { ipBlock: { cidr: "10.0.0.0/8" } };

Deno.test("sourcePoliciesOf() finds policies that name the networks which may come", () => {
  assertEquals(found(policy([{ from: [office] }])), ["own"]);
  assertEquals(found(policy([{ from: [office] }], { policyTypes: ["Ingress"] })), ["own"]);
  const all = { ipBlock: { cidr: "0.0.0.0/0", except: ["192.0.2.0/24"] } };
  assertEquals(found(policy([{ from: [all] }])), ["own"]);
  assertEquals(found(policy([{ from: [office] }, { ports: [{ port: 80 }] }])), ["own"]);
  assertEquals(found(cilium({ ingress: [{ fromCIDR: ["10.0.0.0/8"] }] })), ["own"]);
  assertEquals(found(cilium({ ingress: [{ fromCIDRSet: [{ cidr: "10.0.0.0/8" }] }] })), ["own"]);
  assertEquals(found(cilium({ ingressDeny: [{ fromCIDR: ["192.0.2.0/24"] }] })), ["own"]);
});

Deno.test("sourcePoliciesOf() finds those of Cilium about the outside as a whole", () => {
  assertEquals(found(cilium({ ingressDeny: [{ fromEntities: ["world"] }] })), ["own"]);
  assertEquals(found(cilium({ ingress: [{ fromGroups: [{ aws: {} }] }] })), ["own"]);
});

Deno.test("sourcePoliciesOf() finds Calico's", () => {
  const office = { action: "Allow", source: { nets: ["10.0.0.0/8"] } };
  const everybody = { action: "Allow" };
  const lists = { action: "Deny", source: { nets: ["192.0.2.0/24"] } };
  for (const group of ["projectcalico.org/v3", "crd.projectcalico.org/v1"]) {
    assertEquals(found(calico({ ingress: [office] }, "NetworkPolicy", group)), ["own"]);
    assertEquals(found(calico({ ingress: [office] }, "GlobalNetworkPolicy", group)), ["own"]);
  }
  assertEquals(found(calico({ ingress: [lists, everybody] })), ["own"]);
  assertEquals(found(calico({ ingress: [office, everybody] })), []);
  assertEquals(found(calico({ ingress: [office], types: ["Egress"] })), []);
  assertEquals(
    found(calico({ ingress: [{ action: "Allow", source: { selector: "a == 'b'" } }] })),
    [],
  );
  for (const selector of ["", "all()", 'app == "web"', "has(app)", "app in {'web'}"]) {
    assertEquals(found(calico({ ingress: [office], selector })), ["own"]);
  }
  assertEquals(found(calico({ ingress: [office], selector: "app == 'db'" })), []);
  const nodePorts = { action: "Deny", destination: { ports: ["30000:32767"] } };
  const ofHosts = { preDNAT: true, selector: "has(host)", ingress: [nodePorts] };
  assertEquals(found(calico(ofHosts, "GlobalNetworkPolicy")), ["own"]);
});

Deno.test("sourcePoliciesOf() finds none in policies between pods, of others, or for everybody", () => {
  for (
    const one of [
      policy([{ from: [{ podSelector: { matchLabels: { app: "db" } } }] }]),
      policy([]),
      policy([{ ports: [{ port: 80 }] }]),
      policy([{ from: [office] }], { policyTypes: ["Egress"] }),
      policy([{ from: [office] }], { podSelector: { matchLabels: { app: "db" } } }),
      policy([{ from: [office] }, {}]),
      policy([{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }]),
      cilium({ ingress: [{ fromEndpoints: [{}] }] }),
      cilium({ ingress: [{ fromCIDR: ["10.0.0.0/8"] }, { fromEntities: ["world"] }] }),
    ]
  ) assertEquals(found(one), []);
  assertEquals(found(policy([{ from: [office] }]), policy([{}], {}, "open")), []);
});
