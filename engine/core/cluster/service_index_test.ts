import { assertEquals } from "@std/assert";
import type { Manifest, Service } from "../../../pacts/mod.ts";
import { contextOf, CONVERTED, manifest, service, workload } from "../_testing.ts";

const external = (id: string, externalName: unknown): Service =>
  manifest("Service", id, { spec: { type: "ExternalName", externalName } });
const host = (name: string) => `${name}.shop.svc.cluster.local`;

/** A workload whose one container has ports of these names. */
function listening(id: string, ports: Record<string, number>): Manifest {
  return workload(id, {
    containers: [{
      name: "main",
      ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    }],
  });
}

/** Services over some manifests, by name of those in `shop`. */
function servicesOf(...manifests: Manifest[]) {
  const ctx = contextOf(manifests);
  return { ...ctx, named: (name: string) => ctx.services.get("shop", name)! };
}

function namesOf(items: Iterable<{ id: { name: string } } | Service>): string[] {
  return [...items].map((item) =>
    "id" in item ? (item.id as { name: string }).name : item.metadata.name
  );
}

Deno.test("ServiceIndex finds workloads by labels, in the Service's namespace", () => {
  const { services, workloads, named } = servicesOf(
    workload("shop/web"),
    workload("data/web"),
    service("shop/web"),
    service("shop/other"),
  );
  const [shop, data] = [...workloads];
  assertEquals(services.selected(named("web")), [shop]);
  assertEquals(services.selected(named("other")), []);
  assertEquals(services.selecting(shop), [named("web")]);
  assertEquals(services.selecting(data), []);
});

Deno.test("ServiceIndex leads past a Job when a server bears its labels too", () => {
  const job = workload("shop/migrate", {}, "Job");
  (job.spec as { template: object }).template = {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{}] },
  };
  const { services, workloads, named } = servicesOf(workload("shop/web"), job, service("shop/web"));
  const [web, migrate] = [...workloads];
  assertEquals(services.selected(named("web")), [web]);
  assertEquals(services.selecting(migrate), []);
  assertEquals(services.composeNames(named("web")), ["web"]);

  const alone = servicesOf(job, service("shop/web"));
  assertEquals(namesOf(alone.services.selected(alone.named("web"))), ["migrate"]);
  assertEquals(namesOf(alone.services.selecting([...alone.workloads][0])), ["web"]);
});

Deno.test("ServiceIndex has all workloads that a Service selects, and all Services of a workload", () => {
  const { services, workloads, named } = servicesOf(
    workload("shop/web"),
    workload("shop/api"),
    service("shop/one", "web"),
    service("shop/two", "web"),
    service("shop/none", undefined, { selector: {} }),
    service("shop/all", undefined, { selector: { team: "x" } }),
  );
  assertEquals(namesOf(services.selecting([...workloads][0])), ["one", "two"]);
  assertEquals(services.selected(named("none")), []);
  assertEquals(namesOf(services.values()), ["one", "two", "none", "all"]);
});

Deno.test("ServiceIndex finds a StatefulSet when the Service selects its pod by name", () => {
  const selector = { "statefulset.kubernetes.io/pod-name": "db-0" };
  const { services, named } = servicesOf(
    workload("shop/db", {}, "StatefulSet"),
    service("shop/one", undefined, { selector }),
  );
  assertEquals(namesOf(services.selected(named("one"))), ["db"]);
});

Deno.test("ServiceIndex forgets a Service when another of its identity is added", () => {
  const old = service("shop/web", "web", { type: "NodePort", ports: [{ port: 80 }] });
  const { services, manifests, workloads } = servicesOf(workload("shop/web"), old);
  assertEquals(services.targetPort(old, 80), 80);
  const young = service("shop/web", "web", { ports: [{ port: 81 }] });
  manifests.add(young);
  assertEquals(services.selecting([...workloads][0]), [young]);
  assertEquals([...services.values()], [young]);
  assertEquals(services.get("shop", "web"), young);
  assertEquals([services.targetPort(young, 80), services.targetPort(young, 81)], [undefined, 81]);
});

Deno.test("ServiceIndex keeps namesakes of other namespaces and of other groups", () => {
  const knative = { ...service("shop/web"), apiVersion: "serving.knative.dev/v1" };
  const { services, manifests } = servicesOf(service("shop/web"), knative);
  manifests.add(service("web"));
  manifests.add({ ...knative, apiVersion: "serving.knative.dev/v2" });
  assertEquals([...services.values()].map(({ apiVersion }) => apiVersion), [undefined, undefined]);
});

Deno.test("ServiceIndex sees what is added to the store at once", () => {
  const front = service("shop/front", "web", { ports: [{ port: 80, targetPort: "http" }] });
  const { services, manifests, named } = servicesOf(front, external("shop/old", host("late")));
  assertEquals(services.composeNames(front), []);
  assertEquals(services.targetPort(front, 80), 80);
  assertEquals(services.find("late", "shop"), undefined);
  assertEquals(services.composeNames(named("old")), []);

  manifests.add(listening("shop/web", { http: 8080 }));
  assertEquals(services.composeNames(front), ["web"]);
  assertEquals(services.targetPort(front, 80), 8080);
  manifests.add(service("shop/late", "web"));
  assertEquals(services.find("late", "shop")?.metadata.name, "late");
  assertEquals(services.composeNames(named("old")), ["web"]);
});

Deno.test("ServiceIndex no longer leads to a workload when what replaces it makes no services", () => {
  const web = service("shop/web");
  const { services, manifests } = servicesOf(workload("shop/web"), web);
  assertEquals(services.composeNames(web), ["web"]);
  manifests.add(workload("shop/web", { containers: [] }));
  assertEquals(services.composeNames(web), []);
});

Deno.test("ServiceIndex leads to the pod of an object that is no workload of Kubernetes' own", () => {
  const lead = service("shop/broker", "rabbit", { ports: [{ port: 80, targetPort: "amqp" }] });
  const { services, workloads, manifests } = servicesOf(lead);
  const owner = { ...manifest("Cluster", "shop/q"), apiVersion: "rabbitmq.com/v1" };
  const spec = { containers: [{ ports: [{ name: "amqp", containerPort: 5672 }] }] };
  workloads.add(owner, { labels: { app: "rabbit" }, spec }, "q-server");
  manifests.add(external("shop/alias", host("broker")));
  for (const name of ["broker", "alias"]) {
    const found = services.get("shop", name)!;
    assertEquals(services.composeNames(found), ["q-server"]);
    assertEquals(services.targetPort(found, 80), 5672);
  }
});

Deno.test("ServiceIndex knows nothing when nobody converts Services", () => {
  const { services, manifests } = contextOf([workload("shop/web"), service("shop/web")], {}, {
    claimedKinds: CONVERTED.filter((kind) => kind !== "Service"),
  });
  manifests.add(service("shop/late", "web"));
  assertEquals([...services.values()], []);
  assertEquals(services.find("web", "shop"), undefined);
});

Deno.test("ServiceIndex.resolve() is the Service itself when it is no ExternalName", () => {
  const { services, named } = servicesOf(service("shop/web"));
  assertEquals(services.resolve(named("web")), { service: named("web") });
});

Deno.test("ServiceIndex.resolve() follows a chain of ExternalNames to its end", () => {
  const { services, named } = servicesOf(
    service("shop/web"),
    external("shop/a", host("b")),
    external("shop/b", `${host("web")}.`),
    external("shop/c", host("d")),
    external("shop/d", "db.example.org."),
  );
  assertEquals(services.resolve(named("a")), { service: named("web") });
  assertEquals(services.resolve(named("c")), { externalName: "db.example.org" });
});

Deno.test("ServiceIndex.resolve() leaves the cluster when an ExternalName has no dot, as DNS does", () => {
  const { services, named } = servicesOf(service("shop/web"), external("shop/a", "web"));
  assertEquals(services.resolve(named("a")), { externalName: "web" });
});

Deno.test("ServiceIndex.resolve() is undefined when the chain goes in a circle or nowhere", () => {
  const { services, named } = servicesOf(
    external("shop/a", host("b")),
    external("shop/b", host("a")),
    external("shop/self", host("self")),
    external("shop/nowhere", null),
  );
  for (const name of ["a", "b", "self", "nowhere"]) {
    assertEquals(services.resolve(named(name)), undefined);
    assertEquals(services.composeNames(named(name)), []);
    assertEquals(services.targetPort(named(name), 80), undefined);
  }
});

Deno.test("ServiceIndex.find() finds a Service by each form of its name", () => {
  const { services, named } = servicesOf(service("shop/web"), service("data/web"));
  for (const form of ["web", "web.shop", "web.shop.svc", host("web"), "WEB.shop.svc."]) {
    assertEquals(services.find(form, "shop"), named("web"));
  }
  assertEquals(services.find("web.shop.svc", "data"), named("web"));
  assertEquals(services.find("web", "data")?.metadata.namespace, "data");
});

Deno.test("ServiceIndex.find() is undefined when a host means no Service", () => {
  const { services } = servicesOf(service("shop/web"), service("example"));
  assertEquals(services.find("example", "shop")?.metadata.name, "example");
  for (const other of ["example.com", "www.example.com", "web.data", "", "web..shop"]) {
    assertEquals(services.find(other, "shop"), undefined);
  }
});

Deno.test("ServiceIndex.composeNames() names the Compose services behind a Service", () => {
  const { services, named } = servicesOf(
    workload("shop/web"),
    workload("shop/api"),
    service("shop/web"),
    service("shop/all", undefined, { selector: {} }),
    service("shop/nobody"),
    external("shop/alias", host("web")),
    external("shop/outside", "example.org"),
  );
  const behind = (name: string) => services.composeNames(named(name));
  assertEquals([behind("web"), behind("alias")], [["web"], ["web"]]);
  assertEquals([behind("all"), behind("nobody"), behind("outside")], [[], [], []]);
});

Deno.test("ServiceIndex.composeNames() has the name that a workload got, not the one that it has", () => {
  const { services, named } = servicesOf(
    workload("shop/web"),
    workload("data/web"),
    service("shop/web"),
  );
  assertEquals(services.composeNames(named("web")), ["web-shop"]);
});

Deno.test("ServiceIndex.targetPort() knows each port by number and by name", () => {
  const { services, named } = servicesOf(
    listening("shop/web", { http: 8080 }),
    service("shop/web", "web", {
      ports: [{ name: "www", port: 80, targetPort: "http" }, { port: 81 }, null, {}, "x"],
    }),
    external("shop/alias", host("web")),
    external("shop/outside", "example.org"),
  );
  for (const name of ["web", "alias"]) {
    const target = (port: number | string) => services.targetPort(named(name), port);
    assertEquals([target(80), target("80"), target("www"), target(81)], [8080, 8080, 8080, 81]);
    assertEquals([target(8080), target("http"), target(""), target("constructor")], [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  }
  assertEquals(services.targetPort(named("outside"), 80), undefined);
});

Deno.test("ServiceIndex agrees with itself when a Service is changed and added again", () => {
  const ctx = contextOf([workload("shop/web"), service("shop/web")]);
  const [web] = [...ctx.workloads];
  const changed = ctx.services.get("shop", "web")!;
  changed.spec!.selector = { app: "gone" };
  ctx.manifests.add(changed);
  assertEquals(ctx.services.selecting(web), []);
  assertEquals(ctx.services.selected(changed), []);
});

Deno.test("ServiceIndex leads to the one workload that lacks but labels that nothing has", () => {
  const selecting = (selector: object) => service("shop/lead", undefined, { selector });
  const named = (selector: object, ...others: Manifest[]) => {
    const lead = selecting(selector);
    const ctx = contextOf([workload("shop/web"), lead, ...others]);
    return [ctx.services.composeNames(lead), ctx.cluster.services.runTimeLabels(lead)];
  };
  assertEquals(named({ role: "primary", app: "web" }), [["web"], ["role"]]);
  assertEquals(named({ app: "web" }), [["web"], []]);
  assertEquals(named({ role: "primary" }), [[], []]);
  assertEquals(named({ app: "web", role: "x" }, workload("data/web")), [["web-shop"], ["role"]]);
  const twin = workload("shop/twin");
  const template = (twin.spec as { template: { metadata: { labels: object } } }).template;
  template.metadata.labels = { app: "web" };
  assertEquals(named({ app: "web", role: "x" }, twin), [[], []]);
  const green = workload("shop/green");
  (green.spec as typeof twin.spec & { template: typeof template }).template.metadata.labels = {
    app: "green",
    color: "green",
  };
  assertEquals(named({ app: "green", color: "blue" }, green), [[], []]);
  assertEquals(named({ app: "job", role: "x" }, workload("shop/job", {}, "Job")), [[], []]);
});

Deno.test("ServiceIndex leads a Service with a label that is set at run time to the first member of a StatefulSet", () => {
  const member = (name: string, labels: object = { "statefulset.kubernetes.io/pod-name": name }) =>
    manifest("Pod", `shop/${name}`, {
      metadata: { name, namespace: "shop", labels: { app: "kv", ...labels } },
      spec: { containers: [{ name: "a", image: "kv:1" }] },
    });
  const lead = service("shop/lead", undefined, { selector: { role: "primary", app: "kv" } });
  const named = (...others: Manifest[]) => {
    const ctx = contextOf([member("kv-0"), member("kv-1"), lead, ...others]);
    const { services } = ctx.cluster;
    return [
      ctx.services.composeNames(lead),
      services.runTimeLabels(lead),
      services.rivals(lead).map(({ id }) => id.name),
    ];
  };
  assertEquals(named(), [["kv-0"], ["role"], ["kv-1"]]);
  assertEquals(named(member("kv-b-0")), [[], [], []]);
  assertEquals(named(member("other", {})), [[], [], []]);
});

Deno.test("ServiceIndex.selecting() has the Services that select a workload but for labels set at run time", () => {
  const lead = service("shop/lead", undefined, { selector: { role: "primary", app: "web" } });
  const ctx = contextOf([workload("shop/web"), service("shop/web"), lead]);
  const [web] = [...ctx.workloads];
  assertEquals(ctx.services.selecting(web).map(({ metadata }) => metadata.name), ["web", "lead"]);
});

Deno.test("ServiceIndex leads a Service without a selector to what Endpoints and their slices say", () => {
  const plain = (name: string) =>
    service(`shop/${name}`, undefined, { selector: null, ports: [{ name: "x", port: 80 }] });
  const slice = (name: string, address: string, ready = true) =>
    manifest("EndpointSlice", `shop/${name}`, {
      metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": "b" } },
      endpoints: [{ addresses: [address], conditions: { ready } }],
      ports: [{ name: "x", port: 8080 }],
    });
  const { services, named, manifests } = servicesOf(
    plain("a"),
    plain("b"),
    service("shop/c"),
    external("shop/alias", host("b")),
    slice("b-1", "192.0.2.1"),
    slice("b-2", "192.0.2.2"),
    slice("b-3", "192.0.2.3", false),
    manifest("Endpoints", "shop/c", { subsets: [{ addresses: [{ ip: "192.0.2.9" }] }] }),
  );
  assertEquals(services.resolve(named("b"))?.addresses, ["192.0.2.1", "192.0.2.2"]);
  assertEquals(services.resolve(named("alias"))?.addresses, ["192.0.2.1", "192.0.2.2"]);
  assertEquals(services.targetPort(named("alias"), 80), 8080);
  assertEquals(services.resolve(named("c"))?.addresses, undefined);
  assertEquals(services.resolve(named("a"))?.addresses, undefined);
  manifests.add(
    manifest("Endpoints", "shop/a", { subsets: [{ addresses: [{ ip: "192.0.2.5" }] }] }),
  );
  assertEquals(services.resolve(named("a"))?.addresses, ["192.0.2.5"]);
});
