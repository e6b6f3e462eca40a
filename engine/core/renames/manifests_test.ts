import { assert, assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { manifest, manifestsOf } from "../_testing.ts";
import { sourceOf } from "../manifests/source.ts";
import { HostRenames } from "./host_renames.ts";
import { withHosts } from "./manifests.ts";

const renames = new HostRenames({ "shop.acme.io": "shop.localhost" });

function renamed(item: Manifest): Manifest {
  return withHosts([item], renames)[0];
}

Deno.test("withHosts() changes names in fields at any depth, and leaves those that name objects and images", () => {
  const item = manifest("Deployment", "shop.acme.io", {
    spec: {
      image: "shop.acme.io/web:1",
      secretName: "shop.acme.io",
      secretRef: { name: "shop.acme.io" },
      selector: { app: "shop.acme.io" },
      env: [{ name: "URL", value: "https://shop.acme.io/" }, null],
      hosts: ["shop.acme.io"],
      commonName: "shop.acme.io",
      externalName: "shop.acme.io",
    },
  });
  const { spec, metadata } = renamed(item);
  assertEquals(metadata.name, "shop.acme.io");
  assertEquals(spec, {
    ...item.spec as object,
    env: [{ name: "URL", value: "https://shop.localhost/" }, null],
    hosts: ["shop.localhost"],
    commonName: "shop.localhost",
    externalName: "shop.localhost",
  });
});

Deno.test("withHosts() changes annotations, and texts of ConfigMaps and Secrets by any key", () => {
  const url = "https://shop.acme.io";
  const annotated = manifest("Ingress", "a");
  annotated.metadata.annotations = { "x/redirect": url };
  assertEquals(renamed(annotated).metadata.annotations, { "x/redirect": "https://shop.localhost" });
  assertEquals(renamed(manifest("ConfigMap", "c", { data: { name: url, n: null } })), {
    ...manifest("ConfigMap", "c"),
    data: { name: "https://shop.localhost", n: null },
  });
  const binary = btoa("\xffshop.acme.io");
  const secret = manifest("Secret", "s", {
    data: { name: btoa(url), binary, odd: "%%" },
    stringData: { url },
  });
  assertEquals(renamed(secret), {
    ...manifest("Secret", "s"),
    data: { name: btoa("https://shop.localhost"), binary, odd: "%%" },
    stringData: { url: "https://shop.localhost" },
  });
});

Deno.test("withHosts() keeps where manifests came from, and those that have none of the names", () => {
  const [one] = manifestsOf("kind: A\nmetadata: {name: a}\nspec: {host: shop.acme.io}");
  assertEquals(sourceOf(renamed(one))?.file, "release/all.yaml");
  for (const kind of ["ConfigMap", "Secret", "Pod"]) {
    const other = manifest(kind, "b", { data: { a: "eA==" }, spec: { a: [{ b: "c.d" }] } });
    assert(renamed(other) === other);
  }
});
