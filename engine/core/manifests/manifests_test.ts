import { assertEquals } from "@std/assert";
import { Diagnostics, type Manifest } from "../../../pacts/mod.ts";
import { codes, manifest, manifestsOf, said } from "../_testing.ts";
import { admitManifests, lastOfEach } from "./manifests.ts";

function admit(...documents: unknown[]) {
  const diagnostics = new Diagnostics();
  const manifests = admitManifests(documents, diagnostics);
  return { names: manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`), diagnostics };
}

const pod = (name: unknown) => ({ kind: "Pod", metadata: { name } });

Deno.test("admitManifests() lets objects in when they have kind and name", () => {
  const { names, diagnostics } = admit(pod("a"), null, undefined, {}, pod("b"));
  assertEquals(names, ["Pod a", "Pod b"]);
  assertEquals(codes(diagnostics), []);
});

Deno.test("admitManifests() says so when there is no kind", () => {
  const { names, diagnostics } = admit({ metadata: { name: "web" } }, { kind: null, a: 1 });
  assertEquals(names, []);
  assertEquals(said(diagnostics), [
    'warning no-kind: a manifest named "web" has no "kind"; it is skipped. Every Kubernetes object needs kind and metadata.name',
    'warning no-kind: a manifest has no "kind"; it is skipped. Every Kubernetes object needs kind and metadata.name',
  ]);
});

Deno.test("admitManifests() says so when it is a Compose file", () => {
  const file = { name: "shop", services: { web: { image: "web" }, db: null } };
  const { names, diagnostics } = admit(file, { services: { enabled: true } });
  assertEquals(names, []);
  assertEquals(said(diagnostics), [
    'warning no-kind: it is a Compose file, and no Kubernetes object, so it is skipped. Write those of its services that the project needs too under "services" in dekube.yaml',
    'warning no-kind: a manifest has no "kind"; it is skipped. Every Kubernetes object needs kind and metadata.name',
  ]);
});

Deno.test("admitManifests() passes over what says how files are put together", () => {
  const apiVersion = "kustomize.config.k8s.io/v1beta1";
  const { names, diagnostics } = admit(
    { apiVersion, kind: "Kustomization", resources: ["a.yaml"] },
    { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" },
  );
  assertEquals([names, codes(diagnostics)], [[], []]);
  const codesIn = (file: string) => {
    const diagnostics = new Diagnostics();
    admitManifests([{ resources: ["a.yaml"] }], diagnostics, { file, release: "" });
    return codes(diagnostics);
  };
  assertEquals(codesIn("base/kustomization.yaml"), []);
  assertEquals(codesIn("base/other-kustomization.yaml"), ["no-kind"]);
});

Deno.test("admitManifests() says so when there is no name", () => {
  const { names, diagnostics } = admit(
    { kind: "Pod" },
    { kind: "Job", metadata: null },
    { kind: "Secret", metadata: { name: null } },
    { kind: "Role", metadata: "x" },
  );
  assertEquals(names, []);
  assertEquals(codes(diagnostics), ["no-name", "no-name", "no-name", "no-name"]);
  assertEquals(
    said(diagnostics)[0],
    'warning no-name: a Pod has no "metadata.name"; it is skipped. Every Kubernetes object needs kind and metadata.name',
  );
});

Deno.test("admitManifests() reads none of the marks of what is made here, and says so", () => {
  const annotations = { "dekube.io/public-secrets": "shop/ca", team: "a" };
  const diagnostics = new Diagnostics();
  const [one] = admitManifests(
    [{ kind: "Certificate", metadata: { name: "a", annotations } }],
    diagnostics,
  );
  assertEquals(one.metadata.annotations, { team: "a" });
  assertEquals(codes(diagnostics), ["reserved-annotation"]);
});

Deno.test("admitManifests() skips what has a name that no cluster takes, and says why", () => {
  const named = (name: string, namespace?: string) => ({
    kind: "Pod",
    metadata: { name, ...namespace === undefined ? {} : { namespace } },
  });
  const longest = "a".repeat(253);
  const kept = [
    ...["web", "Web_App", "system:node", "__proto__", "1", longest].map((name) => named(name)),
    named("a", "b".repeat(63)),
  ];
  assertEquals(admit(...kept).names.length, kept.length);
  assertEquals(codes(admit(...kept).diagnostics), []);
  const refused = [
    ...["..", ".", "a/b", "a%2fb", "a b", "a\nb", "a\u009bb", "a\u202eb", "\ud800"].map((name) =>
      named(name)
    ),
    named(`${longest}a`),
    ...["..", "a/b", "b".repeat(64)].map((namespace) => named("a", namespace)),
  ];
  const dotted = [
    { apiVersion: "v1", kind: "Service", metadata: { name: "db.shop" } },
    named("a", "shop.svc.cluster.local"),
  ];
  const knative = {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name: "a.b" },
  };
  assertEquals(codes(admit(knative, named("a.b")).diagnostics), []);
  for (const one of [...refused, ...dotted]) {
    const { names, diagnostics } = admit(one);
    assertEquals([names, codes(diagnostics)], [[], ["impossible-name"]], JSON.stringify(one));
  }
  assertEquals(said(admit(named("a/b")).diagnostics), [
    'warning impossible-name: "metadata.name" of a Pod is "a/b", which no cluster takes: no slash, percent sign, space or control character may be in it; it is skipped. Give it another',
  ]);
});

Deno.test("admitManifests() says what it is when a document is no mapping", () => {
  const { diagnostics } = admit("hello", [1], 5, true);
  assertEquals(said(diagnostics), [
    "warning not-a-manifest: a document is plain text, not a mapping; it is skipped",
    "warning not-a-manifest: a document is a list, not a mapping; it is skipped",
    "warning not-a-manifest: a document is a number, not a mapping; it is skipped",
    "warning not-a-manifest: a document is a boolean, not a mapping; it is skipped",
  ]);
});

Deno.test("admitManifests() makes text of a name when a template left it unquoted", () => {
  assertEquals(admit(pod(8080)).names, ["Pod 8080"]);
});

Deno.test("admitManifests() unpacks a List when it is given one, nested ones too", () => {
  const { names, diagnostics } = admit({
    apiVersion: "v1",
    kind: "List",
    metadata: { resourceVersion: "" },
    items: [pod("a"), { kind: "List", items: [pod("b"), null] }, pod("c")],
  });
  assertEquals(names, ["Pod a", "Pod b", "Pod c"]);
  assertEquals(codes(diagnostics), []);
});

Deno.test("admitManifests() gives items their kind when they come in a typed list", () => {
  const diagnostics = new Diagnostics();
  const manifests = admitManifests([{
    apiVersion: "batch/v1",
    kind: "CronJobList",
    items: [{ metadata: { name: "a" } }, { kind: null, metadata: { name: "b" } }],
  }], diagnostics);
  assertEquals(manifests, [
    { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "a" } },
    { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "b" } },
  ]);
});

Deno.test("admitManifests() says which item it is when one of a list is no object", () => {
  const { names, diagnostics } = admit({
    kind: "List",
    items: [pod("a"), { kind: "List", items: [{ kind: "Pod" }] }, "x"],
  });
  assertEquals(names, ["Pod a"]);
  assertEquals([...diagnostics].map(({ code, path }) => [code, path]), [
    ["no-name", "items[1].items[0]"],
    ["not-a-manifest", "items[2]"],
  ]);
});

Deno.test("admitManifests() is silent when a list is empty", () => {
  const { names, diagnostics } = admit({ kind: "List", items: null }, { kind: "List", items: [] });
  assertEquals(names, []);
  assertEquals(codes(diagnostics), []);
});

Deno.test("admitManifests() takes an object for itself when only its kind's name ends like a list's", () => {
  assertEquals(admit({ kind: "AllowList", metadata: { name: "a" } }).names, ["AllowList a"]);
});

Deno.test("admitManifests() names the file when it knows one", () => {
  const diagnostics = new Diagnostics();
  admitManifests([{ kind: "Pod" }], diagnostics, { file: "a/b.yaml", release: "a" });
  assertEquals([...diagnostics].map(({ file }) => file), ["a/b.yaml"]);
});

function last(...manifests: Manifest[]) {
  const diagnostics = new Diagnostics();
  return { kept: lastOfEach(manifests, new Set(["Pod"]), diagnostics), said: said(diagnostics) };
}

Deno.test("lastOfEach() keeps the last, in the place of the first, and says so when two differ", () => {
  const [old] = manifestsOf("kind: Pod\nmetadata: {name: a, namespace: x}", "one.yaml");
  const [new_] = manifestsOf("kind: Pod\nmetadata: {name: a, namespace: x}\nspec: 1", "two.yaml");
  const other = manifest("Pod", "x/b");
  assertEquals(last(old, other, new_), {
    kept: [new_, other],
    said: [
      "warning duplicate-object: is there twice, in one.yaml and two.yaml; the last one counts",
    ],
  });
});

Deno.test("lastOfEach() says what to do when the namespace is unknown", () => {
  const { said } = last(manifest("Pod", "a"), manifest("Pod", "a", { spec: 1 }));
  assertEquals(said, [
    "warning duplicate-object: is there twice; the last one counts. Set metadata.namespace if they belong to two namespaces",
  ]);
});

Deno.test("lastOfEach() is silent when two are the same, or nobody converts them", () => {
  const role = manifest("Role", "x/a");
  const { kept, said } = last(manifest("Pod", "x/a"), manifest("Pod", "x/a"), role, {
    ...role,
    rules: [],
  });
  assertEquals([kept.length, said], [2, []]);
});

Deno.test("lastOfEach() keeps what differs in kind, namespace or name", () => {
  const all = [
    manifest("Pod", "x/a"),
    manifest("Pod", "y/a"),
    manifest("Pod", "x/b"),
    manifest("Job", "x/a"),
  ];
  assertEquals(last(...all), { kept: all, said: [] });
});

Deno.test("admitManifests() says which field is no text, and never prints an object", () => {
  const odd = { "[object Object]": null };
  const documents = [
    { kind: odd, metadata: { name: "a" } },
    { kind: "Pod", metadata: { name: [1] } },
    { kind: "Pod", metadata: { name: "c", namespace: odd } },
    { apiVersion: odd, kind: "Pod", metadata: { name: "d" } },
  ];
  const diagnostics = new Diagnostics();

  assertEquals(admitManifests(documents, diagnostics), []);
  assertEquals([...diagnostics].map(({ message }) => message), [
    '"kind" of a manifest (a) is a mapping, not a text; it is skipped',
    '"metadata.name" of a manifest (Pod) is a list, not a text; it is skipped',
    '"metadata.namespace" of a manifest (Pod c) is a mapping, not a text; it is skipped',
    '"apiVersion" of a manifest (Pod d) is a mapping, not a text; it is skipped',
  ]);
});

Deno.test("admitManifests() calls what has no name by its generateName, and says so", () => {
  const metadata = { generateName: "load-", namespace: "shop" };
  const { names, diagnostics } = admit({ kind: "Job", metadata });
  assertEquals(names, ["Job load"]);
  assertEquals(said(diagnostics), [
    'info generated-name: has no name of its own, but "generateName: load-"; it is called "load" here',
  ]);
});

Deno.test("admitManifests() skips what has no mapping for its annotations or labels, as a cluster does", () => {
  for (const field of ["annotations", "labels"]) {
    for (const odd of ["a: b", "", true, 0, [], [{ a: "b" }]]) {
      const { names, diagnostics } = admit({ kind: "Pod", metadata: { name: "a", [field]: odd } });
      assertEquals([names, said(diagnostics).length], [[], 1], `${field} ${JSON.stringify(odd)}`);
    }
    for (const sound of [undefined, null, {}, { a: "b" }]) {
      const { names, diagnostics } = admit({
        kind: "Pod",
        metadata: { name: "a", [field]: sound },
      });
      assertEquals([names, said(diagnostics)], [["Pod a"], []]);
    }
  }
});

Deno.test("admitManifests() says when a list's items are none", () => {
  const { names, diagnostics } = admit(
    { kind: "List", items: { a: 1 } },
    { kind: "PodList", items: "x" },
  );
  assertEquals(names, []);
  assertEquals([...diagnostics].map(({ message }) => message), [
    '"items" of a List is a mapping, where the objects stand in a list; it is skipped',
    '"items" of a PodList is plain text, where the objects stand in a list; it is skipped',
  ]);
});

Deno.test("lastOfEach() keeps all that a cluster would name by generateName", () => {
  const job = () => ({ kind: "Job", metadata: { name: "load", generateName: "load-" } });
  const { kept, said } = last(job(), job(), job());
  assertEquals(kept.map(({ metadata }) => metadata.name), ["load", "load-2", "load-3"]);
  assertEquals(said, []);
});
