import { assertEquals, assertNotEquals } from "@std/assert";
import { idOf, type Manifest, type Names } from "../../pacts/mod.ts";
import { contextOf, manifest, service, workload } from "./_testing.ts";

function names(...manifests: Manifest[]): Names {
  return contextOf(manifests).names;
}

/** Names of the workloads among the manifests. */
function serviceNames(...manifests: Manifest[]): string[] {
  const found = names(...manifests);
  return manifests.filter(({ kind }) => kind !== "Service")
    .map((item) => found.service(idOf(item)));
}

Deno.test("service() is the workload's own name when nobody else wants it", () => {
  assertEquals(serviceNames(workload("shop/web"), workload("data/db")), ["web", "db"]);
});

Deno.test("service() adds the namespace when two namespaces have a workload of one name", () => {
  assertEquals(serviceNames(workload("a/db"), workload("b/db"), workload("a/web")), [
    "db-a",
    "db-b",
    "web",
  ]);
});

Deno.test("service() adds the kind when two kinds have a workload of one name", () => {
  assertEquals(
    serviceNames(workload("a/migrate"), workload("a/migrate", {}, "Job")),
    ["migrate-deployment", "migrate-job"],
  );
});

Deno.test("service() keeps the name of a server when a Job shares it and a Service leads to the server", () => {
  const [server, job] = [workload("a/web"), workload("a/web", {}, "Job")];
  assertEquals(serviceNames(server, job, service("a/web")), ["web", "web-job"]);
  assertEquals(serviceNames(job, service("a/web"), server), ["web-job", "web"]);
  assertEquals(serviceNames(server, job, service("b/web")), ["web-deployment", "web-job"]);
  assertEquals(
    serviceNames(server, workload("a/web", {}, "StatefulSet"), service("a/web")),
    ["web-deployment", "web-statefulset"],
  );
});

Deno.test("service() adds both when namespaces and kinds share a name", () => {
  assertEquals(
    serviceNames(workload("a/x"), workload("a/x", {}, "Job"), workload("b/x")),
    ["x-a-deployment", "x-a-job", "x-b"],
  );
});

Deno.test("service() adds the kind when the namespace is unknown", () => {
  assertEquals(serviceNames(workload("x"), workload("x", {}, "Job")), [
    "x-deployment",
    "x-job",
  ]);
});

Deno.test("service() gives way when a Service of that name leads elsewhere", () => {
  assertEquals(
    serviceNames(workload("a/db"), workload("b/postgres"), service("b/db", "postgres")),
    ["db-a", "postgres"],
  );
  assertEquals(
    serviceNames(
      workload("a/db"),
      service("b/db", "x", { type: "ExternalName", externalName: "db.example.com" }),
    ),
    ["db-a"],
  );
});

Deno.test("service() keeps the name when a Service of another namespace leads to it by that name", () => {
  const alias = { type: "ExternalName", externalName: "db.data.svc.cluster.local" };
  assertEquals(
    serviceNames(
      workload("data/db"),
      service("data/db"),
      service("shop/db", undefined, alias),
    ),
    ["db"],
  );
});

Deno.test("service() keeps the name when the Service of that name leads to it, or nowhere", () => {
  assertEquals(serviceNames(workload("a/db"), service("a/db")), ["db"]);
  assertEquals(serviceNames(workload("a/db"), service("b/db", "nobody")), ["db"]);
});

Deno.test("service() gives way when it is called like another's sidecar or init container", () => {
  const web = workload("a/web", {
    initContainers: [{ name: "wait" }],
    containers: [{ name: "app" }, { name: "log" }],
  });
  assertEquals(
    serviceNames(web, workload("a/web-sidecar-log"), workload("a/web-init-wait")),
    ["web", "web-sidecar-log-a", "web-init-wait-a"],
  );
});

Deno.test("service() is unique when a longer name meets one that is there already", () => {
  const found = serviceNames(workload("b/a"), workload("c/a"), workload("x/a-b"));
  assertEquals(new Set(found).size, 3, found.join());
  assertEquals(found[2], "a-b");
});

Deno.test("service() holds no separator when a name does", () => {
  assertEquals(serviceNames({ ...workload("x"), metadata: { name: "../a/b" } }), ["a-b"]);
});

Deno.test("service() holds no dot, which would make it the name of a host elsewhere", () => {
  const named = (name: string): Manifest => ({ ...workload("x"), metadata: { name } });
  assertEquals(serviceNames(named("api.stripe.com"), named("db.shop.svc")), [
    "api-stripe-com",
    "db-shop-svc",
  ]);
  assertEquals(names().reserve("metadata.google.internal"), "metadata-google-internal");
});

Deno.test("service() tells two apart when their names differ only in what can't be written", () => {
  const named = (name: string): Manifest => ({ ...workload("x"), metadata: { name } });
  const found = serviceNames(named("a:b"), named("a-b"), named("a b"));
  assertEquals(new Set(found).size, 3, found.join());
});

Deno.test("service() is made from the name when a workload is not among the manifests", () => {
  assertEquals(names().service({ kind: "Pod", namespace: "a", name: "x/y" }), "x-y");
});

Deno.test("service() names by the last of two when they are one and the same object", () => {
  assertEquals(serviceNames(workload("a/web"), workload("a/web")), ["web", "web"]);
});

Deno.test("folder() tells ConfigMaps apart when two namespaces share a name", () => {
  const [a, b, other] = [
    manifest("ConfigMap", "a/app"),
    manifest("ConfigMap", "b/app"),
    manifest("Secret", "b/app"),
  ];
  const found = names(a, b, other);
  assertEquals([a, b, other].map((item) => found.folder(idOf(item))), ["app-a", "app-b", "app"]);
});

Deno.test("folder() never leaves its folder when a name tries to", () => {
  const folder = (name: string) => names().folder({ kind: "Secret", namespace: "", name });
  assertEquals(folder("../../etc"), "etc");
  assertEquals(folder(".."), "unnamed");
  assertEquals(folder("/"), "unnamed");
  assertEquals(folder("a\\..\\b"), "a-..-b");
});

Deno.test("claim() is the claim's own name when it is the only one", () => {
  assertEquals(names(manifest("PersistentVolumeClaim", "a/data")).claim("a", "data"), "data");
});

Deno.test("claim() adds the namespace when two declare a claim of one name", () => {
  const found = names(
    manifest("PersistentVolumeClaim", "a/data"),
    manifest("PersistentVolumeClaim", "b/data"),
  );
  assertEquals([found.claim("a", "data"), found.claim("b", "data")], ["data-a", "data-b"]);
});

Deno.test("claim() adds the namespace when two mount a claim that nobody declares", () => {
  const pod = { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }, null] };
  const found = names(workload("a/x", pod), workload("b/y", pod));
  assertEquals([found.claim("a", "data"), found.claim("b", "data")], ["data-a", "data-b"]);
});

Deno.test("claim() knows the one that is meant when its namespace is unknown", () => {
  const pod = { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] };
  const unknown = names(manifest("PersistentVolumeClaim", "data"), workload("a/x", pod));
  assertEquals(unknown.claim("a", "data"), "data");
  const known = names(manifest("PersistentVolumeClaim", "a/data"), workload("x", pod));
  assertEquals(known.claim("", "data"), "data");
});

Deno.test("claim() is a template's when a pod mounts it by the number of the one member", () => {
  const set = (id: string, start = 0): Manifest => {
    const made = workload(id, {}, "StatefulSet");
    const volumeClaimTemplates = [{ metadata: { name: "data" } }];
    Object.assign(made.spec as object, { ordinals: { start }, volumeClaimTemplates });
    return made;
  };
  const pod = { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data-db-0" } }] };
  const found = names(
    set("a/db"),
    set("a/kv", 2),
    set("b/db"),
    workload("a/backup", pod, "Job"),
    manifest("PersistentVolumeClaim", "a/data-kv-2"),
  );
  assertEquals(
    ["data-db-0", "data-db-1", "data-kv-2"].map((claim) => found.claim("a", claim)),
    ["data-db-a", "data-db-1", "data-kv"],
  );
  assertEquals(found.claim("b", "data-db-0"), "data-db-b");
});

Deno.test("claim() counts templates when a StatefulSet has them", () => {
  const set = (id: string): Manifest => {
    const made = workload(id, {}, "StatefulSet");
    Object.assign(made.spec as object, { volumeClaimTemplates: [{ metadata: { name: "data" } }] });
    return made;
  };
  const found = names(set("a/db"), set("b/db"));
  assertEquals([found.claim("a", "data-db"), found.claim("b", "data-db")], [
    "data-db-a",
    "data-db-b",
  ]);
});

Deno.test("reserve() gives the wanted name when it is free, and a number when it is not", () => {
  const web = workload("a/web", { containers: [{ name: "app" }, { name: "log" }] });
  const found = names(web);
  assertEquals(found.reserve("proxy"), "proxy");
  assertEquals(found.reserve("proxy"), "proxy-2");
  assertEquals(found.reserve("web"), "web-2");
  assertEquals(found.reserve("web-sidecar-log"), "web-sidecar-log-2");
  assertEquals(found.reserve("a/b"), "a-b");
});

Deno.test("service() does not depend on the order when names collide", () => {
  const all = [workload("a/x"), workload("b/x"), workload("a/x", {}, "Job"), workload("a/x-b")];
  const by = (manifests: Manifest[]) =>
    Object.fromEntries(manifests.map((item, index) => [
      JSON.stringify(idOf(item)),
      serviceNames(...manifests)[index],
    ]));
  const forward = by(all);
  assertEquals(by(all.toReversed()), forward);
  assertNotEquals(new Set(Object.values(forward)).size, 1);
});

Deno.test("folder() and claim() find a free name when an object came later than the manifests", () => {
  const found = names(manifest("Secret", "a/tls"));
  const late = (kind: string, namespace: string) => ({ kind, namespace, name: "tls" });
  assertEquals(found.folder(late("Secret", "b")), "tls-b");
  assertEquals(found.folder(late("Secret", "b")), "tls-b");
  assertEquals(found.folder(late("Secret", "a")), "tls");
  assertEquals(found.folder(late("ConfigMap", "b")), "tls");
  assertEquals(found.claim("a", "db-1"), "db-1");
  assertEquals(found.claim("b", "db-1"), "db-1-b");
});
