import { assertEquals, assertStringIncludes } from "@std/assert";
import { convertAll, object, workload } from "./_testing.ts";

type Json = Record<string, unknown>;

const GRAFANA: Json = {
  name: "grafana",
  image: "grafana/grafana:12",
  volumeMounts: [{ name: "dashboards", mountPath: "/tmp/dashboards" }, {
    name: "sources",
    mountPath: "/etc/grafana/provisioning/datasources",
  }],
};

function sidecar(name: string, mount: Json, env: Record<string, string>): Json {
  return {
    name,
    image: "quay.io/kiwigrid/k8s-sidecar:1.30",
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    volumeMounts: [mount],
  };
}

const DASHBOARDS = sidecar("sc-dashboard", { name: "dashboards", mountPath: "/tmp/dashboards" }, {
  LABEL: "grafana_dashboard",
  LABEL_VALUE: "1",
  FOLDER: "/tmp/dashboards",
  NAMESPACE: "ALL",
});

/** A Grafana with these sidecars, the first of them its first container. */
function grafana(sidecars: readonly Json[], initContainers: readonly Json[] = []): object {
  return workload("grafana", {
    initContainers,
    containers: [...sidecars, GRAFANA],
    volumes: [{ name: "dashboards", emptyDir: {} }, { name: "sources", emptyDir: {} }],
  });
}

function dashboard(name: string, data: Json, metadata: Json = {}): object {
  return object("ConfigMap", name, { data }, { labels: { grafana_dashboard: "1" }, ...metadata });
}

/** Files that a service has below a folder, by their paths in it. */
async function filesOf(manifests: readonly object[], folder: string) {
  const { services, files, said } = await convertAll(manifests);
  const [source] = services.grafana.volumes!.filter((mount) => typeof mount === "string")
    .map((mount) => mount.split(":"))
    .filter(([, target]) => target === folder).map(([source]) => source.replace(/^\.\//, ""));
  const below = Object.entries(files).filter(([path]) => path.startsWith(`${source}/`))
    .map(([path, content]) => [path.slice(source.length + 1), content]);
  return { files: Object.fromEntries(below), services: Object.keys(services), said };
}

Deno.test("convert() mounts the labelled dashboards, and Grafana is the main service", async () => {
  const { files, services, said } = await filesOf([
    grafana([DASHBOARDS]),
    dashboard("web", { "web.json": "{}" }),
    dashboard("db", { "db.json": "[]" }, { namespace: "data" }),
    dashboard("other", { "other.json": "" }, { labels: { grafana_dashboard: "0" } }),
    object("ConfigMap", "none", { data: { "none.json": "" } }),
  ], "/tmp/dashboards");
  assertEquals(files, { "web.json": "{}", "db.json": "[]" });
  assertEquals(services, ["grafana"]);
  assertEquals(said, ["info collected-files grafana containers[sc-dashboard]"]);
});

Deno.test("convert() keeps what comes from Secrets among the secrets", async () => {
  const sources = sidecar("sc-datasources", {
    name: "sources",
    mountPath: "/etc/grafana/provisioning/datasources",
  }, {
    LABEL: "grafana_datasource",
    FOLDER: "/etc/grafana/provisioning/datasources",
    RESOURCE: "both",
  });
  const labels = { grafana_datasource: "" };
  const manifests = [
    // As an init container it collects once.
    grafana([], [sources]),
    object("Secret", "db", { data: { "db.yaml": btoa("password: x") } }, { labels }),
    object("ConfigMap", "web", { data: { "web.yaml": "url: y" } }, { labels }),
    object("ConfigMap", "far", { data: { "far.yaml": "" } }, { labels, namespace: "data" }),
  ];
  const { files, services } = await filesOf(manifests, "/etc/grafana/provisioning/datasources");
  assertEquals(files, { "db.yaml": "password: x", "web.yaml": "url: y" });
  assertEquals(services, ["grafana"]);
  const paths = Object.keys((await convertAll(manifests)).files);
  assertEquals(paths.every((path) => path.startsWith("secrets/")), true, paths.join());
});

Deno.test("convert() puts files where annotations want them, and tells two of one name apart", async () => {
  const { files } = await filesOf([
    grafana([DASHBOARDS]),
    dashboard("a", { "x.json": "a" }),
    dashboard("b", { "x.json": "b" }),
    dashboard("c", { "x.json": "c" }, { annotations: { "k8s-sidecar-target-directory": "team" } }),
    dashboard("d", { "x.json": "d" }, {
      annotations: { "k8s-sidecar-target-directory": "/tmp/dashboards/far/away" },
    }),
    dashboard("e", { "x.json": "e" }, { annotations: { "k8s-sidecar-target-directory": "/etc" } }),
  ], "/tmp/dashboards");
  assertEquals(files, {
    "x.json": "a",
    "b-x.json": "b",
    "team/x.json": "c",
    "far/away/x.json": "d",
  });
});

Deno.test("convert() says where what was collected is mounted, and where nobody mounts it", async () => {
  const [mounted] = (await convertAll([grafana([DASHBOARDS]), dashboard("a", { "a.json": "" })]))
    .messages;
  assertStringIncludes(
    mounted,
    "what 1 object of the manifests with the label grafana_dashboard=1 holds is mounted at /tmp/dashboards. ",
  );
  const alone = sidecar("sc", { name: "d", mountPath: "/d" }, { LABEL: "x", FOLDER: "/d/sub" });
  const pod = workload("web", {
    containers: [alone, { name: "main", image: "m" }],
    volumes: [{ name: "d", emptyDir: {} }],
  });
  const labels = { x: "" };
  const maps = ["a", "b"].map((name) => object("ConfigMap", name, { data: { k: "" } }, { labels }));
  const [unread] = (await convertAll([pod, ...maps])).messages;
  assertStringIncludes(
    unread,
    'what 2 objects of the manifests with the label x hold would lie in /d/sub, but no other container mounts the volume "d"',
  );
});

Deno.test("convert() writes no file of a key that is a URL to fetch, and names it", async () => {
  const manifests = [
    grafana([DASHBOARDS]),
    dashboard("a", { "a.json": "{}", "b.json.url": "http://elsewhere/b.json" }),
  ];
  const { files, said } = await filesOf(manifests, "/tmp/dashboards");
  assertEquals(files, { "a.json": "{}" });
  assertEquals(said, [
    "info collected-files grafana containers[sc-dashboard]",
    'warning collected-url a data["b.json.url"]',
  ]);
  const { messages } = await convertAll(manifests);
  assertStringIncludes(messages[1], 'write it to "b.json" in /tmp/dashboards');
  const only = await convertAll([grafana([DASHBOARDS]), dashboard("a", { "b.url": "http://x" })]);
  assertStringIncludes(only.messages[0], "holds nothing but URLs to fetch");
});

Deno.test("convert() leaves a sidecar out that finds nothing, or does not say what it looks for", async () => {
  const idle = await convertAll([grafana([DASHBOARDS])]);
  assertEquals(Object.keys(idle.services), ["grafana"]);
  assertStringIncludes(
    idle.messages[0],
    "nothing in the manifests has the label grafana_dashboard=1",
  );

  const odd = sidecar("odd", { name: "dashboards", mountPath: "/x" }, { LABEL: "a" });
  const { services, said } = await convertAll([grafana([odd])]);
  assertEquals(Object.keys(services), ["grafana"]);
  assertEquals(said, ["warning api-sidecar grafana containers[odd]"]);
});

Deno.test("convert() names a k8s-sidecar that is alone in its pod", async () => {
  const { services, said } = await convertAll([workload("copy", { containers: [DASHBOARDS] })]);
  assertEquals([Object.keys(services), said], [["copy"], ["warning needs-api copy"]]);
});

Deno.test("convert() collects Secrets of other namespaces where a role lets the account read them", async () => {
  const folder = "/etc/grafana/provisioning/datasources";
  const env = { LABEL: "source", FOLDER: folder, RESOURCE: "secret", NAMESPACE: "ALL" };
  const labels = { source: "" };
  const manifests = [
    grafana([sidecar("sc", { name: "sources", mountPath: folder }, env)]),
    object("Secret", "own", { stringData: { own: "a" } }, { labels }),
    object("Secret", "db", { stringData: { far: "b" } }, { labels, namespace: "data" }),
  ];
  const rules = (rule: Json = {}) => ({
    rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"], ...rule }],
  });
  const subject = { kind: "ServiceAccount", name: "default", namespace: "shop" };
  const bound = (kind: string, namespace: string | undefined, by: Json, role: Json = rules()) => [
    object(kind, "reader", role, { namespace }),
    object(`${kind}Binding`, "reader", {
      roleRef: { kind, name: "reader" },
      subjects: [by],
    }, { namespace }),
  ];
  const found = async (...others: object[]) => {
    const { files, said } = await filesOf([...manifests, ...others], folder);
    const isSaid = said.some((line) => line.startsWith("warning unreadable-secrets grafana"));
    assertEquals(isSaid, !("far" in files));
    return Object.keys(files).sort();
  };
  const all = ["far", "own"];
  assertEquals(await found(), ["own"]);
  assertEquals(await found(...bound("Role", "data", subject)), all);
  assertEquals(await found(...bound("Role", "shop", subject)), ["own"]);
  assertEquals(await found(...bound("ClusterRole", undefined, subject)), all);
  const group = { kind: "Group", name: "system:serviceaccounts:shop" };
  assertEquals(await found(...bound("ClusterRole", undefined, group)), all);
  for (
    const rule of [
      ...[{ resources: ["configmaps"] }, { verbs: ["create"] }, { apiGroups: ["apps"] }],
      { resourceNames: ["other"] },
    ]
  ) {
    assertEquals(await found(...bound("ClusterRole", undefined, subject, rules(rule))), ["own"]);
  }
  assertEquals(await found(...bound("ClusterRole", undefined, { ...subject, name: "x" })), ["own"]);
});
