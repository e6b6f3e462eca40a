import { assertEquals, assertStringIncludes } from "@std/assert";
import { access, convertAll, kubectl, object, workload } from "./_testing.ts";

/** What is said of a workload with this pod. */
async function signs(pod: Record<string, unknown>, others: readonly object[] = []) {
  const { said, messages } = await convertAll([workload("web", pod), ...others]);
  assertEquals(said.filter((text) => !text.includes("needs-api web")), []);
  return messages.join();
}

const one = (container: object) => ({ containers: [{ name: "main", image: "web", ...container }] });
const ACCOUNT = { serviceAccountName: "web" };

Deno.test("convert() names a workload whose account has rules, with what it may do", async () => {
  const message = await signs(ACCOUNT, access("web", ["get", "list"], ["pods", "services"]));
  assertStringIncludes(message, "may talk to the Kubernetes API");
  assertStringIncludes(message, 'its ServiceAccount "web" may read pods, services');
  assertStringIncludes(message, '"web" on "exclude" in dekube.yaml');
  assertStringIncludes(await signs(ACCOUNT, access("web", ["*"], ["*"])), "may change everything");
});

Deno.test("convert() knows roles of the cluster's own, and the default account", async () => {
  const binding = object("ClusterRoleBinding", "x", {
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "shop" }],
    roleRef: { kind: "ClusterRole", name: "cluster-admin" },
  });
  assertStringIncludes(await signs({}, [binding]), "do what the role cluster-admin may");
});

Deno.test("convert() has the one container excluded that calls the API beside others", async () => {
  const command = ["sh", "-c", "kubectl wait --for=delete pod/x; touch /shared/done"];
  const caller = { name: "f", image: "bitnami/kubectl", command };
  const message = await signs({ initContainers: [caller], containers: [{ name: "main" }] });
  assertStringIncludes(message, '"web-init-f" on "exclude" in dekube.yaml');
  const both = await signs({ containers: [{ ...caller, name: "main" }, caller] });
  assertStringIncludes(both, '"web" on "exclude" in dekube.yaml');
});

Deno.test("convert() says nothing of rules when the pod gets no token, or they say nothing", async () => {
  const rules = access("web", ["get"], ["pods"]);
  assertEquals(await signs({ ...ACCOUNT, automountServiceAccountToken: false }, rules), "");
  const account = object("ServiceAccount", "web", { automountServiceAccountToken: false });
  assertEquals(await signs(ACCOUNT, [...rules, account]), "");
  assertEquals(await signs(ACCOUNT, access("web", ["use"], ["podsecuritypolicies"])), "");
  assertEquals(await signs(ACCOUNT, access("other", ["get"], ["pods"])), "");
  assertEquals(await signs(ACCOUNT), "");
});

Deno.test("convert() names what reads the token, elects a leader, or watches the cluster", async () => {
  const token = "/var/run/secrets/kubernetes.io/serviceaccount/token";
  assertStringIncludes(await signs(one({ args: [`--token=${token}`] })), "reads the token");
  assertStringIncludes(await signs(one({ env: [{ name: "T", value: token }] })), "reads the token");
  assertStringIncludes(await signs(one({ args: ["--leader-elect"] })), "elects a leader");
  assertStringIncludes(await signs(one({ args: ["--enable-leader-election=true"] })), "elects");
  assertEquals(await signs(one({ args: ["--leader-elect=false"] })), "");
  for (
    const image of [
      "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2",
      "quay.io/prometheus-operator/prometheus-operator:v0.85",
      "quay.io/jetstack/cert-manager-cainjector",
      "ghcr.io/fluxcd/source-controller:v1",
    ]
  ) {
    assertStringIncludes(await signs(one({ image })), "watches the cluster's objects");
  }
  for (const image of ["my/cert-manager-ui", "my/fluxcd-dashboard:v1"]) {
    assertEquals(await signs(one({ image })), "");
  }
});

Deno.test("convert() names what has the API's address in a variable, once", async () => {
  const env = (value: string, name = "API") => one({ env: [{ name, value }] });
  for (
    const value of [
      "https://$(KUBERNETES_SERVICE_HOST):$(KUBERNETES_SERVICE_PORT)",
      "$(KUBERNETES_PORT)",
      "https://10.96.0.1:443",
      "10.96.0.1",
      "https://10.43.0.1/api",
    ]
  ) {
    const message = await signs(env(value));
    assertStringIncludes(message, "talks to the Kubernetes API");
    assertStringIncludes(message, 'the container "main" has the API\'s address in "API".');
  }
  for (
    const value of ["10.96.0.1/12", "10.96.0.10", "10.96.0.1.example", "10.43.0.1", "$(KUBERNETES)"]
  ) {
    assertEquals(await signs(env(value)), "");
  }
  assertEquals(await signs(env("10.96.0.1,db", "NO_PROXY")), "");
  const own = [
    { name: "KUBERNETES_SERVICE_HOST", value: "api.example.org" },
    { name: "API", value: "https://$(KUBERNETES_SERVICE_HOST)" },
  ];
  assertEquals(await signs(one({ env: own })), "");
  assertStringIncludes(
    await signs(one({ args: ["--api=https://10.96.0.1"] })),
    "runs web with the API's address",
  );
});

Deno.test("convert() says all signs of a workload in one warning", async () => {
  const pod = {
    ...one({ image: "grafana/grafana-operator", args: ["--leader-elect"] }),
    ...ACCOUNT,
  };
  const { said } = await convertAll([workload("web", pod), ...access("web", ["get"], ["pods"])]);
  assertEquals(said, ["warning needs-api web"]);
});

Deno.test("convert() does not guess what an account is for where a container shows it", async () => {
  const rules = access("web", ["get", "watch"], ["deployments"]);
  const { said } = await convertAll([
    workload("web", ACCOUNT),
    workload("worker", {
      ...ACCOUNT,
      initContainers: [kubectl("wait", "rollout status deployment/web")],
    }),
    ...rules,
  ]);
  assertEquals(said, ["info api-wait worker initContainers[wait]"]);
});

Deno.test("convert() does not guess what an account may change where somebody else is seen to do so", async () => {
  const pods = (account: string) => [
    workload("cache", {
      serviceAccountName: account,
      initContainers: [kubectl("wait", "get deployment cache")],
    }),
    workload("maker", {
      serviceAccountName: "web",
      containers: [kubectl("main", "create secret generic gen")],
    }, "Job"),
    ...access(account, ["get", "create"], ["secrets"]),
  ];
  assertEquals((await convertAll(pods("web"))).said, [
    "warning api-job maker",
    "info api-wait cache initContainers[wait]",
  ]);
  const { said, messages } = await convertAll(pods("own"));
  assertEquals(said.includes("warning needs-api cache"), true);
  assertStringIncludes(messages.join(), "may create secrets and read secrets");
});

Deno.test("convert() says nothing of what is on exclude", async () => {
  const rules = access("web", ["get"], ["pods"]);
  const { said } = await convertAll([workload("web", ACCOUNT), ...rules], { exclude: ["web"] });
  assertEquals(said, []);
});

Deno.test("convert() names what is left to exclude, and nothing when all of it is", async () => {
  const pod = {
    ...ACCOUNT,
    initContainers: [{
      name: "wait",
      image: "k",
      command: ["sh", "-c", "kubectl wait --for=delete pod/x; touch /shared/done"],
    }],
    containers: [{ name: "main", image: "x" }, {
      name: "reloader",
      image: "y",
      args: ["--leader-elect"],
    }],
  };
  const said = async (exclude: string[]) => {
    const { messages } = await convertAll(
      [workload("web", pod), ...access("web", ["get"], ["pods"])],
      { exclude },
    );
    return /put (.*) on/.exec(messages.join())?.[1];
  };
  assertEquals(await said([]), '"web-init-wait", "web-sidecar-reloader"');
  assertEquals(await said(["web-init-*"]), '"web-sidecar-reloader"');
  assertEquals(await said(["web-init-wait", "web-sidecar-*"]), undefined);
});

Deno.test("convert() says nothing of containers that the user has do something else", async () => {
  const command = ["manager", "--leader-elect"];
  const pod = { containers: [{ name: "main", image: "x", command }, { name: "log", image: "y" }] };
  for (const override of [{ command: ["x"] }, { entrypoint: "x" }, { image: "z" }, null]) {
    const { said } = await convertAll([workload("web", pod)], { overrides: { web: override } });
    assertEquals(said.filter((text) => text.includes("needs-api")), [], JSON.stringify(override));
  }
  const { said } = await convertAll([workload("web", pod)], { overrides: { web: { user: "1" } } });
  assertEquals(said.some((text) => text.includes("needs-api")), true);
});
