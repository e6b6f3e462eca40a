/** The programs of kube-api's containers, against a stand-in for the API server. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import PROGRAM from "../extensions/kube-api/program.json" with { type: "json" };
import { Api, type Json } from "./kube-api/program/api.ts";
import { applyAll } from "./kube-api/program/apply.ts";
import { complete } from "./kube-api/program/complete.ts";
import {
  endpoints,
  endpointSlices,
  Follower,
  type Plan,
  podStatus,
  workloadStatus,
} from "./kube-api/program/follow.ts";
import { isReady } from "./kube-api/program/network.ts";
import { programFile } from "./kube_api_program.ts";

const KINDS: Record<string, [kind: string, name: string, namespaced: boolean][]> = {
  "/api/v1": [
    ["ConfigMap", "configmaps", true],
    ["Pod", "pods", true],
    ["Namespace", "namespaces", false],
    ["Service", "services", true],
    ["Endpoints", "endpoints", true],
  ],
  "/apis/apps/v1": [["Deployment", "deployments", true]],
  "/apis/batch/v1": [["Job", "jobs", true]],
};

/** Keeps objects by their paths, as a server does. */
class StandIn {
  readonly objects = new Map<string, Json>();
  readonly asked: string[] = [];
  /** Says of a request that it is refused. */
  refuse: (method: string, path: string, body: Json) => number | undefined = () => undefined;
  #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => this.#answer(request),
  );

  get api(): Api {
    return new Api(`http://127.0.0.1:${this.#server.addr.port}`, "token");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const text = await request.text();
    const body = text === "" ? undefined : JSON.parse(text);
    if (request.headers.get("authorization") !== "Bearer token") return json(401, {});
    if (Object.hasOwn(KINDS, path)) {
      const resources = KINDS[path].map(([kind, name, namespaced]) => ({ kind, name, namespaced }));
      return json(200, { resources });
    }
    this.asked.push(`${request.method} ${path}`);
    const refused = this.refuse(request.method, path, body);
    if (refused) return json(refused, { message: "no" });
    return this.#keep(request.method, path, body);
  }

  #keep(method: string, path: string, body: Json): Response {
    const status = /^(.*)\/status$/.exec(path)?.[1];
    const known = this.objects.get(status ?? path);
    if (status !== undefined) {
      if (!known) return json(404, {});
      known.status = { ...known.status, ...body.status };
      return json(200, known);
    }
    switch (method) {
      case "PATCH":
      case "PUT": {
        const made = { ...known, ...body, metadata: { generation: 1, uid: "u", ...body.metadata } };
        this.objects.set(path, made);
        return json(200, made);
      }
      case "POST":
        this.objects.set(`${path}/${body.metadata.name}`, body);
        return json(201, body);
      case "DELETE":
        return json(this.objects.delete(path) ? 200 : 404, {});
      default:
        return known ? json(200, known) : json(path === "/api/v1/pods" ? 200 : 404, { items: [] });
    }
  }
}

function json(status: number, body: Json): Response {
  return Response.json(body, { status });
}

function map(name: string, data: Json = {}): Json {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" }, data };
}

const MAPS = "/api/v1/namespaces/shop/configmaps";

Deno.test("extensions/kube-api/program.json is what `task kube-api-program` writes", async () => {
  const path = new URL("../extensions/kube-api/program.json", import.meta.url);
  assert(
    await Deno.readTextFile(path) === await programFile(),
    "extensions/kube-api/program.json is out of date: write it anew with task kube-api-program",
  );
  assertEquals(Object.keys(PROGRAM).sort(), [
    "api.ts",
    "apply.ts",
    "complete.ts",
    "docker.ts",
    "follow.ts",
    "network.ts",
  ]);
});

Deno.test("applyAll() applies what is new, leaves alone what nobody changed, and takes away what is gone", async () => {
  await using server = new StandIn();
  assertEquals(await applyAll([map("a"), map("b", { x: "1" })], server.api), []);
  assertEquals([...server.objects.keys()].filter((path) => path.startsWith(MAPS)), [
    `${MAPS}/a`,
    `${MAPS}/b`,
  ]);

  server.objects.get(`${MAPS}/a`).data.kept = "by a program";
  server.objects.set(`${MAPS}/theirs`, map("theirs"));
  await applyAll([map("a"), map("c")], server.api);
  assertEquals(server.objects.get(`${MAPS}/a`).data.kept, "by a program");
  assertEquals(
    [...server.objects.keys()].filter((path) => path.startsWith(MAPS)).sort(),
    ["a", "c", "theirs"].map((name) => `${MAPS}/${name}`),
  );
});

Deno.test("applyAll() puts back what a program took away", async () => {
  await using server = new StandIn();
  await applyAll([map("a")], server.api);
  server.objects.delete(`${MAPS}/a`);
  await applyAll([map("a")], server.api);
  assert(server.objects.has(`${MAPS}/a`));
});

Deno.test("applyAll() makes Jobs and their Pods anew where they are others, and no others", async () => {
  const job = (image: string) => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "j", namespace: "shop" },
    spec: { image },
  });
  const pod = (name: string, image: string, restartPolicy?: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop" },
    spec: { image, restartPolicy },
  });
  const objects = (image: string) => [job(image), pod("once", image, "Never"), pod("web", image)];
  await using server = new StandIn();
  const status = (path: string) => server.objects.get(path).status;
  const all = () => [
    status("/apis/batch/v1/namespaces/shop/jobs/j"),
    status("/api/v1/namespaces/shop/pods/once"),
    status("/api/v1/namespaces/shop/pods/web"),
  ];
  await applyAll(objects("a"), server.api);
  for (const object of server.objects.values()) object.status = { done: true };
  await applyAll(objects("a"), server.api);
  assertEquals(all(), [{ done: true }, { done: true }, { done: true }]);
  await applyAll(objects("b"), server.api);
  assertEquals(all(), [undefined, undefined, { done: true }]);
});

Deno.test("applyAll() keeps namespaces, and replaces what can't be changed", async () => {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
  await using server = new StandIn();
  await applyAll([namespace, map("a")], server.api);
  server.refuse = (method, path) =>
    path === `${MAPS}/a` && ["PATCH", "PUT"].includes(method) ? 422 : undefined;
  assertEquals(await applyAll([map("a", { x: "2" })], server.api), []);
  assertEquals(server.objects.get(`${MAPS}/a`).data, { x: "2" });
  assert(server.asked.includes(`DELETE ${MAPS}/a`));
  assert(server.objects.has("/api/v1/namespaces/shop"));
});

Deno.test("applyAll() says what is refused, and goes on", async () => {
  await using server = new StandIn();
  server.refuse = (method, path) =>
    method !== "GET" && path.startsWith(MAPS) && !path.endsWith("/b") ? 403 : undefined;
  const odd = { apiVersion: "x.example/v1", kind: "Odd", metadata: { name: "o" } };
  const refused = await applyAll([map("a"), odd, map("b")], server.api);
  assertEquals(refused.length, 2);
  assertStringIncludes(refused[0], "403 no");
  assertStringIncludes(refused[1], "does not know the kind");
  assert(server.objects.has(`${MAPS}/b`));
});

/** A plan of one pod of a Deployment, behind a Service. */
function plan(runsToEnd = false): Plan {
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop" },
    spec: { nodeName: "localhost", containers: [{ name: "web", image: "web" }] },
  };
  return {
    pods: [{ object, host: "web", containers: { web: "web" }, probes: [], runsToEnd }],
    workloads: [
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", pod: 0 },
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "gone" },
    ],
    services: [{
      namespace: "shop",
      name: "web",
      labels: {},
      pods: [{ pod: 0, ports: [{ name: "http", port: 8080, protocol: "TCP" }] }],
      publishNotReady: false,
    }],
  };
}

function containers(state: { running?: boolean; ended?: boolean; failed?: boolean }) {
  const known = {
    running: false,
    healthy: true,
    checked: true,
    ended: false,
    failed: false,
    ...state,
  };
  return { refresh: () => Promise.resolve(), stateOf: () => known };
}

Deno.test("look() says of what runs that it is ready, and of what nobody runs that it is not", async () => {
  await using server = new StandIn();
  const deployment = (name: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: { replicas: 1 },
  });
  const { pods } = plan();
  await applyAll([deployment("web"), deployment("gone"), pods[0].object], server.api);
  await new Follower(plan(), server.api, containers({ running: true })).look();
  const status = (name: string) =>
    server.objects.get(`/apis/apps/v1/namespaces/shop/deployments/${name}`).status;
  assertEquals(status("web").readyReplicas, 1);
  assertEquals(status("web").observedGeneration, 1);
  assertEquals(status("web").conditions[0].status, "True");
  assertEquals(status("gone").conditions[0].status, "False");
  assertEquals(status("gone").conditions[0].reason, "NotRunHere");
  assertEquals(status("gone").replicas, 0);
  const pod = server.objects.get("/api/v1/namespaces/shop/pods/web");
  assertEquals(pod.status.phase, "Running");

  await new Follower(plan(), server.api, containers({})).look();
  assertEquals(status("web").readyReplicas, 0);
  assertEquals(status("web").conditions[0].status, "False");
});

Deno.test("look() makes a Pod again that was deleted", async () => {
  await using server = new StandIn();
  await new Follower(plan(), server.api, containers({ running: true })).look();
  assertEquals(server.objects.get("/api/v1/namespaces/shop/pods/web").status.phase, "Running");
});

Deno.test("look() leaves alone a Pod that is done, until it runs again", async () => {
  await using server = new StandIn();
  const { pods: [{ object }] } = plan();
  const path = "/api/v1/namespaces/shop/pods/web";
  server.objects.set(path, { ...object, status: { phase: "Succeeded" } });
  const unseen = { ...plan(true) };
  unseen.pods[0].host = "no-such-name.invalid";
  await new Follower(unseen, server.api).look();
  assertEquals(server.objects.get(path).status.phase, "Succeeded");
});

Deno.test("complete() notes the end of a Job and its Pod", async () => {
  await using server = new StandIn();
  const path = "/apis/batch/v1/namespaces/shop/jobs/j";
  server.objects.set(path, { metadata: { name: "j" } });
  const pod = "/api/v1/namespaces/shop/pods/j";
  server.objects.set(pod, { spec: { containers: [{ name: "main" }] } });
  await complete("shop", "j", "j", server.api);
  const { conditions, succeeded } = server.objects.get(path).status;
  assertEquals(conditions.map(({ type }: Json) => type), ["SuccessCriteriaMet", "Complete"]);
  assertEquals(succeeded, 1);
  assertEquals(server.objects.get(pod).status.phase, "Succeeded");
  assertEquals(server.objects.get(pod).status.containerStatuses[0].ready, false);
});

Deno.test("endpointSlices() has addresses of pods by their ports, ready or not", () => {
  const { services: [service], pods } = plan();
  const at = (ready: boolean) => [{ phase: "Running" as const, ready, address: "10.0.0.2" }];
  const [slice] = endpointSlices(service, at(true), pods);
  assertEquals(slice.ports, [{ name: "http", port: 8080, protocol: "TCP" }]);
  assertEquals(slice.endpoints[0].addresses, ["10.0.0.2"]);
  assertEquals(slice.endpoints[0].conditions.ready, true);
  assertEquals(endpoints(service, [slice]).subsets[0].addresses[0].ip, "10.0.0.2");
  const [unready] = endpointSlices(service, at(false), pods);
  assertEquals(endpoints(service, [unready]).subsets[0].addresses, undefined);
  assertEquals(endpoints(service, [unready]).subsets[0].notReadyAddresses[0].ip, "10.0.0.2");
  const published = endpointSlices({ ...service, publishNotReady: true }, at(false), pods);
  assertEquals(published[0].endpoints[0].conditions.ready, true);
  const gone = endpointSlices(service, [{ phase: "Pending", ready: false }], pods);
  assertEquals(gone[0].endpoints, []);
  assertEquals(endpoints(service, gone).subsets, []);
});

Deno.test("workloadStatus() of a Job tells no end that nobody saw", () => {
  const job = { kind: "Job", metadata: {}, spec: {} };
  const status = (phase: "Running" | "Succeeded" | "Failed", knowsEnds: boolean) =>
    workloadStatus(job, { phase, ready: false }, "2026-01-01T00:00:00Z", knowsEnds);
  assertEquals(status("Running", false).active, 1);
  assertEquals(status("Running", false).conditions, undefined);
  assertEquals(status("Failed", true).conditions, undefined);
  assertEquals(status("Failed", true).failed, 1);
  assertEquals(status("Succeeded", true).succeeded, 1);
  const done = { ...job, status: { conditions: [{ type: "Complete" }] } };
  assertEquals(workloadStatus(done, { phase: "Running", ready: true }, "", false), undefined);
});

Deno.test("podStatus() has the address of what runs, and none of what does not", () => {
  const [pod] = plan().pods;
  assertEquals(podStatus(pod, { phase: "Running", ready: true, address: "10.0.0.2" }, "").podIPs, [
    { ip: "10.0.0.2" },
  ]);
  const pending = podStatus(pod, { phase: "Pending", ready: false }, "");
  assertEquals(pending.podIP, null);
  assertEquals(pending.containerStatuses[0].ready, false);
});

Deno.test("isReady() asks what probes ask", async () => {
  let status = 200;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => new Response(null, { status: request.headers.get("x-a") === "1" ? status : 500 }),
  );
  const { port } = server.addr;
  const http = { kind: "http" as const, port, path: "/", https: false, headers: { "x-a": "1" } };
  assert(await isReady("127.0.0.1", []));
  assert(await isReady("127.0.0.1", [http, { kind: "tcp", ports: [port] }]));
  status = 503;
  assertEquals(await isReady("127.0.0.1", [http]), false);
  assertEquals(await isReady("127.0.0.1", [{ kind: "tcp", ports: [port, 1] }]), false);
});
