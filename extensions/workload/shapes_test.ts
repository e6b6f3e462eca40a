import { assertEquals } from "@std/assert";
import { convertOne } from "./_testing.ts";

/** What is said of a Deployment's pod: fields, with what was expected. */
async function misread(pod: object): Promise<string[]> {
  const { diagnostics } = await convertOne([{
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: { template: { spec: pod } },
  }]);
  return diagnostics.filter(({ code }) => code === "misread-field")
    .map(({ path, message }) => `${path}: ${message.replace(/, such as .*(?=, and found)/, "")}`);
}

Deno.test("sayMisreadFields() says what a container has in another shape", async () => {
  const container = {
    name: "main",
    image: "web",
    command: "sleep 5",
    args: { a: "b" },
    env: { PASSWORD: "secret" },
    ports: [8080, { containerPort: 80 }, null],
    volumeMounts: 1,
  };
  assertEquals(await misread({ containers: [container] }), [
    "containers[main].command: expected a list of texts, and found a text, which is left out",
    "containers[main].args: expected a list of texts, and found a mapping, which is left out",
    "containers[main].env: expected a list of mappings, and found a mapping, which is left out",
    "containers[main].ports[0]: expected a mapping, and found a number, which is left out",
    "containers[main].volumeMounts: expected a list of mappings, and found a number, which is left out",
  ]);
});

Deno.test("sayMisreadFields() says what a pod has in another shape, and nothing of what is right or null", async () => {
  const container = { name: "main", image: "web", command: ["sleep", 5], args: [null], env: null };
  assertEquals(await misread({ containers: [container], volumes: null }), []);
  assertEquals(await misread({ containers: [container], initContainers: {}, volumes: ["a"] }), [
    "initContainers: expected a list of mappings, and found a mapping, which is left out",
    "volumes[0]: expected a mapping, and found a text, which is left out",
  ]);
});

Deno.test("sayMisreadFields() says what is a mapping or a list where a text should be, and it is as if it were not there", async () => {
  const pod = {
    hostname: ["a"],
    restartPolicy: "Always",
    initContainers: [{ name: "wait", image: "a:1", workingDir: {}, command: ["true"] }],
    containers: [{
      name: "main",
      image: { repository: "nginx", tag: 1 },
      imagePullPolicy: ["Always"],
      env: [{ name: "A", value: { b: "secret" } }, { name: "B", value: 1 }],
      volumeMounts: [{ name: "dir", mountPath: "/a", subPath: {} }],
    }, { name: {}, image: 2 }],
    volumes: [{ name: "dir", emptyDir: {} }],
  };
  assertEquals(await misread(pod), [
    "hostname: expected a text, and found a list, which is left out",
    "initContainers[wait].workingDir: expected a text, and found a mapping, which is left out",
    "containers[main].image: expected a text, and found a mapping, which is left out",
    "containers[main].imagePullPolicy: expected a text, and found a list, which is left out",
    "containers[main].env[A].value: expected a text, and found a mapping, which is left out",
    "containers[main].volumeMounts[dir].subPath: expected a text, and found a mapping, which is left out",
    "containers[1].name: expected a text, and found a mapping, which is left out",
  ]);
  const { services } = await convertOne([{
    kind: "Pod",
    metadata: { name: "web", namespace: "shop" },
    spec: pod,
  }], { overrides: { web: { image: "given" } } });
  assertEquals(services.web.pull_policy, undefined);
  assertEquals(services.web.environment, { A: "", B: "1" });
  assertEquals(services["web-sidecar-1"].image, "2");
  assertEquals(services["web-pod"].hostname, "web");
});
