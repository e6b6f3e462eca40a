import { assertEquals } from "@std/assert";
import { idOf, kindOf, namespaceOf, qualifiedKind } from "./manifest.ts";

const metadata = { name: "a", namespace: "shop" };

Deno.test("qualifiedKind() has the group when it is not Kubernetes' own", () => {
  assertEquals(
    qualifiedKind("cert-manager.io/v1", "Certificate"),
    "cert-manager.io/Certificate",
  );
  assertEquals(qualifiedKind("serving.knative.dev/v1", "Service"), "serving.knative.dev/Service");
  assertEquals(
    qualifiedKind("gateway.networking.k8s.io/v1", "HTTPRoute"),
    "gateway.networking.k8s.io/HTTPRoute",
  );
});

Deno.test("qualifiedKind() is the bare kind when the group is Kubernetes' own, whichever it is", () => {
  for (
    const version of ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"]
  ) {
    assertEquals(qualifiedKind(version, "Ingress"), "Ingress");
  }
  for (const version of ["apps/v1", "extensions/v1beta1", "apps/v1beta2"]) {
    assertEquals(qualifiedKind(version, "Deployment"), "Deployment");
  }
  assertEquals(qualifiedKind("batch/v1", "CronJob"), "CronJob");
});

Deno.test("qualifiedKind() is the bare kind when there is no group", () => {
  for (const version of ["v1", "", "/v1", null, undefined]) {
    assertEquals(qualifiedKind(version, "Service"), "Service");
  }
});

Deno.test("qualifiedKind() reads what a template left unquoted as text", () => {
  assertEquals(qualifiedKind(1 as never, "Service"), "Service");
  assertEquals(qualifiedKind({} as never, "Service"), "Service");
});

Deno.test("qualifiedKind() takes names literally when objects have such keys by themselves", () => {
  assertEquals(qualifiedKind("constructor/v1", "toString"), "constructor/toString");
});

Deno.test("kindOf() tells kinds of one name apart when their groups differ, not when their versions do", () => {
  const kinds = ["v1", "example.com/v1", "example.com/v2", "other.example.com/v1"]
    .map((apiVersion) => kindOf({ apiVersion, kind: "Service" }));
  assertEquals(kinds, [
    "Service",
    "example.com/Service",
    "example.com/Service",
    "other.example.com/Service",
  ]);
});

Deno.test("namespaceOf() is empty when the manifest has no namespace", () => {
  assertEquals(namespaceOf({ kind: "Pod", metadata: { name: "a" } }), "");
  assertEquals(namespaceOf({ kind: "Pod", metadata: { name: "a", namespace: null } }), "");
});

Deno.test("idOf() is kind, namespace and name when the kind is Kubernetes' own", () => {
  for (const apiVersion of [undefined, null, "v1", "apps/v1"]) {
    assertEquals(idOf({ apiVersion, kind: "Pod", metadata }), {
      kind: "Pod",
      namespace: "shop",
      name: "a",
    });
  }
});

Deno.test("idOf() has the group, but not the version, when the kind is another's", () => {
  for (const apiVersion of ["example.com/v1", "example.com/v1alpha1"]) {
    assertEquals(idOf({ apiVersion, kind: "Pod", metadata }), {
      group: "example.com",
      kind: "Pod",
      namespace: "shop",
      name: "a",
    });
  }
});

Deno.test("idOf() has an empty namespace when that is unknown", () => {
  assertEquals(idOf({ kind: "Pod", metadata: { name: "a", namespace: null } }).namespace, "");
});
