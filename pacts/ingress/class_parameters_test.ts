import { assertEquals } from "@std/assert";
import type { Config } from "../config.ts";
import { testContext } from "@dekube/engine/testing";
import { classGuards } from "./class_parameters.ts";

const INGRESS = {
  kind: "Ingress",
  metadata: { name: "web" },
  spec: { ingressClassName: "edge" },
};

const ALIBABA = "alibabacloud.com/AlbConfig";
const ORACLE = "ingress.oraclecloud.com/IngressClassParameters";

/** The class of an Ingress, with parameters of a kind; without `spec` their object is not there. */
function found(kind: string, spec?: object, config: Partial<Config> = {}): string[] {
  const [apiGroup, short] = kind.split("/");
  const own = {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "edge" },
    spec: { controller: "example.com/x", parameters: { apiGroup, kind: short, name: "all" } },
  };
  const params = { apiVersion: `${apiGroup}/v1`, kind: short, metadata: { name: "all" }, spec };
  const ctx = testContext(spec ? [own, params] : [own], { config });
  return classGuards(INGRESS, ctx).map(({ annotation }) => annotation);
}

Deno.test("classGuards() finds parameters of which nobody knows what they keep out", () => {
  const of = (kind: string) => `the ${kind} "all", which the IngressClass "edge" names`;
  const [alb, oci] = [of("AlbConfig"), of("IngressClassParameters")];
  const cases: [string, object | undefined, string[]][] = [
    ["acme.io/EdgeParams", {}, [`${of("EdgeParams")}: nobody here knows what it keeps out`]],
    [ORACLE, undefined, [`${oci}: it is not among the manifests`]],
    [ORACLE, { isPrivate: true, subnetId: "x" }, [`isPrivate of ${oci}`]],
    [ORACLE, { isPrivate: false, subnetId: "x", freeformTags: { a: "b" } }, []],
    [ORACLE, { subnetId: "x", members: ["a"] }, [`members of ${oci}`]],
    [ALIBABA, { config: { addressType: "Intranet" } }, [`config.addressType of ${alb}`]],
    [ALIBABA, { listeners: [{ port: 80, protocol: "HTTP" }, { aclConfig: { aclName: "a" } }] }, [
      `listeners.aclConfig.aclName of ${alb}`,
    ]],
    [ALIBABA, { config: { addressType: "Internet", zoneMappings: [{ vSwitchId: "v" }] } }, []],
    ["configuration.konghq.com/IngressClassParameters", undefined, []],
    ["elbv2.k8s.aws/IngressClassParams", {}, []],
  ];
  for (const [kind, spec, expected] of cases) assertEquals(found(kind, spec), expected, kind);
});

Deno.test("classGuards() finds nothing where dekube.yaml calls a kind harmless", () => {
  assertEquals(found("acme.io/EdgeParams", {}, { harmless: ["acme.io/*"] }), []);
});
