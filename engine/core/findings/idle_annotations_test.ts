import { assertEquals } from "@std/assert";
import { contextOf, manifest, said } from "../_testing.ts";
import { sayIdleAnnotations } from "./idle_annotations.ts";

const OFFERS = [
  {
    name: "cert-manager",
    annotations: ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer"],
  },
  { name: "other" },
];

function sayOf(annotations: Record<string, string | null>[], understood: string[] = []) {
  const manifests = annotations.map((annotations, index) => {
    const ingress = manifest("Ingress", `shop/web${index}`);
    return { ...ingress, metadata: { ...ingress.metadata, annotations } };
  });
  const ctx = contextOf(manifests);
  sayIdleAnnotations(new Set(understood), OFFERS, ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayIdleAnnotations() says once who acts upon an annotation when nobody loaded does", () => {
  const issuer = { "cert-manager.io/issuer": "ca", "example.com/other": "x" };
  const wide = { "cert-manager.io/cluster-issuer": "ca" };
  assertEquals(sayOf([issuer, wide, {}]), [
    'info idle-annotation: no loaded extension acts upon cert-manager.io/cluster-issuer, cert-manager.io/issuer, so nothing comes of it (2): Ingress shop/web0, Ingress shop/web1. Add --extension cert-manager, or "depends: [cert-manager]" in dekube.yaml',
  ]);
});

Deno.test("sayIdleAnnotations() is silent when somebody acts upon it, or it is empty", () => {
  assertEquals(sayOf([{ "cert-manager.io/issuer": "ca" }], ["cert-manager.io/issuer"]), []);
  assertEquals(sayOf([{ "cert-manager.io/issuer": null }, { "cert-manager.io/issuer": "" }]), []);
});
