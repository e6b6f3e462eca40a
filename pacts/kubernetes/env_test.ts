import { assert, assertEquals, assertThrows } from "@std/assert";
import { contextOf, deployment, manifest, said, slowdown, workloadWith } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { convertCommand, expand, fieldValue, resolveEnv, resourceValue } from "./env.ts";
import type { Container } from "./types.ts";
import { podName, workloadOf } from "./workloads.ts";

const configMap = (name: string, content: object) => manifest("ConfigMap", name, content);
const secret = (name: string, content: object) => manifest("Secret", name, content);

/** What a container of the name `app` gets, and what is said about it. */
function environment(container: object, others: Manifest[] = []) {
  const app = { name: "app", ...container } as Container;
  const workload = workloadWith({ containers: [app] });
  const ctx = contextOf([workload.manifest, ...others]);
  return { env: resolveEnv(app, workload, ctx), said: said(ctx) };
}

const value = (name: string, value?: unknown) => ({ name, value });
const from = (name: string, valueFrom: unknown) => ({ name, valueFrom });

Deno.test("resolveEnv() takes the last envFrom when two have a variable, and env before both", () => {
  const { env } = environment({
    envFrom: [{ configMapRef: { name: "a" } }, { secretRef: { name: "b" } }],
    env: [value("C", "env")],
  }, [
    configMap("a", { data: { A: "map", B: "map", C: "map" } }),
    secret("b", { stringData: { B: "secret", C: "secret" } }),
  ]);
  assertEquals(env, { A: "map", B: "secret", C: "env" });
});

Deno.test("resolveEnv() takes the last when env names a variable twice", () => {
  assertEquals(environment({ env: [value("A", "1"), value("A", "2")] }).env, { A: "2" });
});

Deno.test("resolveEnv() puts the prefix before each key of an envFrom", () => {
  const { env } = environment({
    envFrom: [{ prefix: "X_", configMapRef: { name: "a" } }, {
      prefix: "Y_",
      secretRef: { name: "b" },
    }],
  }, [configMap("a", { data: { A: "1" } }), secret("b", { data: { B: "Mg==" } })]);
  assertEquals(env, { X_A: "1", Y_B: "2" });
});

Deno.test("resolveEnv() takes numbers and booleans as text, and nothing as the empty text", () => {
  const { env } = environment({
    env: [value("N", 80), value("B", false), value("E"), value("NULL", null), from("F", null)],
  });
  assertEquals(env, { N: "80", B: "false", E: "", NULL: "", F: "" });
});

Deno.test("resolveEnv() leaves out a variable when its name is none", () => {
  const { env, said } = environment({
    envFrom: [{ configMapRef: { name: "a" } }],
    env: [value("B=C", "1"), value("\u2028", "2"), value("a b.c-d/e", "3")],
  }, [configMap("a", { data: { "é": "4", F: "5" } })]);
  assertEquals(env, { F: "5", "a b.c-d/e": "3" });
  assertEquals(said.length, 3);
});

Deno.test("resolveEnv() passes over null and what has no name", () => {
  assertEquals(environment({ env: [null, {}, value("", "x")], envFrom: [null, {}] }), {
    env: {},
    said: [],
  });
  assertEquals(environment({ env: "text", envFrom: 7 }).env, {});
});

Deno.test("resolveEnv() resolves $(NAME) from what was declared before, envFrom included", () => {
  const { env } = environment({
    envFrom: [{ configMapRef: { name: "a" } }],
    env: [
      value("URL", "http://$(HOST):$(PORT)"),
      value("PORT", "80"),
      value("LATER", "http://$(HOST):$(PORT)"),
      value("ESCAPED", "$$(PORT) $$ $PORT"),
    ],
  }, [configMap("a", { data: { HOST: "db", RAW: "$(PORT)" } })]);
  assertEquals(env, {
    HOST: "db",
    RAW: "$(PORT)",
    URL: "http://db:$(PORT)",
    PORT: "80",
    LATER: "http://db:80",
    ESCAPED: "$(PORT) $ $PORT",
  });
});

Deno.test("resolveEnv() reads configMapKeyRef and secretKeyRef", () => {
  const { env, said } = environment({
    env: [
      from("A", { configMapKeyRef: { name: "a", key: "x" } }),
      from("B", { secretKeyRef: { name: "b", key: "y" } }),
      value("C", "$(A)$(B)"),
    ],
  }, [configMap("a", { data: { x: 1 } }), secret("b", { data: { y: "Mg==" } })]);
  assertEquals(env, { A: "1", B: "2", C: "12" });
  assertEquals(said, []);
});

Deno.test("resolveEnv() says which reference it can't resolve", () => {
  const { env, said } = environment({
    envFrom: [{ configMapRef: { name: "none" } }, { secretRef: { name: "none" } }],
    env: [
      from("A", { configMapKeyRef: { name: "none", key: "x" } }),
      from("B", { configMapKeyRef: { name: "a", key: "none" } }),
      from("C", { secretKeyRef: { name: "none", key: "x" } }),
      from("D", { secretKeyRef: { name: "b", key: "none" } }),
      from("E", { fieldRef: { fieldPath: "spec.unheardOf" } }),
      from("F", { resourceFieldRef: { resource: "limits.cpu" } }),
      from("G", {}),
      from("H", { secretKeyRef: null }),
    ],
  }, [configMap("a", {}), secret("b", {})]);
  assertEquals(env, {});
  assertEquals(said, [
    "missing-config-map containers[app].envFrom[0]",
    "missing-secret containers[app].envFrom[1]",
    "missing-config-map containers[app].env[A]",
    "missing-key containers[app].env[B]",
    "missing-secret containers[app].env[C]",
    "missing-key containers[app].env[D]",
    "unknown-field containers[app].env[E]",
    "unknown-resource containers[app].env[F]",
    "unknown-source containers[app].env[G]",
    "unknown-source containers[app].env[H]",
  ]);
});

Deno.test("resolveEnv() is silent when a reference that it can't resolve is optional", () => {
  const { env, said } = environment({
    envFrom: [
      { configMapRef: { name: "none", optional: true } },
      { secretRef: { name: "none", optional: true } },
    ],
    env: [
      from("A", { configMapKeyRef: { name: "none", key: "x", optional: true } }),
      from("B", { configMapKeyRef: { name: "a", key: "none", optional: true } }),
      from("C", { secretKeyRef: { name: "none", key: "x", optional: true } }),
      from("D", { secretKeyRef: { name: "b", key: "none", optional: true } }),
    ],
  }, [configMap("a", {}), secret("b", {})]);
  assertEquals(env, {});
  assertEquals(said, []);
});

Deno.test("resolveEnv() leaves out values of a Secret when they are no text", () => {
  const { env, said } = environment({
    envFrom: [{ secretRef: { name: "b" } }],
    env: [from("N", { secretKeyRef: { name: "b", key: "nul" } })],
  }, [secret("b", { data: { bin: "//8=", nul: "YQBi", bad: "!", ok: "b2s=" } })]);
  assertEquals(env, { ok: "ok" });
  assertEquals(said, [
    "binary-environment containers[app].envFrom[0]",
    "binary-environment containers[app].envFrom[0]",
    "broken-secret containers[app].envFrom[0]",
    "binary-environment containers[app].env[N]",
  ]);
});

Deno.test("resolveEnv() leaves binaryData out, as Kubernetes does", () => {
  const { env, said } = environment({ envFrom: [{ configMapRef: { name: "a" } }] }, [
    configMap("a", { data: { A: "1" }, binaryData: { B: "Mg==" } }),
  ]);
  assertEquals(env, { A: "1" });
  assertEquals(said, []);
});

Deno.test("resolveEnv() looks in the namespace of the workload", () => {
  const there: Manifest = {
    kind: "ConfigMap",
    metadata: { name: "a", namespace: "data" },
    data: { A: "1" },
  };
  const { said } = environment({ envFrom: [{ configMapRef: { name: "a" } }] }, [there]);
  assertEquals(said, ["missing-config-map containers[app].envFrom[0]"]);
});

const FIELDS: Record<string, string> = {
  "metadata.name": "db-0",
  "metadata.namespace": "shop",
  "metadata.labels['app']": "db",
  "metadata.labels['apps.kubernetes.io/pod-index']": "0",
  "metadata.labels['none']": "",
  "metadata.labels['constructor']": "",
  "metadata.annotations['a.example/b']": "c",
  "metadata.labels":
    'app="db"\napps.kubernetes.io/pod-index="0"\nstatefulset.kubernetes.io/pod-name="db-0"',
  "metadata.annotations": 'a.example/b="c"\nq="\\"\\n"',
  "spec.nodeName": "localhost",
  "spec.serviceAccountName": "default",
  "status.podIP": "10.116.218.248",
  "status.podIPs": "10.116.218.248",
  "status.hostIP": "10.116.216.1",
  "status.hostIPs": "10.116.216.1",
};

const DB = workloadOf(manifest("StatefulSet", "db", {
  spec: {
    template: {
      metadata: { labels: { app: "db" }, annotations: { q: '"\n', "a.example/b": "c" } },
      spec: { containers: [{ name: "db" }] },
    },
  },
}))!;

for (const [fieldPath, expected] of Object.entries(FIELDS)) {
  Deno.test(`fieldValue() has a value when the field is ${fieldPath}`, () => {
    assertEquals(fieldValue({ fieldPath }, DB, contextOf([DB.manifest])), expected);
  });
}

Deno.test("fieldValue() has a uid that stays, of the form of a UUID", () => {
  const uidOf = (name: string) => {
    const workload = workloadOf(deployment(name))!;
    return fieldValue({ fieldPath: "metadata.uid" }, workload, contextOf([]))!;
  };
  assertEquals(uidOf("web"), uidOf("web"));
  assert(uidOf("web") !== uidOf("db"));
  assert(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(uidOf("web")));
});

Deno.test("fieldValue() has the service account's name when the pod names one", () => {
  const field = { fieldPath: "spec.serviceAccountName" };
  const ctx = contextOf([]);
  assertEquals(fieldValue(field, workloadWith({ serviceAccountName: "robot" }), ctx), "robot");
  assertEquals(fieldValue(field, workloadWith({ serviceAccount: "old" }), ctx), "old");
});

Deno.test("fieldValue() is undefined when Compose has no such thing", () => {
  for (const fieldPath of ["spec.x", "metadata.labels[x]", "", null]) {
    assertEquals(fieldValue({ fieldPath }, DB, contextOf([])), undefined);
  }
});

Deno.test("podName() is the workload's name, with a number when it is a StatefulSet", () => {
  assertEquals(podName(DB), "db-0");
  assertEquals(podName(workloadWith({})), "web");
});

/** A resourceFieldRef of a container with limits and requests. */
function amount(ref: object): string | undefined {
  const container: Container = {
    name: "app",
    resources: {
      limits: { cpu: "1100m", memory: "1Gi", "ephemeral-storage": "2Gi" },
      requests: { cpu: "250m" },
    },
  };
  const other: Container = { name: "other", resources: { limits: { cpu: "2" } } };
  const workload = workloadWith({ containers: [container], initContainers: [other] });
  return resourceValue(ref, container, workload);
}

Deno.test("resourceValue() divides by the divisor and rounds up", () => {
  assertEquals(amount({ resource: "limits.cpu" }), "2");
  assertEquals(amount({ resource: "limits.cpu", divisor: "1m" }), "1100");
  assertEquals(amount({ resource: "requests.cpu", divisor: "1m" }), "250");
  assertEquals(amount({ resource: "limits.memory" }), "1073741824");
  assertEquals(amount({ resource: "limits.memory", divisor: "1Mi" }), "1024");
  assertEquals(amount({ resource: "limits.memory", divisor: "1G" }), "2");
  assertEquals(amount({ resource: "limits.ephemeral-storage", divisor: "1Gi" }), "2");
  assertEquals(amount({ resource: "limits.cpu", divisor: "0" }), "2");
  assertEquals(amount({ resource: "limits.cpu", divisor: null }), "2");
});

Deno.test("resourceValue() takes the limit when there is no request", () => {
  assertEquals(amount({ resource: "requests.memory", divisor: "1Gi" }), "1");
});

Deno.test("resourceValue() reads another container when the reference names one", () => {
  assertEquals(amount({ containerName: "other", resource: "limits.cpu" }), "2");
  assertEquals(amount({ containerName: "none", resource: "limits.cpu" }), undefined);
});

Deno.test("resourceValue() is undefined when nothing is set", () => {
  assertEquals(amount({ containerName: "other", resource: "limits.memory" }), undefined);
  assertEquals(amount({ resource: "limits.constructor" }), undefined);
  assertEquals(amount({ resource: "cpu" }), undefined);
  assertEquals(amount({ resource: "limits.cpu", divisor: "x" }), undefined);
  assertEquals(amount({}), undefined);
});

Deno.test("resourceValue() is exact whatever the number of thousandths", () => {
  for (let millis = 1; millis < 5000; millis++) {
    const container: Container = { resources: { limits: { cpu: `${millis}m` } } };
    const ref = { resource: "limits.cpu", divisor: "1m" };
    assertEquals(resourceValue(ref, container, workloadWith({})), String(millis));
  }
});

const EXPANSIONS: [template: string, expected: string][] = [
  ["$(A)", "1"],
  ["$(A)$(B)", "12"],
  ["$(NONE)", "$(NONE)"],
  ["$()", "$()"],
  ["$$(A)", "$(A)"],
  ["$$$(A)", "$1"],
  ["$$$$", "$$"],
  ["$", "$"],
  ["$A ${A}", "$A ${A}"],
  ["$(A", "$(A"],
  ["$(A $$", "$(A $"],
  // Kubelet reads a name up to the first `)`, so that what begins within one is not looked at.
  ["$(echo $(A))", "$(echo $(A))"],
  ["$(toString)", "$(toString)"],
];

for (const [template, expected] of EXPANSIONS) {
  Deno.test(`expand() is ${expected} when given ${template}`, () => {
    assertEquals(expand(template, { A: "1", B: "2" }), expected);
  });
}

Deno.test("expand() does not expand again when a value has $(NAME) in it", () => {
  assertEquals(expand("$(A)", { A: "$(B)$&$1", B: "x" }), "$(B)$&$1");
});

Deno.test("expand() takes linear time when references are left open", () => {
  assert(slowdown((size) => "$(".repeat(size / 2), (text) => expand(text, {})) < 10);
  assert(slowdown((size) => "$(".repeat(size / 2) + ")", (text) => expand(text, {})) < 10);
});

Deno.test("convertCommand() makes command the entrypoint and args the command", () => {
  assertEquals(convertCommand({ command: ["sh", "-c"], args: ["echo $(A) $B"] }, { A: "1" }), {
    entrypoint: ["sh", "-c"],
    command: ["echo 1 $B"],
  });
  assertEquals(convertCommand({ args: [1, null, true] as never }, {}), { command: ["1", "true"] });
});

Deno.test("convertCommand() leaves to the image what the container does not say", () => {
  for (const nothing of [undefined, null, [], [null], "text"]) {
    assertEquals(convertCommand({ command: nothing, args: nothing } as never, {}), {});
  }
});

Deno.test("resolveEnv() ends when variables that hold each other grow beyond the limit, and names the one", () => {
  const env = [value("A0", "x".repeat(100))];
  for (let index = 0; index < 40; index++) {
    env.push(value(`A${index + 1}`, `$(A${index})$(A${index})`));
  }
  assertThrows(
    () => environment({ env }),
    Error,
    "containers[app].env[A13].value: with what it refers to",
  );
  assertEquals(environment({ env: env.slice(0, 10) }).env.A9.length, 100 * 2 ** 9);
});

Deno.test("convertCommand() ends when its words together grow beyond the limit", () => {
  const { limits } = contextOf([]);
  const site = { object: { kind: "Pod", namespace: "", name: "web" }, limits };
  const words = { name: "app", args: Array.from({ length: 20 }, () => "$(A)") };
  assertThrows(
    () => convertCommand(words, { A: "x".repeat(100_000) }, site),
    Error,
    "Pod web containers[app].args: with what it refers to",
  );
  assertEquals(convertCommand(words, { A: "x" }, site).command?.length, 20);
});
