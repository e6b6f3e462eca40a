/** What conversion makes for kube-api, in the hands of the real programs. `deno task kube-api` runs it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  converted,
  object,
  type Outcome,
  rights,
  workloadOf,
} from "../../extensions/kube-api/_testing.ts";
import { freePort } from "../free_port.ts";
import { Api } from "./program/api.ts";
import { applyAll } from "./program/apply.ts";
import { complete } from "./program/complete.ts";
import type { ContainersState } from "./program/docker.ts";
import { Follower } from "./program/follow.ts";

const programs = JSON.parse(Deno.env.get("KUBE_API_PROGRAMS")!);

const JOB = workloadOf("migrate", { restartPolicy: "Never" }, "Job");
const PLATFORM = [
  workloadOf("web", { serviceAccountName: "web" }, "Deployment", { replicas: 3 }),
  workloadOf(
    "db",
    {
      containers: [{
        name: "db",
        image: "db",
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      }],
    },
    "StatefulSet",
    {
      serviceName: "db",
      volumeClaimTemplates: [{
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }],
    },
  ),
  JOB,
  object("ServiceAccount", "web"),
  ...rights("web", ["get", "list", "watch"], ["pods", "configmaps", "endpoints"]),
  object("Service", "web", { spec: { selector: { app: "web" }, ports: [{ port: 80 }] } }),
  object("ConfigMap", "settings", { data: { level: "info" } }),
  object("Secret", "password", { stringData: { password: 'a"b\n$c' } }),
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { kind: "Widget", plural: "widgets" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      }],
    },
  },
  { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w", namespace: "shop" } },
];

/** The programs, started as compose.yml starts them. */
class Server {
  readonly folder: string;
  readonly address: string;
  readonly #children: Deno.ChildProcess[];

  private constructor(folder: string, address: string, children: Deno.ChildProcess[]) {
    this.folder = folder;
    this.address = address;
    this.#children = children;
  }

  static async start(outcome: Outcome): Promise<Server> {
    const folder = await Deno.makeTempDir();
    const port = freePort();
    await writeFiles(outcome, folder, port);
    const children = ["kube-api-store", "kube-api", "kube-api-controllers"].map((name) => {
      const { entrypoint, command } = outcome.services[name];
      const files = `${folder}/secrets/.${name === "kube-api" ? "kube-api-server" : name}`;
      const args = command!.map((arg) =>
        arg.replaceAll("/etc/kube-api", files).replaceAll("/data/", `${folder}/`)
          .replace("--secure-port=443", `--secure-port=${port}`)
      );
      return new Deno.Command(programs[entrypoint![0]], { args, stdout: "null", stderr: "null" })
        .spawn();
    });
    return new Server(folder, `https://localhost:${port}`, children);
  }

  /** A client that shows the token of a program or an account. */
  api(token: string, authority: string): Api {
    return new Api(this.address, token, authority);
  }

  /** Runs kubectl as the web's account, or as the administrator. */
  async kubectl(as: "web" | "admin", ...args: string[]): Promise<string> {
    const files = as === "web"
      ? `${this.folder}/secrets/.kube-api-accounts/shop/web`
      : `${this.folder}/secrets/.kube-api-objects`;
    const token = await Deno.readTextFile(`${files}/token`);
    const { stdout, stderr } = await new Deno.Command("kubectl", {
      args: [
        `--server=${this.address}`,
        `--certificate-authority=${files}/ca.crt`,
        `--token=${token}`,
        "--namespace=shop",
        ...args,
      ],
      env: { KUBECONFIG: "/dev/null", HOME: this.folder },
    }).output();
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children.toReversed()) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It is gone already.
      }
      await child.status;
    }
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function writeFiles({ paths, file }: Outcome, folder: string, port: number): Promise<void> {
  for (const path of paths.filter((path) => path.includes(".kube-api-"))) {
    await Deno.mkdir(`${folder}/${path.replace(/\/[^/]*$/, "")}`, { recursive: true });
    const text = path.endsWith("kubeconfig")
      ? file(path).replace("https://kubernetes.default.svc", `https://localhost:${port}`)
      : file(path);
    await Deno.writeTextFile(`${folder}/${path}`, text, { mode: 0o600 });
  }
}

const HERE: ContainersState = {
  running: true,
  healthy: true,
  checked: true,
  ended: false,
  failed: false,
};

Deno.test("the real API server has what conversion made, and says what is so", async (t) => {
  const outcome = await converted(PLATFORM);
  await using server = await Server.start(outcome);
  const token = (of: string) => outcome.file(`secrets/.kube-api-${of}/token`);
  const authority = outcome.file("secrets/.kube-api-objects/ca.crt");
  const admin = server.api(token("objects"), authority);
  const status = server.api(token("status"), authority);
  await admin.ready(60);
  const kubectl = (...args: string[]) => server.kubectl("admin", ...args);

  await t.step("all objects are taken", async () => {
    assertEquals(await applyAll(outcome.objects, admin), []);
    const password = await kubectl("get", "secret", "password", "-o=jsonpath={.data.password}");
    assertEquals(atob(password), 'a"b\n$c');
    assertStringIncludes(await kubectl("get", "widgets"), "w");
  });

  await t.step("an account may do what its role says, and no more", async () => {
    assertStringIncludes(await server.kubectl("web", "get", "configmaps"), "settings");
    assertStringIncludes(await server.kubectl("web", "get", "secrets"), "forbidden");
    assertStringIncludes(await server.kubectl("web", "get", "pods", "-A"), "forbidden");
    assertStringIncludes(
      await server.kubectl("web", "auth", "whoami"),
      "system:serviceaccount:shop:web",
    );
    const stranger = server.api("x".repeat(48), authority);
    assertEquals((await stranger.ask("GET", "/api/v1/namespaces/shop/pods")).status, 401);
    const nobody = await fetch(`${server.address}/version`, {
      client: Deno.createHttpClient({ caCerts: [authority] }),
    });
    await nobody.body?.cancel();
    assertEquals(nobody.status, 401);
    assertEquals((await status.ask("GET", "/api/v1/namespaces/shop/secrets")).status, 403);
  });

  await t.step("what runs becomes available, and what does not run does not", async () => {
    assertStringIncludes(
      await kubectl("wait", "--for=condition=Available", "deploy/web", "--timeout=1s"),
      "timed out",
    );
    const docker = { refresh: () => Promise.resolve(), stateOf: () => HERE };
    await new Follower(outcome.plan, status, docker).look();
    for (
      const [what, said] of [
        [["wait", "--for=condition=Available", "deploy/web"], "condition met"],
        [["rollout", "status", "deploy/web"], "successfully rolled out"],
        [["rollout", "status", "statefulset/db"], "roll"],
        [["wait", "--for=condition=Ready", "pod/db-0"], "condition met"],
      ] as const
    ) {
      assertStringIncludes(await kubectl(...what, "--timeout=5s"), said);
    }
    assertStringIncludes(await kubectl("get", "endpointslices"), "web-dekube-1");
  });

  await t.step(
    "a Job is complete once that is noted, and begins again where it is another",
    async () => {
      const wait = ["wait", "--for=condition=complete", "job/migrate", "--timeout=2s"];
      assertStringIncludes(await kubectl(...wait), "timed out");
      await complete("shop", "migrate", "migrate", status);
      assertStringIncludes(await kubectl(...wait), "condition met");
      assertEquals(await applyAll(outcome.objects, admin), []);
      assertStringIncludes(await kubectl(...wait), "condition met");
      const other = await converted(
        PLATFORM.map((one) =>
          one === JOB
            ? workloadOf("migrate", {
              restartPolicy: "Never",
              containers: [{ name: "main", image: "new" }],
            }, "Job")
            : one
        ),
        { mode: "on" },
        { previous: outcome.files },
      );
      assertEquals(await applyAll(other.objects, admin), []);
      assertStringIncludes(await kubectl(...wait), "timed out");
    },
  );

  await t.step("what programs make stays, and what the manifests lose goes", async () => {
    await kubectl("create", "secret", "generic", "made", "--from-literal=a=b");
    const next = await converted(
      PLATFORM.filter(({ kind }) => kind !== "ConfigMap"),
      { mode: "on" },
      { previous: outcome.files },
    );
    assertEquals(await applyAll(next.objects, admin), []);
    const left = await kubectl("get", "secrets,configmaps", "-o=name");
    assertStringIncludes(left, "secret/made");
    assert(!left.includes("configmap/settings"));
  });

  await t.step(
    "objects go with their owner, and a role of roles has the rules of all",
    async () => {
      const uid = await kubectl("get", "deploy", "web", "-o=jsonpath={.metadata.uid}");
      const ownerReferences = [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid }];
      await admin.ask("POST", "/api/v1/namespaces/shop/configmaps", {
        metadata: { name: "owned", ownerReferences },
      });
      await kubectl("delete", "deploy", "web");
      await kubectl("wait", "--for=delete", "configmap/owned", "--timeout=20s");
      assertStringIncludes(await kubectl("get", "configmap", "owned"), "NotFound");
      assertStringIncludes(await kubectl("get", "clusterrole", "edit", "-o=yaml"), "configmaps");
    },
  );
});
