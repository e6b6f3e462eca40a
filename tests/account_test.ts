/**
 * The account of every field, over all input that there is. How many fields of each kind are tried is
 * `ACCOUNT_FIELDS`, and which ones, `ACCOUNT_SEED`.
 */
import { cpuUsage } from "node:process";
import { assert, assertEquals } from "@std/assert";
import { type Config, Diagnostics, hasField, kindOf, type Manifest } from "@dekube/engine/pacts";
import { leavesOf } from "../engine/core/account/walk.ts";
import { writtenPath } from "../engine/core/account/written_path.ts";
import {
  type Account,
  type Conversion,
  convert,
  type FieldAccount,
  parseManifests,
} from "../mod.ts";
import { filesOf, printsOf, run } from "../tools/score/conversion.ts";
import {
  chooseFields,
  type Field,
  leafFields,
  Vocabulary,
  withoutField,
  withValue,
} from "../tools/score/fields.ts";
import kubernetes2simple from "../distributions/kubernetes2simple/mod.ts";
import { allInputs, corpusInputs, corpusManifests, needsShared } from "./_corpus.ts";
import { tortureFiles } from "./_torture.ts";

const FIELDS = Number(Deno.env.get("ACCOUNT_FIELDS") ?? 10);
const SEED = Deno.env.get("ACCOUNT_SEED") ?? "1";

/** Kinds in the input that nobody claims, and that mean something. */
const UNCLAIMED = new Set([
  "clickhouse.altinity.com/ClickHouseInstallation",
  "clickhouse.com/ClickHouseCluster",
  "clickhouse.com/KeeperCluster",
  "example.com/CustomWidget",
  "grafana.integreatly.org/Grafana",
]);

interface Accounted extends Conversion {
  account: Account;
}

async function accounted(input: string): Promise<Accounted> {
  const conversion = await kubernetes2simple.convert(await corpusManifests(input), {}, [], {
    firstRun: true,
    sourceName: input.split("/").at(-1)!,
    account: true,
  });
  return conversion as Accounted;
}

Deno.test("convert() accounts for every field of every input, when it is asked to", async () => {
  for (const input of allInputs()) {
    const manifests = await corpusManifests(input);
    const { account } = await accounted(input);
    const fields = account.objects.flatMap(({ resource: { group, kind }, fields }) =>
      fields.map((field) => ({ kind: group === undefined ? kind : `${group}/${kind}`, ...field }))
    );
    const unknown = fields.filter(({ verdict, kind }) =>
      verdict === "not-understood" && !UNCLAIMED.has(kind)
    );
    assertEquals(unknown.map(({ kind, path, reason }) => [kind, path, reason]), [], input);
    const sum = Object.values(account.counts).reduce((one, other) => one + other, 0);
    assertEquals(sum, fields.length, input);
    assertEquals(account.objects.length + account.excluded, manifests.length, input);
    if (account.excluded === 0) {
      const leaves = manifests.flatMap((manifest) => [...leavesOf(manifest, undefined)]);
      assertEquals(fields.length, leaves.length, input);
    }
    for (const { path, verdict, to, reason, code } of fields) {
      if (verdict === "converted") assert(to!.length > 0, path);
      else assert(reason !== undefined || code !== undefined, path);
    }
  }
});

Deno.test("convert() says nothing of an account, and comes out the same, when it is not asked to", async () => {
  const manifests = await corpusManifests("testsuite");
  const options = { firstRun: true, sourceName: "testsuite" };
  const plain = await kubernetes2simple.convert(manifests, {}, [], options);
  const { account, ...others } = await accounted("testsuite");
  assertEquals("account" in plain, false);
  assertEquals(Object.keys(others).sort(), Object.keys(plain).sort());
  assertEquals(others.diagnostics, plain.diagnostics);
  assertEquals(Object.keys(others.project.services), Object.keys(plain.project.services));
  assert(account.objects.length > 0);
});

Deno.test("an account holds no value of a Secret", async () => {
  const password = "cGFzc3dvcmQtMTIz";
  const secret = {
    kind: "Secret",
    metadata: {
      name: "s",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": password },
    },
    data: { key: password },
    stringData: { other: password },
  };
  const { account } = await kubernetes2simple.convert([secret], {}, [], { account: true });
  assertEquals(JSON.stringify(account).includes(password), false);
});

Deno.test("a network policy is converted where it closes a port to the outside, and means nothing elsewhere", async () => {
  const named = { metadata: { name: "web", namespace: "shop" } };
  const converted = async (type: string) => {
    const { account } = await kubernetes2simple.convert(
      [
        {
          kind: "Deployment",
          ...named,
          spec: {
            template: {
              metadata: { labels: { app: "web" } },
              spec: { containers: [{ name: "web", image: "web" }] },
            },
          },
        },
        {
          kind: "Service",
          ...named,
          spec: { type, selector: { app: "web" }, ports: [{ port: 80 }] },
        },
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          ...named,
          spec: {
            podSelector: { matchLabels: { app: "web" } },
            ingress: [{ ports: [{ port: 8080, protocol: "TCP" }] }],
          },
        },
      ],
      {},
      [],
      { account: true },
    );
    const policy = account!.objects.find(({ resource }) => resource.kind === "NetworkPolicy")!;
    return policy.fields.filter(({ verdict }) => verdict === "converted").map(({ path }) => path);
  };
  assertEquals(await converted("LoadBalancer"), [
    "spec.podSelector.matchLabels.app",
    "spec.ingress[0].ports[0].port",
  ]);
  assertEquals(await converted("ClusterIP"), []);
});

Deno.test("extensions have rules for kinds that they claim, and fields that there are", async () => {
  const loaded = await kubernetes2simple.extensions();
  const claimed = new Set(
    loaded.flatMap(({ extension }) => "kinds" in extension ? extension.kinds : []),
  );
  const infos = new Set(loaded.flatMap(({ info }) => info ?? []));
  let kinds = 0;
  const odd: string[] = [];
  for (const { name, account = {}, fields = {} } of infos) {
    for (const [kind, rules] of Object.entries(account)) {
      kinds++;
      assert(claimed.has(kind), `${name}: nobody claims ${kind}`);
      if (!Object.hasOwn(fields, kind)) continue;
      for (const path of Object.keys(rules)) {
        if (!hasField(fields[kind], path.replaceAll("[]", ""))) odd.push(`${kind} ${path}`);
      }
    }
  }
  assertEquals(odd, []);
  assert(kinds > 20, `${kinds}`);
  const withRules = new Set([...infos].flatMap(({ account = {} }) => Object.keys(account)));
  const without = [...claimed].filter((kind) => kind.includes("/") && !withRules.has(kind));
  assertEquals(without, [], "claimed without rules");
});

/** What a program may ask of the API tells programs of a cluster from others, which may end up left out. */
const ROLES = /^(?:Cluster)?Role(?:Binding)?$/;

/** A field that was tried, and where. */
interface Tried {
  input: string;
  manifests: readonly Manifest[];
  field: Field;
}

/** Some fields of each kind, of whichever inputs have it. */
async function chosen(vocabulary: Vocabulary): Promise<Tried[]> {
  const byKind = new Map<string, Tried[]>();
  for (const input of corpusInputs()) {
    const manifests = await corpusManifests(input);
    vocabulary.learn(manifests);
    for (const [index, manifest] of manifests.entries()) {
      const kind = kindOf(manifest);
      const fields = byKind.get(kind) ?? [];
      byKind.set(kind, fields);
      // Some of each object are enough to choose from.
      const some = chooseFields(leafFields(manifest, index), 20, SEED);
      for (const field of some) fields.push({ input, manifests, field });
    }
  }
  return [...byKind.values()].flatMap((tried) => {
    const fields = chooseFields(tried.map(({ field }) => field), FIELDS, SEED);
    return fields.map((field) => tried.find((one) => one.field === field)!);
  });
}

/** What an account says of a field; nothing where its object is left out, or another one has its name. */
function verdictOn(
  { objects }: Account,
  manifest: Manifest,
  field: Field,
): FieldAccount | undefined {
  const path = writtenPath(field.path);
  const found = objects.filter(({ resource: { group, kind, name, namespace } }) =>
    (group === undefined ? kind : `${group}/${kind}`) === field.kind &&
    name === manifest.metadata.name &&
    (manifest.metadata.namespace ?? namespace) === namespace
  );
  return found.length === 1 ? found[0].fields.find((one) => one.path === path) : undefined;
}

Deno.test("a field changes something, when its account says that it is converted", async () => {
  const vocabulary = new Vocabulary();
  const tried = Map.groupBy(await chosen(vocabulary), ({ input }) => input);
  const idle: string[] = [];
  const lost: string[] = [];
  for (const [input, fields] of tried) {
    const { manifests } = fields[0];
    const sourceName = input.split("/").at(-1)!;
    const first = await run(manifests, sourceName);
    assert(!("failure" in first), input);
    const previous = filesOf(first);
    const again = async (changed: readonly Manifest[]) =>
      printsOf(await run(changed, sourceName, previous));
    const whole = await again(manifests);
    const isSame = (one: typeof whole) => one.output === whole.output && one.said === whole.said;
    const { account } = await accounted(input);
    for (const { field } of fields) {
      const found = verdictOn(account, manifests[field.object], field);
      const what = `${input}: ${field.kind} ${manifests[field.object].metadata.name} ${
        writtenPath(field.path)
      }: ${JSON.stringify(found)}`;
      if (found?.verdict === "converted") {
        let changes = !isSame(await again(withoutField(manifests, field)));
        for (const value of changes ? [] : vocabulary.othersFor(field)) {
          changes ||= !isSame(await again(withValue(manifests, field, value)));
        }
        if (!changes) idle.push(what);
      } else if (found?.verdict === "meaningless" && !ROLES.test(field.kind)) {
        const { output } = await again(withoutField(manifests, field));
        if (output !== whole.output) lost.push(what);
      }
    }
  }
  assertEquals(idle, [], "claimed, and nothing is another without them");
  assertEquals(lost, [], "called meaningless, and the output is another without them");
});

/** Least time of the processor for several conversions, without an account and with one, in milliseconds. */
async function times(manifests: readonly Manifest[]): Promise<{ plain: number; account: number }> {
  const extensions = await kubernetes2simple.extensions();
  const least = { plain: Infinity, account: Infinity };
  for (let round = 0; round < 4; round++) {
    for (const [name, options] of [["plain", {}], ["account", { account: true }]] as const) {
      const start = cpuUsage();
      await convert(manifests, { name: "x" }, extensions, options);
      least[name] = Math.min(least[name], cpuUsage(start).user / 1000);
    }
  }
  return least;
}

Deno.test("convert() takes less than double with an account", async () => {
  const { plain, account } = await times(parseManifests(tortureFiles(10), new Diagnostics()));
  const ratio = account / plain;
  assert(ratio < 2, `an account takes ${ratio.toFixed(2)} times as long`);
});

Deno.test({
  ...needsShared("the account of the largest chart takes less than a second"),
  async fn() {
    const charts = await Promise.all(allInputs().map(corpusManifests));
    const fieldsOf = (manifests: Manifest[]) =>
      manifests.reduce((sum, one) => sum + [...leavesOf(one, undefined)].length, 0);
    const [largest] = charts.sort((one, other) => fieldsOf(other) - fieldsOf(one));
    assert(fieldsOf(largest) > 9000);
    const { plain, account } = await times(largest);
    assert(account - plain < 1000, `the account takes ${Math.round(account - plain)} ms`);
  },
});

Deno.test("an account says where what only one extension reads went, and what nobody does", async () => {
  const named = (name: string, more: object = {}) => ({
    metadata: { name, namespace: "shop", ...more },
  });
  const workload = (name: string, container: object) => ({
    kind: "StatefulSet",
    ...named(name),
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: `${name}-main`, ...container }] },
      },
    },
  });
  const { account } = await kubernetes2simple.convert(
    [
      workload("cache", {
        image: "bitnami/redis:7",
        env: [{ name: "BITNAMI_DEBUG", value: "1" }, { name: "REDIS_PASSWORD", value: "p" }],
      }),
      workload("web", { image: "web", ports: [{ containerPort: 80, name: "http" }] }),
      workload("idle", { image: "web", ports: [{ containerPort: 80, name: "http" }] }),
      ...["web", "cache"].map((name) => ({
        kind: "Service",
        ...named(name, { labels: { app: name } }),
        spec: { selector: { app: name }, ports: [{ name: "http", port: 80 }] },
      })),
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        ...named("web"),
        spec: { selector: { matchLabels: { app: "web" } }, endpoints: [{ port: "http" }] },
      },
      { apiVersion: "monitoring.coreos.com/v1", kind: "Prometheus", ...named("p"), spec: {} },
      ...["alone", "classed"].map((name) => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        ...named(name, {
          annotations: { "nginx.ingress.kubernetes.io/upstream-hash-by": "$arg_room" },
        }),
        spec: {
          ...(name === "classed" ? { ingressClassName: "nginx" } : {}),
          rules: [{
            host: `${name}.example.com`,
            http: {
              paths: [{
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "web", port: { number: 80 } } },
              }],
            },
          }],
        },
      })),
    ],
    {},
    [],
    { account: true },
  );
  const verdict = (object: string, path: string) => said(object, path)?.verdict;
  const said = (object: string, path: string) =>
    account!.objects.find(({ resource: { kind, name } }) => `${kind} ${name}` === object)!
      .fields.find((field) => field.path.endsWith(path));
  // Bitnami's image is replaced: its password goes on, its debugging does not.
  assertEquals(verdict("StatefulSet cache", "env[0].value"), "meaningless");
  assertEquals(verdict("StatefulSet cache", "env[1].value"), "converted");
  // Metrics are labelled with the container's name.
  assertEquals(verdict("StatefulSet web", "containers[0].name"), "converted");
  assertEquals(said("StatefulSet web", "containers[0].name")?.by, "servicemonitor");
  assertEquals(said("StatefulSet web", "containers[0].image")?.by, "workload");
  assertEquals(verdict("StatefulSet idle", "containers[0].name"), "meaningless");
  // What means nothing itself tells whose Ingress it is, where nothing else does.
  const hashed = 'upstream-hash-by"]';
  assertEquals(verdict("Ingress alone", hashed), "converted");
  assertEquals(verdict("Ingress classed", hashed), "meaningless");
});

/** Verdict, who made it, and where it went, of each field of some objects: by `Kind name path`, the pod's own from there. */
async function verdicts(manifests: object[], config: Partial<Config> = {}) {
  const { account } = await kubernetes2simple.convert(manifests, config, [], { account: true });
  return Object.fromEntries(
    account!.objects.flatMap(({ resource: { kind, name }, fields }) =>
      fields.map(({ path, verdict, by, to = [] }) => [
        `${kind} ${name} ${path.replace("spec.template.spec.", "").replace("containers[0].", "")}`,
        [verdict, by, ...to].join(" "),
      ])
    ),
  );
}

function deployment(name: string, container: object, more: { spec?: object; pod?: object } = {}) {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "web", ...container }], ...more.pod },
      },
      ...more.spec,
    },
  };
}

function service(name: string, ...ports: object[]) {
  return {
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports },
  };
}

const CHECK = { exec: { command: ["/health/ping.sh", "1"] }, initialDelaySeconds: 5 };

Deno.test("an account says what goes with an image that is replaced, and what was read of it", async () => {
  const found = await verdicts([
    deployment("cache", {
      image: "bitnami/redis:8",
      command: ["/bin/bash"],
      args: ["-c", "/opt/bitnami/scripts/start-scripts/start-master.sh"],
      env: [
        { name: "BITNAMI_DEBUG", value: "1" },
        { name: "REDIS_PASSWORD", value: "p" },
        { name: "REDIS_TLS_ENABLED", value: "no" },
        { name: "REDIS_PORT", value: "7000" },
        { name: "ALLOW_EMPTY_PASSWORD", value: "no" },
      ],
      readinessProbe: { ...CHECK, periodSeconds: 7 },
      securityContext: { runAsUser: 1001 },
      volumeMounts: [
        { name: "scratch", mountPath: "/opt/bitnami/redis/tmp" },
        { name: "data", mountPath: "/bitnami/redis/data" },
      ],
    }, {
      pod: {
        volumes: [{ name: "scratch" }, { name: "data", emptyDir: { medium: "Memory" } }],
        securityContext: { fsGroup: 1001 },
      },
    }),
  ]);
  const of = (path: string) => found[`Deployment cache ${path}`];
  for (
    const path of [
      "command[0]",
      "args[0]",
      "env[2].value",
      "env[4].value",
      "readinessProbe.exec.command[0]",
      "securityContext.runAsUser",
      "volumeMounts[0].mountPath",
      "volumes[0].name",
    ]
  ) assertEquals(of(path), "meaningless bitnami", path);
  for (
    const path of [
      "image",
      "args[1]",
      "env[1].value",
      "env[3].value",
      "readinessProbe.periodSeconds",
      "volumeMounts[1].mountPath",
      "volumes[1].emptyDir.medium",
    ]
  ) assertEquals(of(path).split(" ")[0], "converted", path);
});

Deno.test("an account says of several fields which one counts", async () => {
  const startup = { ...CHECK, failureThreshold: 3 };
  const found = await verdicts([
    deployment("db", { readinessProbe: CHECK, livenessProbe: CHECK, startupProbe: startup }, {
      pod: {
        initContainers: [
          {
            name: "proxy",
            image: "p",
            restartPolicy: "Always",
            readinessProbe: CHECK,
            startupProbe: startup,
          },
        ],
      },
    }),
    // Waits for the other, which so has the time that a cluster gives it.
    deployment("web", { readinessProbe: CHECK }, {
      spec: { progressDeadlineSeconds: 900 },
    }),
    deployment("app", { image: "a" }, {
      pod: {
        initContainers: [{
          name: "wait",
          image: "bitnami/kubectl",
          command: ["kubectl", "wait", "--for=condition=available", "deployment/web"],
        }],
      },
    }),
  ]);
  const expected = {
    "Deployment db readinessProbe.exec.command[0]":
      "converted workload services.db.healthcheck.test",
    "Deployment db livenessProbe.exec.command[0]": "meaningless workload",
    "Deployment db startupProbe.exec.command[0]": "meaningless workload",
    "Deployment db startupProbe.failureThreshold":
      "converted workload services.db.healthcheck.start_period",
    "Deployment db initContainers[0].readinessProbe.initialDelaySeconds": "meaningless workload",
    "Deployment db initContainers[0].startupProbe.exec.command[0]":
      "converted workload services.db-init-proxy.healthcheck.test",
    "Deployment web readinessProbe.initialDelaySeconds": "meaningless start-order",
    "Deployment web spec.progressDeadlineSeconds":
      "converted start-order services.web.healthcheck.start_period",
  };
  const keys = Object.keys(expected);
  assertEquals(Object.fromEntries(keys.map((key) => [key, found[key]])), expected);
});

Deno.test("an account says what dekube.yaml has the last word on", async () => {
  const web = deployment("web", {
    readinessProbe: CHECK,
    env: [{ name: "A", value: "1" }, { name: "B", value: "2" }],
  });
  const found = await verdicts([web], {
    overrides: { web: { image: "mine", environment: { A: "3" }, healthcheck: { test: ["NONE"] } } },
  });
  const of = (path: string) => found[`Deployment web ${path}`];
  assertEquals(of("image"), "meaningless engine");
  assertEquals(of("env[0].value"), "meaningless engine");
  assertEquals(of("env[1].value"), "converted workload services.web.environment.B");
  assertEquals(of("readinessProbe.exec.command[0]"), "meaningless engine");
  assertEquals(
    of("readinessProbe.initialDelaySeconds"),
    "converted workload services.web.healthcheck.start_period",
  );
});

Deno.test("an account says which ports are forwarded, be they named by one thing alone", async () => {
  const found = await verdicts([
    deployment("web", { ports: [{ name: "http", containerPort: 8080 }] }),
    service("web", { port: 80, targetPort: "http" }, { port: 81, targetPort: 81 }),
    deployment("app", { env: [{ name: "API_HOST", value: "web" }] }),
  ]);
  const forwarded = "converted service-ports services.web-ports.command";
  assertEquals(found["Deployment web ports[0].name"], forwarded);
  assertEquals(found["Deployment web ports[0].containerPort"], forwarded);
  assertEquals(found["Service web spec.ports[0].port"], forwarded);
  assertEquals(found["Service web spec.ports[0].targetPort"], forwarded);
  assertEquals(found["Service web spec.ports[1].port"], "meaningless service-indexer");
});

Deno.test("an account asks of an Ingress the rules of whoever reads it", async () => {
  const ingress = (name: string, annotations: object, ingressClassName?: string) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations },
    spec: {
      ingressClassName,
      rules: [{
        host: "a.test",
        http: {
          paths: [{
            path: `/${name}`,
            pathType: "Exact",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      }],
    },
  });
  const pattern = { "nginx.ingress.kubernetes.io/use-regex": "true" };
  const found = await verdicts([
    deployment("web", {}),
    service("web", { port: 80 }),
    ingress("pattern", pattern),
    ingress("nginx", {}, "nginx"),
    ingress("haproxy", {}, "haproxy"),
  ]);
  const path = "spec.rules[0].http.paths[0].pathType";
  assertEquals(found[`Ingress nginx ${path}`], "meaningless nginx");
  assertEquals(found[`Ingress haproxy ${path}`].split(" ")[0], "converted");
});

/** An object of some kind in the namespace `shop`. */
function resource(apiVersion: string, kind: string, name: string, spec: object, labels = {}) {
  return { apiVersion, kind, metadata: { name, namespace: "shop", labels }, spec };
}

Deno.test("an account says of what belongs to nothing that is there that nothing is made of it", async () => {
  const lonely = { rabbitmqClusterReference: { name: "nowhere" } };
  const kafka = "kafka.strimzi.io/v1beta2";
  const postgres = "postgresql.cnpg.io/v1";
  const found = await verdicts([
    resource("rabbitmq.com/v1beta1", "Queue", "q", { ...lonely, name: "q", durable: true }),
    resource("rabbitmq.com/v1beta1", "User", "u", { ...lonely, tags: ["management"] }),
    resource(kafka, "KafkaTopic", "t", { partitions: 3 }, { "strimzi.io/cluster": "nowhere" }),
    resource(kafka, "KafkaUser", "k", { authentication: { type: "tls" } }),
    resource(kafka, "KafkaNodePool", "n", { storage: { type: "ephemeral" } }),
    resource(kafka, "KafkaConnector", "c", { class: "FileStreamSource", config: { topic: "t" } }),
    resource("job.min.io/v1alpha1", "MinIOJob", "j", {
      tenant: { name: "nowhere", namespace: "shop" },
      commands: [{ op: "make-bucket", args: { name: "b" } }],
    }),
    resource(postgres, "Database", "d", { cluster: { name: "nowhere" }, name: "d", owner: "o" }),
    resource("argoproj.io/v1alpha1", "Rollout", "r", { workloadRef: { kind: "Deployment" } }),
  ]);
  const converted = Object.entries(found).filter(([, verdict]) => verdict.startsWith("converted"));
  assertEquals(converted, []);
});

Deno.test("an account asks of what a custom resource adds to its pods whether it is used there", async () => {
  const mounted = { name: "used", mountPath: "/used" };
  const found = await verdicts([
    resource("databases.spotahome.com/v1", "RedisFailover", "rf", {
      redis: {
        extraVolumes: [{ name: "used", secret: { secretName: "s" } }, { name: "idle" }],
        extraVolumeMounts: [mounted],
        extraContainers: [{ name: "side", image: "busybox", volumeMounts: [mounted] }],
      },
    }),
    { kind: "Secret", metadata: { name: "s", namespace: "shop" }, stringData: { key: "v" } },
    resource("redis.redis.opstreelabs.in/v1beta2", "Redis", "cache", {
      kubernetesConfig: { image: "redis" },
      securityContext: { fsGroup: 1000 },
      sidecars: [{ name: "side", image: "busybox", command: ["sleep"] }],
    }),
  ]);
  const of = (path: string) => found[path].split(" ").slice(0, 2).join(" ");
  const added = "RedisFailover rf spec.redis.extra";
  assertEquals(of(`${added}Volumes[0].name`), "converted redis");
  assertEquals(of(`${added}Volumes[0].secret.secretName`), "converted redis");
  assertEquals(of(`${added}Volumes[1].name`), "meaningless redis");
  assertEquals(of(`${added}Containers[0].name`), "converted redis");
  for (const path of ["name", "image", "command[0]"]) {
    assertEquals(of(`Redis cache spec.sidecars[0].${path}`), "converted redis", path);
  }
  assertEquals(of("Redis cache spec.securityContext.fsGroup"), "meaningless redis");
  // The sidecar and the pod have images of their own.
  assertEquals(
    found["Redis cache spec.kubernetesConfig.image"],
    "converted redis services.cache.image",
  );
});

Deno.test("an account says what operators' resources ask for in vain", async () => {
  const found = await verdicts([
    resource("databases.spotahome.com/v1", "RedisFailover", "rf", {
      redis: { securityContext: { runAsUser: 7 }, serviceAnnotations: { a: "b" } },
      sentinel: { securityContext: { runAsUser: 7 }, containerSecurityContext: {} },
    }),
    resource("redis.redis.opstreelabs.in/v1beta2", "Redis", "cache", {
      kubernetesConfig: {
        image: "redis",
        service: { headless: { includeBusPort: true, additionalAnnotations: { a: "b" } } },
      },
    }),
    ...["10Gi", "0"].map((storage) =>
      resource("rabbitmq.com/v1beta1", "RabbitmqCluster", `mq${storage}`, {
        persistence: { storage },
        override: {
          statefulSet: {
            spec: {
              template: {
                spec: {
                  securityContext: {},
                  containers: [{ name: "rabbitmq", tty: true, securityContext: {} }],
                },
              },
            },
          },
        },
      })
    ),
    resource("minio.min.io/v2", "Tenant", "store", {
      pools: [{
        servers: 1,
        volumesPerServer: 1,
        resources: {},
        containerSecurityContext: {},
        securityContext: { runAsUser: 7, runAsNonRoot: true, fsGroupChangePolicy: "Always" },
      }],
      certConfig: {},
      features: { domains: {} },
      serviceMetadata: { minioServiceLabels: {} },
    }),
  ]);
  const verdictOf = (path: string) => found[path].split(" ")[0];
  for (
    const path of [
      "RedisFailover rf spec.redis.securityContext.runAsUser",
      "RedisFailover rf spec.redis.serviceAnnotations.a",
      "Redis cache spec.kubernetesConfig.service.headless.includeBusPort",
      "Redis cache spec.kubernetesConfig.service.headless.additionalAnnotations.a",
      "RabbitmqCluster mq10Gi spec.persistence.storage",
      "Tenant store spec.pools[0].resources",
      "Tenant store spec.pools[0].securityContext.runAsNonRoot",
      "Tenant store spec.pools[0].securityContext.fsGroupChangePolicy",
      "Tenant store spec.certConfig",
      "Tenant store spec.features.domains",
      "Tenant store spec.serviceMetadata.minioServiceLabels",
    ]
  ) assertEquals(verdictOf(path), "meaningless", path);
  for (
    const path of [
      "RedisFailover rf spec.sentinel.securityContext.runAsUser",
      "RabbitmqCluster mq0 spec.persistence.storage",
      "RabbitmqCluster mq0 spec.override.statefulSet.securityContext",
      "RabbitmqCluster mq0 spec.override.statefulSet.name",
      "Tenant store spec.pools[0].containerSecurityContext",
      "Tenant store spec.pools[0].securityContext.runAsUser",
    ]
  ) assertEquals(verdictOf(path), "converted", path);
});
