import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import type { PodPort } from "./network_rules.ts";
import { admissionOf, closingPolicies, entrancePolicies } from "./source_policies.ts";

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

const WEB = {
  id: { kind: "Pod", namespace: "shop", name: "web" },
  labels: { app: "web" },
  pod: {
    containers: [{
      name: "web",
      ports: [
        { name: "http", containerPort: 8080 },
        { name: "http", containerPort: 8080, protocol: "UDP" },
        { name: "admin", containerPort: 9090 },
      ],
    }],
  },
};

/** Names of those that keep networks from the pod `web`. */
function found(...manifests: Manifest[]): string[] {
  const { admits, policies } = admissionOf(WEB, undefined, contextOf(manifests));
  return admits === "some" ? policies.map(({ metadata }) => metadata.name) : [];
}

/** Whom they let in to a port of it. */
function admitted(manifests: Manifest[], port: PodPort = { target: 8080 }): string {
  return admissionOf(WEB, port, contextOf(manifests)).admits;
}

/** Whether nobody comes to a port of it, not even other pods. */
function isClosed(manifests: Manifest[], port: PodPort = { target: 8080 }): boolean {
  return closingPolicies(WEB, port, contextOf(manifests)).length > 0;
}

const office = { ipBlock: { cidr: "10.0.0.0/8" } };

Deno.test("admissionOf() finds policies that name the networks which may come", () => {
  assertEquals(found(policy([{ from: [office] }])), ["own"]);
  assertEquals(found(policy([{ from: [office] }], { policyTypes: ["Ingress"] })), ["own"]);
  const all = { ipBlock: { cidr: "0.0.0.0/0", except: ["192.0.2.0/24"] } };
  assertEquals(found(policy([{ from: [all] }])), ["own"]);
  assertEquals(found(policy([{ from: [office] }, { ports: [{ port: 80 }] }])), ["own"]);
  assertEquals(found(cilium({ ingress: [{ fromCIDR: ["10.0.0.0/8"] }] })), ["own"]);
  assertEquals(found(cilium({ ingress: [{ fromCIDRSet: [{ cidr: "10.0.0.0/8" }] }] })), ["own"]);
  assertEquals(found(cilium({ ingressDeny: [{ fromCIDR: ["192.0.2.0/24"] }] })), ["own"]);
});

Deno.test("admissionOf() finds those of Cilium about the outside as a whole", () => {
  assertEquals(admitted([cilium({ ingressDeny: [{ fromEntities: ["world"] }] })]), "nobody");
  assertEquals(found(cilium({ ingress: [{ fromGroups: [{ aws: {} }] }] })), ["own"]);
});

Deno.test("admissionOf() finds Calico's", () => {
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

Deno.test("admissionOf() has no networks kept out by policies between pods, of others, or for everybody", () => {
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

const db = { podSelector: { matchLabels: { app: "db" } } };

Deno.test("admissionOf() has nobody come in from outside when a policy names pods, other ports or nobody", () => {
  assertEquals(admitted([]), "everybody");
  for (
    const one of [
      policy([{ from: [db] }]),
      policy([{ from: [{ namespaceSelector: {} }] }]),
      policy([]),
      policy(undefined),
      policy(null, { policyTypes: ["Ingress", "Egress"] }),
      policy([{ ports: [{ port: 9090 }] }]),
      policy([{ ports: [{ port: "admin" }] }]),
      policy([{ ports: [{ port: 8080, protocol: "UDP" }] }]),
      policy([{ ports: [{ port: 8081, endPort: 9000 }] }]),
      policy([{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 80 }] }]),
      cilium({ ingress: [{}] }),
      cilium({ ingress: [{ fromEndpoints: [{}] }] }),
      cilium({
        ingress: [{ fromEntities: ["cluster"], toPorts: [{ ports: [{ port: "8080" }] }] }],
      }),
      cilium({ ingress: [{ toPorts: [{ ports: [{ port: "80", protocol: "TCP" }] }] }] }),
      calico({}),
      calico({ ingress: [{ action: "Allow", source: { selector: "a == 'b'" } }] }),
      calico({ ingress: [{ action: "Deny" }, { action: "Allow" }] }),
      calico({ ingress: [{ action: "Allow", protocol: "TCP", destination: { ports: [80] } }] }),
    ]
  ) assertEquals(admitted([one]), "nobody", JSON.stringify(one.spec));
});

Deno.test("admissionOf() has everybody come in when one policy lets them in to the port", () => {
  for (
    const one of [
      policy([{}]),
      policy([{ ports: [{ port: 8080 }] }]),
      policy([{ ports: [{ port: "8080" }] }]),
      policy([{ ports: [{ port: "http" }] }]),
      policy([{ ports: [{ protocol: "TCP" }] }]),
      policy([{ ports: [{ port: 8000, endPort: 8080 }] }]),
      policy([{ from: [db, { ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 8080 }] }]),
      policy([{ from: [office] }, { ports: [{ port: 8080 }] }]),
      cilium({ ingress: [{ fromEntities: ["world"] }] }),
      cilium({ ingress: [{ fromEntities: ["world-ipv4"] }] }),
      cilium({ ingress: [{ toPorts: [{ ports: [{ port: "8080", protocol: "ANY" }] }] }] }),
      cilium({ ingress: [{ toPorts: [{ ports: [{ port: "8000", endPort: 9000 }] }] }] }),
      cilium({ ingress: [{ toPorts: [{ ports: [{ port: "0" }] }] }] }),
      cilium({ ingress: [{ fromEndpoints: [{}] }], enableDefaultDeny: { ingress: false } }),
      calico({ ingress: [{ action: "Allow" }, { action: "Deny" }] }),
      calico({
        ingress: [{ action: "Allow", protocol: 6, destination: { ports: ["8000:9000"] } }],
      }),
      calico({ ingress: [{ action: "Allow", protocol: "TCP", destination: { notPorts: [22] } }] }),
      calico({ egress: [{ action: "Allow" }] }),
    ]
  ) {
    assertEquals(admitted([one]), "everybody", JSON.stringify(one.spec));
    // Policies add up, in whichever order.
    if (one.kind !== "NetworkPolicy" || one.apiVersion !== "networking.k8s.io/v1") continue;
    const denying = policy([], { podSelector: {} }, "deny-all");
    assertEquals(admitted([denying, one]), "everybody");
    assertEquals(admitted([one, denying]), "everybody");
  }
});

Deno.test("admissionOf() has some come in where a policy names networks beside", () => {
  assertEquals(admitted([policy([{ from: [office] }])]), "some");
  assertEquals(admitted([policy([{ from: [office], ports: [{ port: 8080 }] }])]), "some");
  assertEquals(admitted([policy([{ from: [office], ports: [{ port: 9090 }] }])]), "nobody");
  assertEquals(admitted([policy([{ from: [office] }, { ports: [{ port: 9090 }] }])]), "some");
  const http = [{ ports: [{ port: "8080" }], rules: { http: [{ path: "/public" }] } }];
  assertEquals(admitted([cilium({ ingress: [{ toPorts: http }] })]), "some");
});

Deno.test("admissionOf() has some come in where a policy names all of IPv6 beside networks of IPv4", () => {
  const office = { ipBlock: { cidr: "10.0.0.0/8" } };
  const all = { ipBlock: { cidr: "::/0" } };
  const allow = (...nets: string[]) => ({ action: "Allow", source: { nets } });
  for (
    const policies of [
      [policy([{ from: [office, all] }])],
      [policy([{ from: [all] }, { from: [office] }])],
      [policy([{ from: [all] }], {}, "other"), policy([{ from: [office] }])],
      [calico({ ingress: [allow("10.0.0.0/8", "::/0")] })],
      [calico({ ingress: [allow("::/0"), allow("10.0.0.0/8")] })],
      [cilium({ ingress: [{ fromCIDR: ["::/0", "10.0.0.0/8"] }] })],
      [cilium({ ingress: [{ fromEntities: ["world-ipv6"], fromCIDR: ["10.0.0.0/8"] }] })],
    ]
  ) {
    assertEquals(admitted(policies), "some");
  }
  for (const open of [policy([{ from: [all] }]), calico({ ingress: [allow("::/0")] })]) {
    assertEquals(admitted([open]), "everybody");
  }
});

Deno.test("admissionOf() heeds the turn of Calico's policies, and their tiers", () => {
  const global = (spec: object, name: string): Manifest => {
    const one = calico({ selector: "all()", ...spec }, "GlobalNetworkPolicy");
    return { ...one, metadata: { name } };
  };
  const deny = global({ order: 10, ingress: [{ action: "Deny" }] }, "deny");
  const allow = (order: number) => global({ order, ingress: [{ action: "Allow" }] }, "allow");
  assertEquals(admitted([deny, allow(5)]), "everybody");
  assertEquals(admitted([deny, allow(20)]), "nobody");
  // Kubernetes' own have the order 1000.
  assertEquals(admitted([deny, policy([{}])]), "nobody");
  assertEquals(
    admitted([global({ ingress: [{ action: "Deny" }] }, "last"), policy([{}])]),
    "everybody",
  );
  const tier: Manifest = {
    apiVersion: "projectcalico.org/v3",
    kind: "Tier",
    metadata: { name: "security" },
    spec: { order: 100 },
  };
  const first = (action: string) =>
    global({ tier: "security", ingress: [{ action }] }, `security.${action}`);
  assertEquals(admitted([tier, first("Pass"), policy([{}])]), "everybody");
  assertEquals(admitted([tier, first("Pass"), policy([])]), "nobody");
  assertEquals(admitted([tier, first("Deny"), policy([{}])]), "nobody");
  assertEquals(admitted([tier, first("Allow"), policy([])]), "everybody");
});

Deno.test("admissionOf() takes namespaces as Calico's and Cilium's policies name them", () => {
  const others = 'has(projectcalico.org/name) && projectcalico.org/name not in {"kube-system"}';
  const calicos = (namespaceSelector: string) =>
    admitted([calico({ selector: "", namespaceSelector }, "GlobalNetworkPolicy")]);
  assertEquals(calicos(others), "nobody");
  assertEquals(calicos(others.replace("kube-system", "shop")), "everybody");
  assertEquals(calicos("projectcalico.org/name == 'other'"), "everybody");
  const ciliums = (namespace: string): string => {
    const matchLabels = { "k8s:io.kubernetes.pod.namespace": namespace };
    const one = cilium({ endpointSelector: { matchLabels }, ingress: [{}] });
    return admitted([{ ...one, kind: "CiliumClusterwideNetworkPolicy", metadata: { name: "x" } }]);
  };
  assertEquals([ciliums("shop"), ciliums("other")], ["nobody", "everybody"]);
});

Deno.test("closingPolicies() leaves a port alone to which somebody may come, if only another pod", () => {
  for (
    const open of [
      [policy([{ from: [db] }])],
      [policy([{ from: [office] }])],
      [policy([{ ports: [{ port: "http" }] }])],
      [policy([]), policy([{ from: [db], ports: [{ port: 8080 }] }], {}, "second")],
      [cilium({ ingress: [{ fromEntities: ["cluster"] }] })],
      [calico({
        ingress: [{ action: "Allow", source: { selector: "a == 'b'" } }, { action: "Deny" }],
      })],
    ]
  ) assertEquals(isClosed(open), false, JSON.stringify(open));
  for (
    const closed of [
      [policy([])],
      [policy([{ from: [db], ports: [{ port: 9090 }] }])],
      [cilium({ ingress: [{}] })],
      [calico({ ingress: [{ action: "Deny" }, { action: "Allow" }] })],
    ]
  ) assertEquals(isClosed(closed), true, JSON.stringify(closed));
});

Deno.test("entrancePolicies() has nobody come in by what is known to be Cilium's alone", () => {
  const lockdown: Manifest = {
    apiVersion: "cilium.io/v2",
    kind: "CiliumClusterwideNetworkPolicy",
    metadata: { name: "lockdown" },
    spec: { endpointSelector: {}, ingress: [{ fromEntities: ["cluster"] }] },
  };
  assertEquals(entrancePolicies(contextOf([lockdown])), []);
  assertEquals(entrancePolicies(contextOf([lockdown]), true), [lockdown]);
  const open = {
    ...lockdown,
    spec: { endpointSelector: {}, ingress: [{ fromEntities: ["all"] }] },
  };
  assertEquals(entrancePolicies(contextOf([lockdown, open as Manifest]), true), []);
});

/** A policy of Antrea's for the pod `web`. */
function antrea(ingress: unknown, more: object = {}, kind = "NetworkPolicy"): Manifest {
  const appliedTo = [{ podSelector: { matchLabels: { app: "web" } } }];
  return {
    apiVersion: "crd.antrea.io/v1beta1",
    kind,
    metadata: { name: "own", ...(kind === "NetworkPolicy" ? { namespace: "shop" } : {}) },
    spec: { appliedTo, ingress, ...more },
  } as Manifest;
}

Deno.test("admissionOf() finds Antrea's, which keep out those alone whom a rule names", () => {
  const forWeb = { appliedTo: [{ podSelector: { matchLabels: { app: "web" } } }] };
  const office = { ipBlock: { cidr: "10.0.0.0/8" } };
  const drop = { action: "Drop" };
  const port = (port: number) => ({ ports: [{ protocol: "TCP", port }] });
  for (
    const [policies, admits] of [
      [[antrea([drop])], "nobody"],
      [[antrea([{ action: "Reject", from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }])], "nobody"],
      [[antrea([{ ...drop, from: [office] }])], "some"],
      [[antrea([{ action: "Allow", from: [office] }, drop])], "some"],
      [[antrea([{ action: "Allow", from: [office] }])], "everybody"],
      // Rules have their say in their order, whichever pods each is for.
      [[antrea([{ ...drop, ...forWeb }, { action: "Allow" }])], "nobody"],
      [[antrea([{ action: "Allow" }, { ...drop, ...forWeb }])], "everybody"],
      [[antrea([{ action: "Allow", ...forWeb }, drop])], "everybody"],
      [[antrea([{ ...drop, from: [{ podSelector: {} }] }])], "everybody"],
      [[antrea([{ ...drop, ...port(9090) }])], "everybody"],
      [[antrea([{ ...drop, ...port(8080) }])], "nobody"],
      [[antrea([{ action: "Allow", ...port(8080) }, drop])], "everybody"],
      [
        [antrea([drop], { appliedTo: [{ podSelector: { matchLabels: { app: "db" } } }] })],
        "everybody",
      ],
      [[antrea([drop], {}, "ClusterNetworkPolicy")], "nobody"],
      // They come before Kubernetes' own, but for those of the last tier.
      [[antrea([{ action: "Allow" }]), policy([])], "everybody"],
      [[antrea([{ action: "Pass" }]), policy([])], "nobody"],
      [[antrea([drop], { tier: "baseline" }), policy([{}])], "everybody"],
      [
        [
          antrea([drop], { tier: "application" }),
          antrea([{ action: "Allow" }], { tier: "emergency" }, "ClusterNetworkPolicy"),
        ],
        "everybody",
      ],
    ] as [Manifest[], string][]
  ) {
    assertEquals(admitted(policies), admits, JSON.stringify(policies));
  }
});

Deno.test("admissionOf() finds what Antrea's are applied to by namespaces, groups and Services", () => {
  const all = (applied: object, ...beside: Manifest[]) =>
    admitted([
      antrea([{ action: "Drop" }], { appliedTo: [applied] }, "ClusterNetworkPolicy"),
      ...beside,
    ]);
  const space = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
  });
  assertEquals(all(space("shop")), "nobody");
  assertEquals(all(space("other")), "everybody");
  const group = {
    apiVersion: "crd.antrea.io/v1beta1",
    kind: "ClusterGroup",
    metadata: { name: "front" },
    spec: { podSelector: { matchLabels: { app: "web" } } },
  };
  assertEquals(all({ group: "front" }, group), "nobody");
  assertEquals(all({ group: "front" }), "everybody");
  const metadata = { name: "web", namespace: "shop" };
  const service = { kind: "Service", metadata, spec: { selector: { app: "web" } } };
  assertEquals(all({ service: metadata }, service), "nobody");
  assertEquals(all({ service: { ...metadata, name: "other" } }, service), "everybody");
});

Deno.test("admissionOf() has some come in to pods with firewalls of AWS's", () => {
  const groups = (podSelector: object): Manifest => ({
    apiVersion: "vpcresources.k8s.aws/v1beta1",
    kind: "SecurityGroupPolicy",
    metadata: { name: "own", namespace: "shop" },
    spec: { podSelector, securityGroups: { groupIds: ["sg-1"] } },
  });
  assertEquals(admitted([groups({ matchLabels: { app: "web" } })]), "some");
  assertEquals(admitted([groups({ matchLabels: { app: "db" } })]), "everybody");
});
