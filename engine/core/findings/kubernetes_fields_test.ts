import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { contextOf, manifest } from "../_testing.ts";
import { KUBERNETES_FIELDS } from "./kubernetes_fields.ts";
import { sayUnknownFields } from "./unknown_fields.ts";

/** What is said of an object: the field, and what may have been meant. */
function sayOf(kind: string, fields: object): string[] {
  const object = { ...manifest(kind, "shop/web"), ...fields } as Manifest;
  const ctx = contextOf([object], {}, { claimedKinds: [kind] });
  sayUnknownFields(KUBERNETES_FIELDS, [], ctx);
  return [...ctx.diagnostics].map(({ path, message }) =>
    `${path} ${/(?:did you mean|belongs below) "(\w+)"/.exec(message)?.[1]}`
  );
}

Deno.test("KUBERNETES_FIELDS have what an Ingress, a Service and a Secret lack named", () => {
  const path = { path: "/", pathType: "Prefix", backend: { servce: { name: "web" } } };
  assertEquals(
    sayOf("Ingress", { spec: { rule: [], tsl: [], rules: [{ http: { paths: [path] } }] } }),
    [
      ...["spec.rule rules", "spec.tsl tls"],
      "spec.rules[0].http.paths[0].backend.servce service",
    ],
  );
  assertEquals(
    sayOf("Service", { spec: { loadBalancerSourceRange: [], ports: [{ targetport: 80 }] } }),
    [
      "spec.loadBalancerSourceRange loadBalancerSourceRanges",
      "spec.ports[0].targetport targetPort",
    ],
  );
  assertEquals(sayOf("Secret", { stringdata: { a: "b" } }), ["stringdata stringData"]);
  const metadata = { name: "web", annotation: { "example.com/guard": "on" } };
  assertEquals(sayOf("Ingress", { metadata }), ["metadata.annotation annotations"]);
});

Deno.test("KUBERNETES_FIELDS have what labels, selectors and objects of old versions say left alone", () => {
  const backend = { serviceName: "web", servicePort: 80 };
  assertEquals(
    sayOf("Ingress", { spec: { backend, rules: [{ http: { paths: [{ backend }] } }] } }),
    [],
  );
  assertEquals(
    sayOf("Service", {
      metadata: { name: "web", labels: { any: "x" }, annotations: { any: "x" } },
      spec: { selector: { any: "x" }, sessionAffinityConfig: { clientIP: { timeoutSeconds: 1 } } },
    }),
    [],
  );
});

Deno.test("KUBERNETES_FIELDS have what metadata of workloads and claims lacks named, and where a field belongs", () => {
  const metadata = { name: "web", anotations: { a: "b" } };
  const template = { metadata: { label: { app: "web" } }, containers: [], spec: {} };
  assertEquals(sayOf("Deployment", { metadata, replicas: 0, spec: { template } }), [
    ...["metadata.anotations annotations", "replicas spec"],
    ...["spec.template.metadata.label labels", "spec.template.containers spec"],
  ]);
  const claim = { metadata, accessModes: ["ReadWriteOnce"], spec: {} };
  assertEquals(sayOf("PersistentVolumeClaim", claim), [
    ...["metadata.anotations annotations", "accessModes spec"],
  ]);
  assertEquals(
    sayOf("StatefulSet", { spec: { template: {}, volumeClaimTemplates: [claim] } }),
    [
      "spec.volumeClaimTemplates[0].metadata.anotations annotations",
      "spec.volumeClaimTemplates[0].accessModes spec",
    ],
  );
  assertEquals(sayOf("Pod", { metadata, containers: [], spec: { hostNetwrk: true } }), [
    ...["metadata.anotations annotations", "containers spec", "spec.hostNetwrk hostNetwork"],
  ]);
  assertEquals(sayOf("Job", { backoffLimit: 0, spec: { template: { spec: {} } } }), [
    "backoffLimit spec",
  ]);
});
