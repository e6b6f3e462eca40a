import { assertEquals } from "@std/assert";
import { type Container, workloadOf } from "@dekube/engine/pacts/kubernetes";
import { apiUseOf } from "./api_use.ts";
import { describeReference } from "./reference.ts";

function use(container: object) {
  const pod = { kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: {} };
  const { asksAbout, ...rest } = apiUseOf(container as Container, workloadOf(pod)!);
  return { ...rest, asksAbout: asksAbout.map(describeReference) };
}

const sh = (script: string) => use({ image: "alpine/k8s:1.31", command: ["sh", "-c", script] });

Deno.test("apiUseOf() knows the program of an image that says no command", () => {
  const waits = {
    calls: ["kubectl wait"],
    onlyAsks: true,
    onlyWaits: true,
    nothingElse: true,
    asksAbout: ["job/a"],
    creates: new Map(),
  };
  for (
    const image of ["bitnami/kubectl:1.30", "registry.k8s.io/kubectl", "rancher/kubectl@sha256:1"]
  ) {
    assertEquals(use({ image, args: ["wait", "--for=condition=complete", "job/a"] }), waits);
  }
  assertEquals(use({ image: "ghcr.io/groundnuty/k8s-wait-for:v2", args: ["job", "a"] }), {
    ...waits,
    calls: ["k8s-wait-for"],
  });
  assertEquals(use({ image: "opsfleet/depends-on", args: ["-job=a"] }), {
    ...waits,
    calls: ["depends-on"],
  });
  assertEquals(use({ image: "example/depends-on:1", args: ["serve"] }).nothingElse, false);
  const patch = {
    image: "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1",
    args: ["create"],
  };
  assertEquals(use(patch).nothingElse, true);
});

Deno.test("apiUseOf() resolves variables, kubelet's and the shell's", () => {
  const env = [
    { name: "JOB", value: "migrate" },
    { name: "SELF", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  ];
  const image = "kubectl";
  assertEquals(use({ image, env, args: ["get", "job", "$(JOB)"] }).asksAbout, ["job/migrate"]);
  const command = ["/bin/bash", "-ec", 'kubectl get job "${JOB}"; kubectl get pod $SELF'];
  assertEquals(use({ image, env, command }).asksAbout, ["job/migrate", "pod/web"]);
});

Deno.test("apiUseOf() sees through loops, wrappers and harmless commands", () => {
  for (
    const script of [
      "until kubectl get job/a; do echo waiting; sleep 2; done",
      'while [ "$(kubectl get job a -o jsonpath={.status.succeeded})" != 1 ]; do sleep 1; done',
      "set -e; timeout 60s kubectl wait --for=condition=complete job/a >/dev/null",
      "for i in $(seq 10); do wait_for.sh job a && exit 0; done",
    ]
  ) {
    const { onlyWaits, nothingElse, asksAbout } = sh(script);
    assertEquals([onlyWaits, nothingElse, asksAbout], [true, true, ["job/a"]], script);
  }
});

Deno.test("apiUseOf() tells what does other things too", () => {
  for (
    const script of [
      "kubectl wait job/a --for=condition=complete && cp /a /b",
      "kubectl get secret a -o json > /work/secret.json",
      "kubectl get job/a; curl http://web/",
    ]
  ) {
    const { calls, nothingElse } = sh(script);
    assertEquals([calls.length, nothingElse], [1, false], script);
  }
});

Deno.test("apiUseOf() takes what makes text of chance for harmless, but not where it writes a file", () => {
  const made = (command: string) => {
    const script = `kubectl create secret generic a --from-literal=b=$(${command})`;
    const { nothingElse, creates } = sh(script);
    assertEquals([...creates], [["a", ["b"]]]);
    return nothingElse;
  };
  for (
    const command of ["openssl rand -hex 8", "head -c 9 /dev/urandom | base64 -w0", "sed s/a/b/"]
  ) assertEquals(made(command), true, command);
  for (
    const command of ["openssl genrsa -out /work/key", "sed -i s/a/b/ /work/f", "vault read a"]
  ) {
    assertEquals(made(command), false, command);
  }
});

Deno.test("apiUseOf() tells what changes things from what waits", () => {
  const { calls, onlyAsks, onlyWaits, nothingElse } = sh(
    "kubectl get job/a && kubectl delete secret b",
  );
  assertEquals([calls, onlyAsks, onlyWaits, nothingElse], [
    ["kubectl get", "kubectl delete secret"],
    false,
    false,
    true,
  ]);
  const all = sh("kubectl wait --for=condition=ready pods --all");
  assertEquals([all.onlyAsks, all.onlyWaits], [true, false]);
});

Deno.test("apiUseOf() knows the API's address", () => {
  const script = "curl -sk https://kubernetes.default.svc/api/v1/namespaces";
  assertEquals(sh(script).calls, ["curl with the API's address"]);
});

Deno.test("apiUseOf() finds nothing in what has nothing to do with the API", () => {
  const none = {
    calls: [],
    onlyAsks: false,
    onlyWaits: false,
    nothingElse: false,
    asksAbout: [],
    creates: new Map(),
  };
  for (
    const container of [
      {},
      { image: "busybox", command: ["sh", "-c", "until nc -z db 5432; do sleep 1; done"] },
      { image: "example/kubernetes-docs", command: ["httpd"] },
      { image: "busybox", command: ["sh"], args: null },
      { image: "kubectl", command: ["sh", "/scripts/run.sh"] },
    ]
  ) {
    assertEquals(use(container), none, JSON.stringify(container));
  }
});

Deno.test("apiUseOf() takes as many words as a script has", () => {
  const words = Array.from({ length: 200_000 }, (_, index) => `job/j${index}`).join(" ");
  assertEquals(sh(`kubectl wait ${words}`).calls, ["kubectl wait"]);
});
