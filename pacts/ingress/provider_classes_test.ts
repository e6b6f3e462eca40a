import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { classParamsGuards, privateClass } from "./provider_classes.ts";

function ingress(ingressClassName: string, annotations = {}): Ingress {
  return { kind: "Ingress", metadata: { name: "web", annotations }, spec: { ingressClassName } };
}

/** A class `edge` of AWS's controller, with parameters of these fields; without any they are not there. */
function aws(params?: object): Manifest[] {
  const parameters = { apiGroup: "elbv2.k8s.aws", kind: "IngressClassParams", name: "own" };
  const ofClass = {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "edge" },
    spec: { controller: "ingress.k8s.aws/alb", parameters },
  };
  const own = { apiVersion: "elbv2.k8s.aws/v1beta1", kind: "IngressClassParams" };
  return [ofClass, ...params ? [{ ...own, metadata: { name: "own" }, spec: params }] : []];
}

Deno.test("classParamsGuards() finds whom the IngressClassParams of AWS let in", () => {
  const found = (params?: object) => classParamsGuards(ingress("edge"), contextOf(aws(params)));
  const of = 'of the IngressClassParams "own"';
  assertEquals(found({}), []);
  assertEquals(found({ inboundCIDRs: ["10.0.0.0/8", "0.0.0.0/0"] }), []);
  assertEquals(found({ inboundCIDRs: ["10.0.0.0/8", "::/0"] }), [
    { annotation: `inboundCIDRs ${of}`, sources: ["10.0.0.0/8", "::/0"] },
  ]);
  assertEquals(found({ inboundCIDRs: ["10.0.0.0/8"] }), [
    { annotation: `inboundCIDRs ${of}`, sources: ["10.0.0.0/8"] },
  ]);
  assertEquals(found({ inboundCIDRs: ["10.0.0.0/8"], prefixListsIDs: ["pl-1"] }), [
    { annotation: `inboundCIDRs ${of}` },
    { annotation: `prefixListsIDs ${of}` },
  ]);
  assertEquals(found({ wafv2AclArn: "arn:aws:wafv2:x" }), [{ annotation: `wafv2AclArn ${of}` }]);
  assertEquals(found(), [{
    annotation: 'the IngressClassParams "own" is not among the manifests',
  }]);
  assertEquals(classParamsGuards(ingress("other"), contextOf(aws())), []);
});

Deno.test("privateClass() tells which classes are reached from a private network alone", () => {
  const scheme = "alb.ingress.kubernetes.io/scheme";
  assertEquals(privateClass(ingress("nginx"), contextOf([])), "");
  assertEquals(
    privateClass(ingress("alb"), contextOf([])),
    `${scheme} is "internal" unless it is written`,
  );
  // What an annotation says is the annotation's.
  for (const value of ["internal", "internet-facing"]) {
    assertEquals(privateClass(ingress("alb", { [scheme]: value }), contextOf([])), "");
  }
  const params = (spec: object) => privateClass(ingress("edge"), contextOf(aws(spec)));
  assertEquals(params({ scheme: "internet-facing" }), "");
  assertEquals(
    params({ scheme: "internal" }),
    'scheme of the IngressClassParams "own" is "internal"',
  );
});

Deno.test("privateClass() knows the controller of EKS, which reads parameters of its own", () => {
  const of = (params?: object) =>
    aws(params).map((one): Manifest =>
      one.kind === "IngressClass"
        ? { ...one, spec: { ...one.spec as object, controller: "eks.amazonaws.com/alb" } }
        : { ...one, apiVersion: "eks.amazonaws.com/v1" }
    );
  const [ofClass] = of();
  const { parameters: _, ...bare } = ofClass.spec as Record<string, unknown>;
  const reason = (manifests: Manifest[]) => privateClass(ingress("edge"), contextOf(manifests));
  const usual = 'alb.ingress.kubernetes.io/scheme is "internal" unless it is written';
  assertEquals(reason([{ ...ofClass, spec: bare }]), usual);
  assertEquals(reason(of({})), usual);
  assertEquals(reason(of({ scheme: "internet-facing" })), "");
  assertEquals(classParamsGuards(ingress("edge"), contextOf(of({}))), []);
});

Deno.test("privateClass() knows other providers' classes, and what opens a route of theirs", () => {
  for (const name of ["gce-internal", "private-iks-k8s-nginx", "tailscale"]) {
    assertEquals(privateClass(ingress(name), contextOf([])), `the class "${name}"`);
  }
  const open = { "tailscale.com/funnel": "true" };
  assertEquals(privateClass(ingress("tailscale", open), contextOf([])), "");
  assertEquals(privateClass(ingress("public-iks-k8s-nginx"), contextOf([])), "");
});
