import { assertEquals } from "@std/assert";
import { convertOne, object, podOf, said, service, serviceOf, workload } from "./_testing.ts";

/** Environment of a container among other manifests. */
async function environmentOf(container: object, others: object[] = [], config = {}) {
  return (await serviceOf(podOf(container), others, config)).environment;
}

const settings = object("ConfigMap", "settings", { data: { A: "map", B: "map" } });
const login = object("Secret", "login", { stringData: { B: "secret", C: "secret" } });

Deno.test("convert() has the environment in Kubernetes' order of precedence", async () => {
  assertEquals(
    await environmentOf({
      envFrom: [
        { configMapRef: { name: "settings" } },
        { secretRef: { name: "login" } },
        { prefix: "X_", configMapRef: { name: "settings" } },
      ],
      env: [{ name: "C", value: "env" }, { name: "D", value: "$(A)-$(C)-$(E)" }, {
        name: "E",
        value: 1,
      }],
    }, [settings, login]),
    { A: "map", B: "secret", C: "env", X_A: "map", X_B: "map", D: "map-env-$$(E)", E: "1" },
  );
});

Deno.test("convert() says which references of the environment it can't resolve", async () => {
  const { services, diagnostics } = await convertOne([
    workload(
      "Deployment",
      "web",
      podOf({
        envFrom: [{ secretRef: { name: "none" } }, { secretRef: { name: "none", optional: true } }],
        env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "none" } } }],
      }),
    ),
    settings,
  ]);
  assertEquals(services.web.environment, undefined);
  assertEquals(diagnostics.map(({ code, path, resource }) => [code, path, resource]), [
    [
      "missing-secret",
      "containers[app].envFrom[0]",
      { kind: "Deployment", namespace: "shop", name: "web" },
    ],
    [
      "missing-key",
      "containers[app].env[A]",
      { kind: "Deployment", namespace: "shop", name: "web" },
    ],
  ]);
});

Deno.test("convert() leaves a binary value of a Secret out of the environment, and says so", async () => {
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ envFrom: [{ secretRef: { name: "keys" } }] })),
    object("Secret", "keys", { data: { BIN: "//79", TEXT: "b2s=" } }),
  ]);
  assertEquals(services.web.environment, { TEXT: "ok" });
  assertEquals(said({ diagnostics }), ["binary-environment containers[app].envFrom[0]"]);
});

Deno.test("convert() doubles each $ of the environment, and applies replacements", async () => {
  assertEquals(
    await environmentOf({ env: [{ name: "A", value: "$5 old ${B}" }] }, [], {
      replacements: [{ old: "old", new: "new" }],
    }),
    { A: "$$5 new $${B}" },
  );
});

Deno.test("convert() has the pod's fields in the environment", async () => {
  const fields = ["metadata.name", "metadata.namespace", "status.podIP", "spec.nodeName"];
  const env = fields.map((fieldPath) => ({
    name: fieldPath,
    valueFrom: { fieldRef: { fieldPath } },
  }));
  assertEquals(await environmentOf({ env }), {
    "metadata.name": "web",
    "metadata.namespace": "shop",
    "status.podIP": "10.116.219.103",
    "spec.nodeName": "localhost",
  });
});

Deno.test("convert() has the container's resources in the environment", async () => {
  const env = [{
    name: "MAX_MB",
    valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } },
  }];
  const resources = { limits: { memory: "1Gi" } };
  assertEquals(await environmentOf({ env, resources }), { MAX_MB: "1024" });
});

Deno.test("convert() rewrites addresses in environment and command line, each once", async () => {
  const web = service("web", {
    ports: [{ port: 80, targetPort: 8080 }, { port: 8080, targetPort: 9090 }],
  });
  assertEquals(
    await serviceOf(
      podOf({
        env: [{ name: "URL", value: "http://web" }, { name: "AGAIN", value: "$(URL)/x" }],
        args: ["--url=$(URL)", "web:8080"],
      }),
      [web],
    ),
    {
      command: ["--url=http://web:8080", "web:9090"],
      environment: { URL: "http://web:8080", AGAIN: "http://web:8080/x" },
    },
  );
});
