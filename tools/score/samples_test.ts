import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { findSamples, readSample } from "./samples.ts";

const OWN = fromFileUrl(new URL("../../tests/samples", import.meta.url));

Deno.test("findSamples() says why a file is no sample when it is none", async () => {
  const { samples, skipped } = await findSamples(OWN);

  assertEquals(samples.map(({ upstream, file, manifests }) => [upstream, file, manifests.length]), [
    ["orchard", "app/all.json", 2],
    ["orchard", "app/harvest.yaml", 1],
    ["orchard", "app/pears.yaml", 2],
    ["orchard", "app/plums.yaml", 1],
    ["orchard", "app/tasting.yaml", 1],
  ]);
  assertEquals(skipped.map(({ file, reason }) => [file, reason]), [
    ["broken/crate.yaml", "not YAML"],
    ["broken/kustomization.yaml", "kustomization"],
    ["broken/list.json", "no Kubernetes objects"],
    ["chart/Chart.yaml", "belongs to Helm"],
    ["chart/crd.yaml", "CRDs alone"],
    ["chart/templates/tree.yaml", "template"],
    ["chart/values.yaml", "belongs to Helm"],
  ]);
});

Deno.test("findSamples() makes one sample of a folder when it is told to", async () => {
  const { samples } = await findSamples(OWN, { upstream: "orchard", folders: true });

  assertEquals(samples.map(({ file, manifests }) => [file, manifests.length]), [["app", 7]]);
});

Deno.test("readSample() takes braces for text when no chart's template holds them", () => {
  const text = `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { a: "{{ x }}" } }`;

  assertEquals((readSample("rules.yaml", text) as unknown[]).length, 1);
  assertEquals(readSample("chart/templates/rules.yaml", text), "template");
});
