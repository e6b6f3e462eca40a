import { assertEquals } from "@std/assert";
import { Diagnostics, type Manifest } from "../../../pacts/mod.ts";
import { CLUSTER_SCOPED } from "../_testing.ts";
import {
  inferNamespaces,
  placeInNamespace,
  releaseName,
  withoutClusterNamespaces,
} from "./namespaces.ts";
import { parseManifests } from "./parse.ts";
import { setSource, sourceOf } from "./source.ts";

/** Manifests by folder, each as `Kind name`, with ` @namespace` where it has one. */
function release(folders: Record<string, string[]>): Manifest[] {
  const files = Object.entries(folders).map(([folder, objects]) => ({
    file: folder ? `${folder}/all.yaml` : "all.yaml",
    text: objects.map((object) => {
      const [, kind, name, namespace] = /^(\S+) (\S+)(?: @(\S+))?$/.exec(object)!;
      const metadata = JSON.stringify({ name, namespace });
      return `---\nkind: ${kind}\nmetadata: ${metadata}\n`;
    }).join(""),
  }));
  return parseManifests(files, new Diagnostics());
}

function inferred(manifests: Manifest[], listed: Record<string, string> = {}): string[] {
  return inferNamespaces(manifests, CLUSTER_SCOPED, new Map(Object.entries(listed)))
    .map(({ kind, metadata: { name, namespace } }) => `${kind} ${name} @${namespace ?? ""}`);
}

Deno.test("inferNamespaces() takes a sibling's namespace when one of the release has any", () => {
  assertEquals(inferred(release({ a: ["Pod x", "Service y @shop"], b: ["Pod z"] })), [
    "Pod x @shop",
    "Service y @shop",
    "Pod z @",
  ]);
});

Deno.test("inferNamespaces() keeps apps apart when they lie in folders and files of their own", () => {
  const files = {
    "apps/shop/web.yaml": ["Pod a @shop", "Pod b"],
    "apps/shop/more.yaml": ["Pod c"],
    "apps/blog/x.yaml": ["Pod d @blog"],
    "apps/blog/deep/y.yaml": ["Pod e"],
    "apps/mail.yaml": ["Pod f @mail", "Pod g"],
  };
  const manifests = parseManifests(
    Object.entries(files).map(([file, objects]) => ({
      file,
      text: objects.map((object) => {
        const [, name, namespace] = /^Pod (\S+)(?: @(\S+))?$/.exec(object)!;
        return `---\nkind: Pod\nmetadata: ${JSON.stringify({ name, namespace })}\n`;
      }).join(""),
    })),
    new Diagnostics(),
  );
  assertEquals(inferred(manifests), [
    "Pod a @shop",
    "Pod b @shop",
    "Pod c @shop",
    "Pod d @blog",
    "Pod e @blog",
    "Pod f @mail",
    "Pod g @mail",
  ]);
});

Deno.test("inferNamespaces() keeps inputs apart when there are several", () => {
  const manifests = [["one", "Pod a @shop"], ["two", "Pod b"]].flatMap(([input, object]) => {
    const [manifest] = release({ "": [object] });
    setSource(manifest, { ...sourceOf(manifest)!, input });
    return [manifest];
  });
  assertEquals(inferred(manifests), ["Pod a @shop", "Pod b @"]);
  setSource(manifests[1], { ...sourceOf(manifests[1])!, namespace: "other" });
  assertEquals(
    placeInNamespace(manifests, undefined, CLUSTER_SCOPED).map(({ metadata }) =>
      metadata.namespace
    ),
    ["shop", "other"],
  );
});

Deno.test("inferNamespaces() takes what most siblings say when they differ", () => {
  const folders = { a: ["Role r @kube-system", "Pod x @shop", "Pod y @shop", "Pod z"] };
  assertEquals(inferred(release(folders)).at(-1), "Pod z @shop");
});

Deno.test("inferNamespaces() takes the release's name when a namespace is called so", () => {
  const folders = {
    "helmfile.yaml-e5cde46a-meet": ["Pod x"],
    "helmfile.yaml.gotmpl-0123abcd-docs": ["Pod y"],
    "helmfile-0123abcd-mail": ["Pod m"],
    drive: ["Pod z"],
    other: ["Pod o"],
    platform: ["Namespace meet", "Namespace docs", "Namespace drive", "Namespace mail"],
  };
  assertEquals(inferred(release(folders)).slice(0, 5), [
    "Pod x @meet",
    "Pod y @docs",
    "Pod m @mail",
    "Pod z @drive",
    "Pod o @",
  ]);
});

Deno.test("inferNamespaces() knows a namespace when only another object names it", () => {
  assertEquals(inferred(release({ shop: ["Pod x"], b: ["Pod y @shop"] }))[0], "Pod x @shop");
});

Deno.test("inferNamespaces() takes what helmfile lists when neither sibling nor name tells", () => {
  const folders = { "helmfile.yaml-e5cde46a-web": ["Pod x"], db: ["Pod y @data"] };
  assertEquals(inferred(release(folders), { web: "shop", db: "wrong" }), [
    "Pod x @shop",
    "Pod y @data",
  ]);
});

Deno.test("inferNamespaces() asks siblings before the name, and the name before helmfile", () => {
  const folders = {
    web: ["Pod x", "Pod y @shop"],
    db: ["Pod z"],
    c: ["Namespace db", "Namespace web"],
  };
  assertEquals(inferred(release(folders), { web: "listed", db: "listed" }).slice(0, 3), [
    "Pod x @shop",
    "Pod y @shop",
    "Pod z @db",
  ]);
});

Deno.test("inferNamespaces() takes what the folder's own full names say when nothing else tells", () => {
  const manifests = parseManifests([{
    file: "a/all.yaml",
    text:
      "kind: Service\nmetadata: {name: web}\n---\nkind: Pod\nmetadata: {name: x}\nspec: {url: web.shop.svc}",
  }], new Diagnostics());
  assertEquals(inferred(manifests), ["Service web @shop", "Pod x @shop"]);
  assertEquals(inferred(manifests, { a: "listed" }), ["Service web @listed", "Pod x @listed"]);
});

Deno.test("inferNamespaces() takes the one Namespace beside it when nothing else tells", () => {
  const files = {
    "shop/all.yaml": "{kind: Pod, metadata: {name: a}}",
    "shop/ns.yaml": "{kind: Namespace, metadata: {name: shop-one}}",
    "blog/deep/all.yaml": "{kind: Pod, metadata: {name: b}}",
    "blog/ns.yaml": "{kind: Namespace, metadata: {name: blog-one}}",
    "two/all.yaml": "{kind: Pod, metadata: {name: c}}",
    "two/ns.yaml":
      "{kind: Namespace, metadata: {name: x}}\n---\n{kind: Namespace, metadata: {name: y}}\n---\n{kind: Namespace, metadata: {name: x}}",
    "two/own.yaml": "{kind: Namespace, metadata: {name: z}}\n---\n{kind: Pod, metadata: {name: d}}",
  };
  for (const input of ["", "other"]) {
    const manifests = parseManifests(
      Object.entries(files).map(([file, text]) => ({ file, text })),
      new Diagnostics(),
    );
    for (const one of manifests) setSource(one, { ...sourceOf(one)!, input });
    assertEquals(inferred(manifests).filter((one) => one.startsWith("Pod")), [
      "Pod a @shop-one",
      "Pod b @blog-one",
      "Pod c @",
      "Pod d @z",
    ]);
  }
});

Deno.test("inferNamespaces() leaves cluster-scoped kinds without a namespace when siblings have one", () => {
  const folders = { a: ["Pod x @shop", "ClusterRole r", "Namespace n", "PersistentVolume v"] };
  assertEquals(inferred(release(folders)).slice(1), [
    "ClusterRole r @",
    "Namespace n @",
    "PersistentVolume v @",
  ]);
});

Deno.test("inferNamespaces() takes files that lie in no folder for one release", () => {
  assertEquals(inferred(release({ "": ["Pod x @shop", "Pod y"] })).at(-1), "Pod y @shop");
});

Deno.test("inferNamespaces() keeps where a manifest came from when it places it, and changes no input", () => {
  const manifests = release({ a: ["Pod x", "Pod y @shop"] });
  const [placed] = inferNamespaces(manifests, CLUSTER_SCOPED);
  assertEquals(sourceOf(placed), { file: "a/all.yaml", release: "a" });
  assertEquals(manifests[0].metadata, { name: "x" });
});

Deno.test("inferNamespaces() leaves a manifest alone when a script made it", () => {
  const manifests = [
    { kind: "Pod", metadata: { name: "x" } },
    { kind: "Pod", metadata: { name: "y", namespace: "shop" } },
  ];
  assertEquals(inferNamespaces(manifests, CLUSTER_SCOPED), manifests);
});

Deno.test("releaseName() finds the release when helmfile named the folder", () => {
  const folders = {
    "helmfile.yaml-e5cde46a-meet": "meet",
    "helmfile.yaml.gotmpl-0123abcd-meet-media": "meet-media",
    "helmfile-0123abcd-web": "web",
    "01-databases-0123abcd-postgres-ha": "postgres-ha",
  };
  for (const [folder, name] of Object.entries(folders)) assertEquals(releaseName(folder), name);
});

Deno.test("releaseName() takes the folder's own name when helmfile did not name it", () => {
  for (const folder of ["web", "my-web-app", "helmfile.yaml", "a-12345-b", "0123abcd-x", ""]) {
    assertEquals(releaseName(folder), folder);
  }
});

Deno.test("placeInNamespace() gives the namespace to all that name none, save what is the cluster's", () => {
  const manifests = release({
    a: ["Role r @kube-system", "Pod x", "ClusterRole c"],
    b: ["Pod y @b", "Service z"],
  });
  const placed = placeInNamespace(manifests, "shop", CLUSTER_SCOPED);
  assertEquals(
    placed.map(({ kind, metadata: { name, namespace } }) => `${kind} ${name} @${namespace ?? ""}`),
    ["Role r @kube-system", "Pod x @shop", "ClusterRole c @", "Pod y @b", "Service z @shop"],
  );
  assertEquals(placed.map(sourceOf), manifests.map(sourceOf));
});

Deno.test("withoutClusterNamespaces() takes the namespace from what is the cluster's, and from nothing else", () => {
  const manifests = release({ a: ["ClusterRole c @shop", "Role r @shop", "IngressClass i"] });
  const placed = withoutClusterNamespaces(manifests, CLUSTER_SCOPED);
  assertEquals(
    placed.map(({ kind, metadata: { name, namespace } }) => `${kind} ${name} @${namespace ?? ""}`),
    ["ClusterRole c @", "Role r @shop", "IngressClass i @"],
  );
  assertEquals(sourceOf(placed[0]), sourceOf(manifests[0]));
});
