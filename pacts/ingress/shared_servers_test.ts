import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { sharedRestrictions } from "./shared_servers.ts";

function ingress(
  name: string,
  annotations: Record<string, string>,
  { host = "a.example", ingressClassName = "edge", namespace = "shop" } = {},
): Ingress {
  const spec = { ingressClassName, rules: [{ host }] };
  return { kind: "Ingress", metadata: { name, namespace, annotations }, spec };
}

/** What is asked of those who come to an Ingress for the sake of others. */
function asked(one: Ingress, ...others: Manifest[]): string[] {
  return sharedRestrictions(one, contextOf([...others, one]))
    .map(({ guard, annotation }) => `${guard} ${annotation}`);
}

const TYPE = "nginx.org/mergeable-ingress-type";

Deno.test("sharedRestrictions() has a minion keep the guards of the master of its host", () => {
  const master = (more: Record<string, string>, options = {}) =>
    ingress("all", { [TYPE]: "master", ...more }, options);
  const users = { "nginx.org/basic-auth-secret": "users" };
  const minion = ingress("web", { [TYPE]: "minion" });
  assertEquals(asked(minion, master(users)), [
    'basicAuth nginx.org/basic-auth-secret of the Ingress "all"',
  ]);
  assertEquals(asked(minion, master(users, { namespace: "edge" })).length, 1);
  const lines = { "nginx.org/server-snippets": "allow 10.0.0.0/8; deny all;" };
  assertEquals(asked(minion, master(lines)).length, 1);
  for (const key of ["nginx.org/policies", "nginx.com/jwt-key"]) {
    assertEquals(asked(minion, master({ [key]: "x" })).length, 1);
  }
  assertEquals(asked(minion, master({ "appprotect.f5.com/app-protect-enable": "True" })).length, 1);
  assertEquals(asked(minion, master({})), []);
  assertEquals(asked(minion, master(users, { host: "b.example" })), []);
  assertEquals(asked(minion, master(users, { ingressClassName: "other" })), []);
  assertEquals(asked(ingress("web", {}), master(users)), []);
  assertEquals(asked(minion, ingress("other", { [TYPE]: "minion", ...users })), []);
});

Deno.test("sharedRestrictions() has a group of AWS's keep what its load balancer asks", () => {
  const aws = "alb.ingress.kubernetes.io";
  const group = { [`${aws}/group.name`]: "g" };
  const office = { [`${aws}/inbound-cidrs`]: "10.0.0.0/8" };
  const first = ingress("first", { ...group, ...office });
  const second = ingress("second", group, { host: "b.example" });
  assertEquals(asked(second, first), [
    `allowedSources ${aws}/inbound-cidrs of the Ingress "first"`,
  ]);
  assertEquals(asked(first, second), []);
  assertEquals(asked(ingress("second", {}), first), []);
  const firewalls = {
    "wafv2-acl-arn": "x",
    "security-groups": "sg",
    "security-group-prefix-lists": "pl",
  };
  for (const [name, value] of Object.entries({ ...firewalls, scheme: "internal" })) {
    const guarded = ingress("first", { ...group, [`${aws}/${name}`]: value });
    assertEquals(asked(second, guarded).length, 1, name);
  }
  // Who may come to a route is that route's.
  const signedIn = ingress("first", { ...group, [`${aws}/auth-type`]: "oidc" });
  assertEquals(asked(second, signedIn), []);
});

Deno.test("sharedRestrictions() has a group of AWS's be that of the class, when it names one", () => {
  const parameters = { kind: "IngressClassParams", name: "own" };
  const controller = "ingress.k8s.aws/alb";
  const ofClass = {
    kind: "IngressClass",
    metadata: { name: "edge" },
    spec: { controller, parameters },
  };
  const params = {
    apiVersion: "elbv2.k8s.aws/v1beta1",
    kind: "IngressClassParams",
    metadata: { name: "own" },
    spec: { group: { name: "g" } },
  };
  const office = { "alb.ingress.kubernetes.io/inbound-cidrs": "10.0.0.0/8" };
  const second = ingress("second", {}, { host: "b.example" });
  assertEquals(asked(second, ofClass, params, ingress("first", office)).length, 1);
  assertEquals(asked(second, ofClass, ingress("first", office)).length, 0);
});

Deno.test("sharedRestrictions() has a host of haproxy-ingress ask for certificates as a whole", () => {
  const asking = { "haproxy-ingress.github.io/auth-tls-secret": "shop/ca" };
  const haproxy = { ingressClassName: "haproxy" };
  const first = ingress("first", asking, haproxy);
  assertEquals(asked(ingress("second", {}, haproxy), first), [
    'clientCertificate haproxy-ingress.github.io/auth-tls-secret of the Ingress "first"',
  ]);
  assertEquals(asked(ingress("second", {}, { ...haproxy, host: "b.example" }), first), []);
  const users = ingress("first", { "haproxy-ingress.github.io/auth-secret": "users" }, haproxy);
  assertEquals(asked(ingress("second", {}, haproxy), users), []);
});
