import { assertEquals, assertStringIncludes } from "@std/assert";
import { access, convertAll, kubectl, object, workload } from "./_testing.ts";

const WEB = workload("web", {
  containers: [{
    name: "main",
    image: "web",
    env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "token", key: "value" } } }],
  }],
  volumes: [{ name: "a", secret: { secretName: "optional", optional: true } }],
});

function job(name: string, container: object, more: Record<string, unknown> = {}): object {
  return workload(name, { containers: [container], ...more }, "Job");
}

const CREATE = job("create", kubectl("main", "create secret generic token --from-literal=value=x"));

Deno.test("convert() leaves a Job out that only talks to the API", async () => {
  const { services, said } = await convertAll([
    workload("web"),
    job("clean", kubectl("main", "delete pods -l app=old")),
  ]);
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(said, ["warning api-job clean"]);
});

Deno.test("convert() says in one error who would write a Secret, and who goes without", async () => {
  const { services, said, messages } = await convertAll([WEB, CREATE]);
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(said, ["error secret-of-job create"]);
  for (const part of ['"token" (value)', "Deployment web goes without", "metadata.name token"]) {
    assertStringIncludes(messages[0], part);
  }
});

Deno.test("convert() says no error when the Secret is there", async () => {
  const secret = object("Secret", "token", { stringData: { value: "x" } });
  assertEquals((await convertAll([WEB, CREATE, secret])).said, ["warning api-job create"]);
});

Deno.test("convert() finds who writes a Secret by its flags, its account, and its script", async () => {
  const image = "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1";
  const certgen = job("certgen", { name: "main", image, args: ["create", "--secret-name=token"] });
  assertEquals((await convertAll([WEB, certgen])).said, ["error secret-of-job certgen"]);

  const maker = job("maker", { name: "main", image: "maker", args: ["--secret", "token"] }, {
    serviceAccountName: "maker",
  });
  const rights = access("maker", ["create"], ["secrets"]);
  const { services, said } = await convertAll([WEB, maker, ...rights]);
  assertEquals(said, ["error secret-of-job maker"]);
  assertEquals(Object.hasOwn(services, "maker"), true);
  assertEquals((await convertAll([WEB, maker])).said, [
    "warning missing-secret web containers[main].env[TOKEN]",
  ]);

  const script = object("ConfigMap", "script", {
    data: { "run.sh": "kubectl create secret generic token" },
  });
  const runner = job(
    "runner",
    { name: "main", image: "alpine/k8s", command: ["sh", "/s/run.sh"] },
    {
      serviceAccountName: "maker",
      volumes: [{ name: "s", configMap: { name: "script" } }],
    },
  );
  assertEquals(
    (await convertAll([WEB, runner, script, ...rights])).said[0],
    "error secret-of-job runner",
  );
});

Deno.test("convert() takes nobody for a Secret's writer who only asks about it", async () => {
  for (const line of ["wait --for=create secret/token", "get secret token"]) {
    const waiter = workload("api", { initContainers: [kubectl("wait", line)] });
    const { said, messages } = await convertAll([waiter, WEB, CREATE]);
    assertEquals(said, [
      "error secret-of-job create",
      "warning api-init-container api initContainers[wait]",
    ], line);
    assertStringIncludes(messages[0], '"token" (value)');
    assertEquals((await convertAll([waiter, WEB])).said, [
      "warning missing-secret web containers[main].env[TOKEN]",
      "warning api-init-container api initContainers[wait]",
    ]);
  }
  const both = ["sh", "-c", "kubectl get secret token || kubectl create secret generic token"];
  assertEquals(
    (await convertAll([WEB, job("both", { name: "main", image: "alpine/k8s", command: both })]))
      .said,
    ["error secret-of-job both"],
  );
});

Deno.test("convert() knows the keys of a Secret whose users take all of them", async () => {
  const all = workload("web", {
    containers: [{ name: "main", image: "web", envFrom: [{ secretRef: { name: "token" } }] }],
  });
  const line = "kubectl create secret generic token --from-literal=value=$(openssl rand -hex 8) " +
    "--dry-run=client -o yaml | kubectl apply -f -";
  const maker = job("maker", { name: "main", image: "alpine/k8s", command: ["sh", "-c", line] });
  const { services, messages } = await convertAll([all, maker]);
  assertEquals(Object.keys(services), ["web"]);
  assertStringIncludes(messages[0], '"token" (value)');
});

Deno.test("convert() keeps a Job that does more than write a Secret", async () => {
  const setUp = workload("set-up", {
    containers: [
      { name: "main", image: "app", args: ["set-up", "--out=/token"] },
      kubectl("writer", "create secret generic token --from-file=/token"),
    ],
  }, "Job");
  const { services, said, messages } = await convertAll([WEB, setUp]);
  assertEquals(Object.keys(services).sort(), ["set-up", "web"]);
  assertEquals(said, ["error secret-of-job set-up"]);
  assertEquals(messages[0].includes("left out"), false);
});

Deno.test("convert() says one error of a Secret when two Jobs would write it", async () => {
  const patch = job("patch", kubectl("main", "patch secret token -p {}"));
  const { said } = await convertAll([WEB, CREATE, patch]);
  assertEquals(said, ["error secret-of-job create", "warning api-job patch"]);
});
