import { assertEquals } from "@std/assert";
import { internalSign, loadBalancerAccess } from "./load_balancer.ts";

const BETA = "service.beta.kubernetes.io/";

function balancer(spec: object, annotations: Record<string, string> = {}) {
  return {
    kind: "Service",
    metadata: { name: "web", annotations },
    spec: { type: "LoadBalancer", ...spec },
  };
}

const ranges = (...loadBalancerSourceRanges: unknown[]) =>
  loadBalancerAccess(balancer({ loadBalancerSourceRanges: loadBalancerSourceRanges as string[] }));

Deno.test("loadBalancerAccess() lets everybody in when nothing is said, or a range is all addresses", () => {
  for (const all of [[], ["0.0.0.0/0"], ["10.0.0.0/8", " 0.0.0.0/0"], ["::/0"]]) {
    assertEquals(ranges(...all).sources, undefined);
  }
  assertEquals(ranges("2001:db8::/32", "::/0").sources, undefined);
});

Deno.test("loadBalancerAccess() reads one text as ranges, and lets nobody in by what is none", () => {
  const of = (loadBalancerSourceRanges: unknown) =>
    loadBalancerAccess(
      balancer({ loadBalancerSourceRanges: loadBalancerSourceRanges as string[] }),
    ).sources;
  assertEquals(of("10.0.0.0/8"), ["10.0.0.0/8"]);
  assertEquals(of(null), undefined);
  for (const odd of [{ a: "10.0.0.0/8" }, "", [""], [null], [{}], 5]) {
    assertEquals(of(odd)?.length, 1, JSON.stringify(odd));
  }
});

Deno.test("loadBalancerAccess() keeps out whom a list of IPv4 keeps out when it holds all of IPv6", () => {
  for (const beside of ["10.0.0.0/8", "192.0.2.1/32", "AzureCloud"]) {
    for (const all of ["::/0", "0:0::/00"]) {
      assertEquals(ranges(beside, all).sources, [beside, all]);
      assertEquals(ranges(all, beside).sources, [all, beside]);
    }
  }
});

Deno.test("loadBalancerAccess() keeps out who is not named, in a range that is none too", () => {
  for (const some of [["10.0.0.0/8"], ["0.0.0.0/1"], ["all"], ["0.0.0.0"], ["x/0"]]) {
    assertEquals(ranges(...some).sources, some);
    assertEquals(ranges(...some).loopback, []);
  }
});

Deno.test("loadBalancerAccess() knows the machine itself", () => {
  assertEquals(ranges("127.0.0.0/8", "127.0.0.1/32").loopback, ["127.0.0.1"]);
  assertEquals(ranges("127.0.0.1/32", "0:0::1/128").loopback, ["127.0.0.1", "::1"]);
  assertEquals(ranges("127.0.0.0/8", "10.0.0.0/8").loopback, []);
  assertEquals(ranges("127.0.0.0/7").loopback, []);
  assertEquals(ranges("::1/0").loopback, []);
});

Deno.test("loadBalancerAccess() reads the old annotation when the field is empty, and providers' own always", () => {
  const old = { [`${BETA}load-balancer-source-ranges`]: "10.0.0.0/8, 192.0.2.0/24" };
  assertEquals(loadBalancerAccess(balancer({}, old)), {
    sources: ["10.0.0.0/8", "192.0.2.0/24"],
    path: `metadata.annotations[${BETA}load-balancer-source-ranges]`,
    loopback: [],
  });
  const field = { loadBalancerSourceRanges: ["172.16.0.0/12"] };
  assertEquals(loadBalancerAccess(balancer(field, old)).sources, ["172.16.0.0/12"]);
  const provider = { [`${BETA}do-loadbalancer-allow-rules`]: "ip:192.0.2.1,cidr:10.0.0.0/8" };
  assertEquals(loadBalancerAccess(balancer({}, provider)).sources, ["192.0.2.1", "10.0.0.0/8"]);
  const tags = { [`${BETA}azure-allowed-service-tags`]: "AzureCloud" };
  assertEquals(loadBalancerAccess(balancer({}, tags)).sources, ["AzureCloud"]);
});

Deno.test("internalSign() names what keeps a load balancer private", () => {
  const signs: [Record<string, string>, boolean][] = [
    [{ [`${BETA}aws-load-balancer-internal`]: "0.0.0.0/0" }, true],
    [{ [`${BETA}aws-load-balancer-internal`]: "false" }, false],
    [{ [`${BETA}aws-load-balancer-scheme`]: "internal" }, true],
    [{ [`${BETA}aws-load-balancer-scheme`]: "internet-facing" }, false],
    [{ [`${BETA}azure-load-balancer-internal`]: "true" }, true],
    [{ "networking.gke.io/load-balancer-type": "Internal" }, true],
    [{ "yandex.cloud/load-balancer-type": "internal" }, true],
    [{ "yandex.cloud/load-balancer-type": "external" }, false],
    [{ "oci-network-load-balancer.oraclecloud.com/internal": "true" }, true],
    [{ "vks.vngcloud.vn/scheme": "Internal" }, true],
    [{ "lb.stackit.cloud/internal-lb": "true" }, true],
    [{ "kubernetes.io/elb.autocreate": '{"type":"inner","name":"x"}' }, true],
    [{ "kubernetes.io/elb.autocreate": '{"type":"public"}' }, false],
    [{ "kubernetes.io/elb.autocreate": "{" }, false],
    [{ [`${BETA}alicloud-loadbalancer-address-type`]: "intranet" }, true],
    [{ [`${BETA}volcengine-loadbalancer-address-type`]: "PRIVATE" }, true],
    [{ [`${BETA}cce-load-balancer-internal-vpc`]: "true" }, true],
    [{ [`${BETA}ncloud-load-balancer-internal`]: "false" }, false],
    [
      { [`${BETA}upcloud-load-balancer-config`]: '{"networks":[{"name":"a","type":"private"}]}' },
      true,
    ],
    [{ [`${BETA}upcloud-load-balancer-config`]: '{"frontends":[{"mode":"tcp"}]}' }, false],
    [{
      [`${BETA}upcloud-load-balancer-config`]:
        '{"networks":[{"name":"a","type":"public"},{"name":"b","type":"private"}],"frontends":[{"networks":[{"name":"b"}]}]}',
    }, true],
    [{ "metallb.io/address-pool": "internal" }, false],
    [{ "example.com/internal": "true" }, false],
  ];
  for (const [annotations, isInternal] of signs) {
    const [[name, value]] = Object.entries(annotations);
    const sign = isInternal ? `${name}: ${value}` : undefined;
    assertEquals(internalSign(balancer({}, annotations)), sign);
  }
});

Deno.test("internalSign() knows classes whose load balancers are private unless they are opened", () => {
  const nlb = { loadBalancerClass: "service.k8s.aws/nlb" };
  assertEquals(internalSign(balancer(nlb)), "loadBalancerClass: service.k8s.aws/nlb");
  const open = { [`${BETA}aws-load-balancer-scheme`]: "internet-facing" };
  assertEquals(internalSign(balancer(nlb, open)), undefined);
  assertEquals(internalSign(balancer({ loadBalancerClass: "example.com/any" })), undefined);
  const others = ["eks.amazonaws.com/nlb", "networking.gke.io/l4-regional-internal", "tailscale"];
  for (const loadBalancerClass of others) {
    const sign = `loadBalancerClass: ${loadBalancerClass}`;
    assertEquals(internalSign(balancer({ loadBalancerClass })), sign);
  }
  const external = { loadBalancerClass: "networking.gke.io/l4-regional-external" };
  assertEquals(internalSign(balancer(external)), undefined);
});

Deno.test("internalSign() knows which Services AWS's controller has private unless they are opened", () => {
  for (const type of ["external", "nlb-ip"]) {
    const chosen = { [`${BETA}aws-load-balancer-type`]: type };
    assertEquals(internalSign(balancer({}, chosen)), `${BETA}aws-load-balancer-type: ${type}`);
    const openings = [["aws-load-balancer-scheme", "internet-facing"], [
      "aws-load-balancer-internal",
      "false",
    ]];
    for (const [name, value] of openings) {
      assertEquals(internalSign(balancer({}, { ...chosen, [BETA + name]: value })), undefined);
    }
  }
  // That of the cloud provider itself is public.
  const nlb = { [`${BETA}aws-load-balancer-type`]: "nlb" };
  assertEquals(internalSign(balancer({}, nlb)), undefined);
});

Deno.test("loadBalancerAccess() names the firewall of a provider, in whatever form its rules are", () => {
  const firewalls: [string, string][] = [
    ["do-loadbalancer-deny-rules", "cidr:192.0.2.0/24"],
    ["linode-loadbalancer-firewall-acl", '{"allowList":{"ipv4":["10.0.0.0/8"]}}'],
    ["linode-loadbalancer-firewall-id", "7"],
    ["vultr-loadbalancer-firewall-rules", "10.0.0.0/8;80"],
    ["aws-load-balancer-security-groups", "sg-1"],
    ["alibaba-cloud-loadbalancer-acl-id", "acl-1"],
    ["aws-load-balancer-security-group-prefix-lists", "pl-1"],
  ];
  for (const [name, value] of firewalls) {
    const { firewall, sources } = loadBalancerAccess(balancer({}, { [BETA + name]: value }));
    assertEquals({ firewall, sources }, { firewall: BETA + name, sources: undefined });
  }
});

Deno.test("loadBalancerAccess() takes ranges for those who are kept out when Cilium is told so", () => {
  const policy = { "service.cilium.io/src-ranges-policy": "Deny" };
  const { firewall, does } = loadBalancerAccess(
    balancer({ loadBalancerSourceRanges: ["192.0.2.0/24"] }, policy),
  );
  assertEquals([firewall, does], ["service.cilium.io/src-ranges-policy", "keeps out 192.0.2.0/24"]);
  assertEquals(loadBalancerAccess(balancer({}, policy)).firewall, undefined);
  const cluster = { "service.cilium.io/type": "ClusterIP" };
  assertEquals(loadBalancerAccess(balancer({}, cluster)).does, "opens it to the cluster alone");
});

Deno.test("loadBalancerAccess() finds no firewall in what is off, or adds to it", () => {
  const open: Record<string, string>[] = [
    { "alibaba-cloud-loadbalancer-acl-status": "off", "alibaba-cloud-loadbalancer-acl-id": "a" },
    { "aws-load-balancer-extra-security-groups": "sg-1" },
    { "aws-load-balancer-manage-backend-security-group-rules": "true" },
    { "do-loadbalancer-deny-rules": "" },
  ];
  for (const written of open) {
    const annotations = Object.fromEntries(
      Object.entries(written).map(([name, value]) => [BETA + name, value]),
    );
    assertEquals(loadBalancerAccess(balancer({}, annotations)).firewall, undefined);
  }
});
