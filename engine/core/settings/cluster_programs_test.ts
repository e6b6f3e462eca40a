import { assertEquals } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { type Config, Diagnostics, type ExtensionInfo, type Manifest } from "../../../pacts/mod.ts";
import { manifest, said, workload } from "../_testing.ts";
import { withoutClusterPrograms } from "./cluster_programs.ts";

const INFOS: ExtensionInfo[] = [
  {
    name: "workload",
    clusterOnly: [{ images: ["proxy"], flags: ["providers.cluster"] }, {
      images: ["copier", "ingress-nginx/controller"],
      charts: ["ingress-nginx"],
    }],
  },
  { name: "certs", replaces: [{ images: ["certs/*"] }] },
];
const CONVERTERS = new Map([
  ["cert-manager.io/Certificate", "certs"],
  ["Ingress", "caddy"],
  ["Deployment", "workload"],
]);

/** What is left out, and what is said. */
function excluded(manifests: Manifest[], config: Partial<Config> = {}, isFirst = true) {
  const diagnostics = new Diagnostics();
  const { exclude } = withoutClusterPrograms(
    { ...defaultConfig(), ...config },
    manifests,
    { infos: INFOS, converters: CONVERTERS },
    isFirst,
    diagnostics,
  );
  return { exclude, said: said(diagnostics) };
}

function running(id: string, image: string, kind = "Deployment", pod: object = {}): Manifest {
  return workload(id, { containers: [{ name: "main", image }], ...pod }, kind);
}

/** An account `b/operator`, with a role of these rules. */
function account(rules: object[], scope = "Cluster", subject: object = {}): Manifest[] {
  const role = scope === "Cluster" ? "ClusterRole" : "Role";
  const id = scope === "Cluster" ? "operator" : "b/operator";
  return [
    manifest(role, id, { rules }),
    manifest(`${role}Binding`, id, {
      roleRef: { kind: role, name: "operator" },
      subjects: [{ kind: "ServiceAccount", name: "operator", namespace: "b", ...subject }],
    }),
  ];
}

const operator = running("b/some", "example/some", "Deployment", {
  serviceAccountName: "operator",
});
const SEES_TO = {
  apiGroups: ["cert-manager.io"],
  resources: ["certificates", "certificates/status"],
  verbs: ["update"],
};

Deno.test("withoutClusterPrograms() goes by what a workload runs, and not by what it is called", () => {
  const manifests = [
    running("a/event-ingress-api", "example/event-ingress-api"),
    running("a/copier", "example/other"),
    running("b/x", "registry.k8s.io/ingress-nginx/controller:v1@sha256:0"),
    running("b/y", "localhost:5000/mirror/ingress-nginx/controller", "DaemonSet"),
    running("b/z", "copier:2", "StatefulSet"),
    running("b/certs", "quay.io/certs/webhook:v1"),
    { ...running("b/foreign", "copier", "Job"), apiVersion: "batch.volcano.sh/v1alpha1" },
    manifest("Service", "b/copier"),
  ];
  assertEquals(excluded(manifests), {
    exclude: ["certs", "x", "y", "z"],
    said: [
      'info auto-excluded: left out, since the extension "certs" does their work: certs. Take them off "exclude" in dekube.yaml if you want them',
      'info auto-excluded: left out, since they only make sense in a cluster: x, y, z. Take them off "exclude" in dekube.yaml if you want them',
    ],
  });
});

Deno.test("withoutClusterPrograms() looks into CronJobs and Pods, and at each container", () => {
  const job = {
    spec: { template: { spec: { containers: [{ image: "a" }, { image: "copier" }] } } },
  };
  const manifests = [
    manifest("CronJob", "b/cron", { spec: { jobTemplate: job } }),
    manifest("Pod", "b/pod", { spec: { containers: [null, { image: "copier" }] } }),
    manifest("Pod", "b/init", { spec: { initContainers: [{ image: "copier" }] } }),
  ];
  assertEquals(excluded(manifests).exclude, ["cron", "pod"]);
});

Deno.test("withoutClusterPrograms() knows a chart by Helm's labels", () => {
  const labelled = (name: string, labels: Record<string, string>) => {
    const made = running(`b/${name}`, "example/any");
    return { ...made, metadata: { ...made.metadata, labels } };
  };
  const helm = { "app.kubernetes.io/managed-by": "Helm" };
  const manifests = [
    labelled("new", { ...helm, "helm.sh/chart": "ingress-nginx-4.11.2" }),
    labelled("old", { heritage: "Helm", chart: "ingress-nginx-3.0.0" }),
    labelled("other", { ...helm, "helm.sh/chart": "ingress-nginx-api-1.0.0" }),
    labelled("by-hand", { "helm.sh/chart": "ingress-nginx-4.11.2" }),
    labelled("named", { ...helm, "app.kubernetes.io/name": "ingress-nginx" }),
  ];
  assertEquals(excluded(manifests).exclude, ["new", "old"]);
});

Deno.test("withoutClusterPrograms() knows who sees to what an extension converts by what it may write", () => {
  assertEquals(excluded([operator, ...account([SEES_TO])]), {
    exclude: ["some"],
    said: [
      'info auto-excluded: left out, since the extension "certs" does their work: some. Take them off "exclude" in dekube.yaml if you want them',
    ],
  });
  assertEquals(excluded([operator, ...account([SEES_TO], "Namespace")]).exclude, ["some"]);
  const routes = {
    apiGroups: ["networking.k8s.io"],
    resources: ["ingresses/status"],
    verbs: ["*"],
  };
  assertEquals(excluded([operator, ...account([routes])]).said, [
    'info auto-excluded: left out, since the extension "caddy" does their work: some. Take them off "exclude" in dekube.yaml if you want them',
  ]);
});

Deno.test("withoutClusterPrograms() keeps what may do something else, or everything", () => {
  const rules = [
    { ...SEES_TO, verbs: ["get", "list", "watch"] },
    { ...SEES_TO, resources: ["certificates"] },
    { ...SEES_TO, apiGroups: ["acme.example"] },
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { apiGroups: ["cert-manager.io"], resources: ["*"], verbs: ["*"] },
    { apiGroups: ["apps"], resources: ["deployments/status"], verbs: ["update"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["*"] },
    { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["get", "update"] },
  ];
  assertEquals(excluded([operator, ...account([...rules, null as never])]).exclude, []);
  assertEquals(
    excluded([operator, ...account([SEES_TO], "Cluster", { namespace: "c" })]).exclude,
    [],
  );
  assertEquals(
    excluded([operator, ...account([SEES_TO], "Cluster", { kind: "User" })]).exclude,
    [],
  );
  assertEquals(excluded([running("b/web", "web"), ...account([SEES_TO])]).exclude, []);
});

Deno.test("withoutClusterPrograms() leaves nothing out that shares a name with something else", () => {
  const manifests = [running("a/copier", "copier"), running("b/copier", "example/app")];
  assertEquals(excluded(manifests), { exclude: [], said: [] });
});

Deno.test("withoutClusterPrograms() adds to what the user leaves out, and says how to have the rest", () => {
  const manifests = [running("a/x", "copier"), running("a/y", "copier")];
  assertEquals(excluded(manifests, { exclude: ["x"] }, false), {
    exclude: ["x", "y"],
    said: [
      "info auto-excluded: left out, since they only make sense in a cluster: y. If you want them, write a list of your own into dekube.yaml of what is to be left out, which may be empty: exclude: []",
    ],
  });
});

Deno.test("withoutClusterPrograms() goes by flags where an image may be an application's as well", () => {
  const started = (name: string, args: string[]) =>
    workload(
      `b/${name}`,
      { containers: [{ name: "main", image: "proxy:v3", args }] },
      "Deployment",
    );
  const manifests = [
    started("controller", ["--Providers.Cluster=true"]),
    started("settings", ["--providers.cluster.namespaces=a"]),
    started("application", ["--providers.file.directory=/etc", "--providers.clusters"]),
  ];
  assertEquals(excluded(manifests).exclude, ["controller", "settings"]);
});
