// Written by `deno task kube-api-program`, out of tools/kube-api/program/.
// deno-fmt-ignore-file

/** The programs that apply objects and write their status, by the names of their files. */
export const PROGRAM: Readonly<Record<string, string>> = {
  "api.ts": `/** What the programs of kube-api ask the API server, and how. */

/** Where the address, the token and the authority lie. */
const FOLDER = "/etc/kube-api";

/** An object of the API. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** What an object is told apart by. */
export interface ObjectId {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** What came back. */
export interface Answer {
  status: number;
  body: Json;
}

/** How the body of a request is meant. */
export type Content =
  | "application/json"
  | "application/apply-patch+yaml"
  | "application/merge-patch+json";

interface Resource {
  kind: string;
  name: string;
  namespaced: boolean;
}

/** A client of the API server. */
export class Api {
  readonly #address: string;
  readonly #token: string;
  readonly #client: Deno.HttpClient | undefined;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(address: string, token: string, authority?: string) {
    this.#address = address;
    this.#token = token;
    this.#client = authority === undefined
      ? undefined
      : Deno.createHttpClient({ caCerts: [authority] });
  }

  /** The one of the project. */
  static async ofProject(folder = Deno.env.get("KUBE_API_FOLDER") ?? FOLDER): Promise<Api> {
    const [token, authority] = await Promise.all(
      ["token", "ca.crt"].map((name) => Deno.readTextFile(\`\${folder}/\${name}\`)),
    );
    const address = Deno.env.get("KUBE_API_ADDRESS") ?? "https://kubernetes.default.svc";
    return new Api(address, token.trim(), address.startsWith("https:") ? authority : undefined);
  }

  /** Asks once; what can't be reached has the status 0. */
  async ask(
    method: string,
    path: string,
    body?: Json,
    content: Content = "application/json",
  ): Promise<Answer> {
    try {
      const response = await fetch(this.#address + path, {
        method,
        headers: {
          "authorization": \`Bearer \${this.#token}\`,
          "accept": "application/json",
          ...(body === undefined ? {} : { "content-type": content }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(this.#client ? { client: this.#client } : {}),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      return { status: response.status, body: parsed(text) };
    } catch (error) {
      return { status: 0, body: { message: String(error) } };
    }
  }

  /** Waits until the server answers that it is ready. */
  async ready(seconds = 180): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const { status, body } = await this.ask("GET", "/readyz");
      if (status === 200) return;
      if (Date.now() > end) {
        throw new Error(
          \`the API server is not ready after \${seconds} s: \${describe({ status, body })}\`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Path of an object; \`undefined\` where the server has no such kind. */
  async path({ apiVersion, kind, namespace, name }: ObjectId): Promise<string | undefined> {
    const root = apiVersion.includes("/") ? \`/apis/\${apiVersion}\` : \`/api/\${apiVersion}\`;
    const resource = (await this.#kinds(root)).find((one) => one.kind === kind);
    if (!resource) return undefined;
    const below = resource.namespaced
      ? \`/namespaces/\${encodeURIComponent(namespace || "default")}\`
      : "";
    return \`\${root}\${below}/\${resource.name}/\${encodeURIComponent(name)}\`;
  }

  /** Path of an object whose kind may be declared only now: that takes the server a moment. */
  async declaredPath(id: ObjectId, seconds = 20): Promise<string | undefined> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const path = await this.path(id);
      if (path !== undefined || Date.now() > end) return path;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async #kinds(root: string): Promise<readonly Resource[]> {
    const known = this.#resources.get(root);
    if (known) return known;
    const { status, body } = await this.ask("GET", root);
    if (status !== 200) return [];
    const all: Resource[] = (body.resources ?? []).filter(({ name }: Resource) =>
      !name.includes("/")
    );
    this.#resources.set(root, all);
    return all;
  }

  /** Forgets what kinds there are. */
  forget(): void {
    this.#resources.clear();
  }
}

/** Path of an object in a namespace. */
export function pathOf(root: string, namespace: string, resource: string, name: string): string {
  return \`\${root}/namespaces/\${encodeURIComponent(namespace)}/\${resource}/\${
    encodeURIComponent(name)
  }\`;
}

/** An answer, for people. */
export function describe({ status, body }: Answer): string {
  const message = typeof body?.message === "string" ? body.message : JSON.stringify(body);
  return \`\${status === 0 ? "" : \`\${status} \`}\${message}\`;
}

/** Where the files of the project lie. */
export function fileOf(name: string): string {
  return \`\${Deno.env.get("KUBE_API_FOLDER") ?? FOLDER}/\${name}\`;
}

/** Reads a file of JSON. */
export async function readJson(name: string): Promise<Json> {
  return JSON.parse(await Deno.readTextFile(fileOf(name)));
}

/** Names of all such files, in their order. */
export async function jsonFiles(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(fileOf("")), ({ name }) => name);
  return names.filter((name) => name.endsWith(".json")).sort();
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 500) };
  }
}
`,
  "apply.ts": `/** Puts the objects of the project into the API server, and takes away those that an earlier run put there. */

import {
  type Answer,
  Api,
  describe,
  type Json,
  jsonFiles,
  type ObjectId,
  readJson,
} from "./api.ts";

const MANAGER = "fieldManager=dekube&force=true";

/** Where it is noted what was applied, with a hash of each: what nobody changed is left alone. */
const INVENTORY: ObjectId = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-system",
  name: "dekube-applied-objects",
};

/** Kinds that live on: what programs keep in them would be lost. */
const KEPT = new Set(["Namespace"]);

/** Whether an object stands for one run: where it is another, what is known of that run is not of this one. */
function runsOnce({ kind, spec }: Json): boolean {
  return kind === "Job" || kind === "Pod" && (spec?.restartPolicy ?? "Always") !== "Always";
}

/** Applies all objects. Returns what the server refused. */
export async function applyAll(objects: readonly Json[], api: Api): Promise<string[]> {
  const before = await readInventory(api);
  const after = new Map<string, string>();
  const refused: string[] = [];
  const declared = declaredKinds(objects);
  const wanted = new Set(objects.map((object) => keyOf(idOf(object))));
  for (const object of objects) {
    const id = idOf(object);
    const key = keyOf(id);
    const hash = await hashOf(object);
    const path = await api.declaredPath(
      id,
      declared.has(\`\${id.apiVersion.split("/")[0]} \${id.kind}\`) ? 30 : 0,
    );
    if (path === undefined) {
      refused.push(\`\${key}: the server does not know the kind\`);
      continue;
    }
    if (before.get(key) === hash && (await api.ask("GET", path)).status === 200) {
      after.set(key, hash);
      continue;
    }
    if (runsOnce(object)) await remove(path, api);
    const answer = await apply(object, path, api);
    if (answer.status < 300 && answer.status !== 0) after.set(key, hash);
    else refused.push(\`\${key}: \${describe(answer)}\`);
    if (id.kind === "CustomResourceDefinition") api.forget();
  }
  for (const key of [...before.keys()].reverse()) {
    const id = JSON.parse(key) as string[];
    const [apiVersion, kind, namespace, name] = id;
    if (after.has(key) || KEPT.has(kind) || wanted.has(key)) continue;
    const path = await api.path({ apiVersion, kind, namespace, name });
    if (path !== undefined) await remove(path, api);
  }
  await writeInventory(after, api);
  return refused;
}

/** Kinds that definitions among the objects declare, so that the server will know them. */
function declaredKinds(objects: readonly Json[]): Set<string> {
  return new Set(
    objects.flatMap(({ kind, spec }) =>
      kind === "CustomResourceDefinition" ? [\`\${spec?.group} \${spec?.names?.kind}\`] : []
    ),
  );
}

/** Server-side apply; where the server can't merge, or a field may not change, the object is put in place whole. */
async function apply(object: Json, path: string, api: Api): Promise<Answer> {
  const answer = await api.ask(
    "PATCH",
    \`\${path}?\${MANAGER}\`,
    object,
    "application/apply-patch+yaml",
  );
  if (answer.status < 300) return answer;
  const collection = path.replace(/\\/[^/]*$/, "") + "?fieldManager=dekube&fieldValidation=Ignore";
  const current = await api.ask("GET", path);
  if (current.status === 200) {
    const { resourceVersion } = current.body.metadata;
    const whole = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const put = await api.ask("PUT", \`\${path}?fieldManager=dekube&fieldValidation=Ignore\`, whole);
    if (put.status < 300) return put;
    if (KEPT.has(object.kind)) return put;
    await remove(path, api);
  }
  const made = await api.ask("POST", collection, object);
  return made.status < 300 ? made : { status: made.status, body: made.body };
}

/** Takes an object away, and waits until it is gone. */
async function remove(path: string, api: Api): Promise<void> {
  const options = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    gracePeriodSeconds: 0,
    propagationPolicy: "Background",
  };
  for (let attempt = 0; attempt < 40; attempt++) {
    const { status } = await api.ask("DELETE", path, options);
    if (status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function readInventory(api: Api): Promise<Map<string, string>> {
  const { status, body } = await api.ask("GET", (await api.path(INVENTORY))!);
  if (status !== 200) return new Map();
  return new Map(Object.entries(JSON.parse(body.data?.objects ?? "{}")));
}

async function writeInventory(applied: ReadonlyMap<string, string>, api: Api): Promise<void> {
  const { apiVersion, kind, namespace, name } = INVENTORY;
  const data = { objects: JSON.stringify(Object.fromEntries(applied)) };
  const object = { apiVersion, kind, metadata: { namespace, name }, data };
  const path = (await api.path(INVENTORY))!;
  const answer = await api.ask(
    "PATCH",
    \`\${path}?\${MANAGER}\`,
    object,
    "application/apply-patch+yaml",
  );
  if (answer.status === 0 || answer.status >= 300) throw new Error(describe(answer));
}

function idOf({ apiVersion, kind, metadata }: Json): ObjectId {
  return { apiVersion, kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectId): string {
  return JSON.stringify([apiVersion, kind, namespace, name]);
}

async function hashOf(object: Json): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(object));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}

if (import.meta.main) {
  const api = await Api.ofProject();
  await api.ready();
  const objects = (await Promise.all((await jsonFiles()).map(readJson))).flat();
  const refused = await applyAll(objects, api);
  console.log(\`\${objects.length - refused.length} of \${objects.length} objects are there\`);
  for (const one of refused) console.error(\`refused: \${one}\`);
}
`,
  "complete.ts": `/** Notes that a Job is done: Compose starts this when the Job's container has ended well. */

import { type Answer, Api, describe, pathOf } from "./api.ts";
import { completeStatus, podStatus } from "./follow.ts";

/** Writes the status of a Job, and of its Pod. */
export async function complete(
  namespace: string,
  name: string,
  pod: string,
  api: Api,
): Promise<void> {
  const path = pathOf("/apis/batch/v1", namespace, "jobs", name);
  const { status, body } = await api.ask("GET", path);
  if (status === 404) return;
  const now = new Date().toISOString().replace(/\\.\\d+Z$/, "Z");
  const startTime = body.status?.startTime ?? now;
  const podPath = pathOf("/api/v1", namespace, "pods", pod);
  const known = await api.ask("GET", podPath);
  const ended = { phase: "Succeeded", ready: false } as const;
  const answers = [
    await write(api, \`\${path}/status\`, { startTime }),
    await write(api, \`\${path}/status\`, completeStatus(startTime, now)),
    ...known.status === 200
      ? [
        await write(
          api,
          \`\${podPath}/status\`,
          podStatus({ object: known.body, runsToEnd: true }, ended, now),
        ),
      ]
      : [],
  ];
  for (const answer of answers) if (answer.status >= 300) console.error(describe(answer));
}

function write(api: Api, path: string, status: unknown): Promise<Answer> {
  return api.ask("PATCH", path, { status }, "application/merge-patch+json");
}

if (import.meta.main) {
  const [namespace, name, pod] = Deno.args;
  const api = await Api.ofProject();
  await api.ready();
  await complete(namespace, name, pod, api);
  console.log(\`the Job \${name} is complete\`);
}
`,
  "docker.ts": `/** What Docker says of the project's containers, where its socket is there. */

/** What is known of the containers of a pod together. */
export interface ContainersState {
  running: boolean;
  healthy: boolean;
  /** Whether one of them has a health check. */
  checked: boolean;
  ended: boolean;
  failed: boolean;
}

/** Whoever knows how containers are. */
export interface Containers {
  /** Looks again. */
  refresh(): Promise<void>;
  /** How the containers of some Compose services are; nothing where that is unknown. */
  stateOf(services: readonly string[]): ContainersState | undefined;
}

interface Listed {
  State: string;
  Status: string;
  Labels: Record<string, string>;
}

const SERVICE = "com.docker.compose.service";
const PROJECT = "com.docker.compose.project";

/** The containers of a project. */
export class DockerContainers implements Containers {
  readonly #socket: string;
  readonly #project: string;
  #listed = new Map<string, Listed>();

  constructor(socket: string, project: string) {
    this.#socket = socket;
    this.#project = project;
  }

  /** Those of the project that this program runs in. */
  static async ofProject(socket = "/var/run/docker.sock"): Promise<DockerContainers> {
    const id = (await Deno.readTextFile("/etc/hostname")).trim();
    const { Config } = await get(socket, \`/containers/\${encodeURIComponent(id)}/json\`) as {
      Config: { Labels: Record<string, string> };
    };
    return new DockerContainers(socket, Config.Labels[PROJECT]);
  }

  /** See {@linkcode Containers.refresh}. */
  async refresh(): Promise<void> {
    const filters = JSON.stringify({ label: [\`\${PROJECT}=\${this.#project}\`] });
    const all = await get(
      this.#socket,
      \`/containers/json?all=1&filters=\${encodeURIComponent(filters)}\`,
    ) as Listed[];
    this.#listed = new Map(all.map((one) => [one.Labels[SERVICE], one]));
  }

  /** See {@linkcode Containers.stateOf}. */
  stateOf(services: readonly string[]): ContainersState | undefined {
    const all = services.map((name) => this.#listed.get(name));
    if (all.length === 0) return undefined;
    const there = all.filter((one) => one !== undefined);
    const ended = there.length === all.length && there.every(({ State }) => State === "exited");
    return {
      running: there.length === all.length && there.every(({ State }) => State === "running"),
      healthy: there.every(({ Status }) => !/\\((unhealthy|health: starting)\\)/.test(Status)),
      checked: there.some(({ Status }) => /\\((healthy|unhealthy|health: starting)\\)/.test(Status)),
      ended,
      failed: ended && there.some(({ Status }) => !Status.startsWith("Exited (0)")),
    };
  }
}

/** Asks Docker, whose answer ends with the connection. */
async function get(socket: string, path: string): Promise<unknown> {
  const connection = await Deno.connect({ transport: "unix", path: socket });
  try {
    const request = \`GET \${path} HTTP/1.0\\r\\nHost: docker\\r\\nAccept: application/json\\r\\n\\r\\n\`;
    const writer = connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    const end = answer.indexOf("\\r\\n\\r\\n");
    const [, status] = /^HTTP\\/1\\.\\d (\\d+)/.exec(answer) ?? [];
    if (status !== "200") throw new Error(\`Docker answers \${answer.slice(0, 200)}\`);
    return JSON.parse(answer.slice(end + 4));
  } finally {
    try {
      connection.close();
    } catch { /* It is closed by its end. */ }
  }
}
`,
  "follow.ts": `/** Has the status of Pods, workloads and Services follow the containers: by names and probes on the network, or by Docker. */

import { Api, describe, type Json, pathOf, readJson } from "./api.ts";
import { type Containers, DockerContainers } from "./docker.ts";
import { isReady, type Probe, resolve } from "./network.ts";

/** What is to be followed. */
export interface Plan {
  pods: PlannedPod[];
  workloads: PlannedWorkload[];
  services: PlannedService[];
}

/** A pod that Compose runs. */
export interface PlannedPod {
  /** The object as it was applied. */
  object: Json;
  /** The name by which it is reached on the network; absent where it has none. */
  host?: string;
  /** Compose services of its containers by the containers' names. */
  containers: Record<string, string>;
  /** All of these answer where it is ready. */
  probes: Probe[];
  /** Whether it is to end by itself. */
  runsToEnd: boolean;
}

/** An object whose status says how many of its pods there are. */
export interface PlannedWorkload {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  /** Index of its pod; absent where nobody runs it. */
  pod?: number;
}

/** A Service that leads to pods. */
export interface PlannedService {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  pods: { pod: number; ports: { name?: string; port: number; protocol: string }[] }[];
  /** Whether pods that are not ready are among its addresses. */
  publishNotReady: boolean;
}

/** What is known of a pod. */
export interface PodState {
  phase: "Pending" | "Running" | "Unknown" | "Succeeded" | "Failed";
  ready: boolean;
  address?: string;
}

/** Sees how pods are, and writes it down. */
export class Follower {
  readonly #plan: Plan;
  readonly #api: Api;
  readonly #docker: Containers | undefined;
  readonly #written = new Map<string, string>();
  readonly #since = new Map<string, string>();

  constructor(plan: Plan, api: Api, docker?: Containers) {
    this.#plan = plan;
    this.#api = api;
    this.#docker = docker;
  }

  /** One look at everything. */
  async look(): Promise<void> {
    await this.#docker?.refresh();
    const states = await Promise.all(this.#plan.pods.map((pod) => this.#stateOf(pod)));
    for (const [index, pod] of this.#plan.pods.entries()) await this.#writePod(pod, states[index]);
    for (const workload of this.#plan.workloads) {
      await this.#writeWorkload(
        workload,
        workload.pod === undefined ? undefined : states[workload.pod],
      );
    }
    for (const service of this.#plan.services) await this.#writeService(service, states);
    await this.#sayNobodyRuns();
  }

  /** Pods that programs make are nobody's to run: they are told so. */
  async #sayNobodyRuns(): Promise<void> {
    const name = "new Pods";
    if (!this.#isOld(name)) return;
    this.#note(name, "");
    const query = "fieldSelector=spec.nodeName%3D,status.phase%3DPending&limit=500";
    const { status, body } = await this.#api.ask("GET", \`/api/v1/pods?\${query}\`);
    if (status !== 200) return;
    for (const { metadata, status: known } of body.items) {
      if ((known?.conditions ?? []).length > 0) continue;
      const condition = {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "no container comes of a Pod that is made here",
        lastTransitionTime: new Date().toISOString().replace(/\\.\\d+Z$/, "Z"),
      };
      const path = pathOf("/api/v1", metadata.namespace, "pods", metadata.name);
      await this.#write(path, { conditions: [condition] });
    }
  }

  async #stateOf(pod: PlannedPod): Promise<PodState> {
    const address = pod.host === undefined ? undefined : await resolve(pod.host);
    const at = address === undefined ? {} : { address };
    const known = this.#docker?.stateOf(Object.values(pod.containers));
    if (known) {
      const phase = known.ended && pod.runsToEnd
        ? known.failed ? "Failed" : "Succeeded"
        : known.running
        ? "Running"
        : "Pending";
      const ready = phase === "Running" && known.healthy &&
        (known.checked || address === undefined || await isReady(address, pod.probes));
      return { phase, ready, ...(phase === "Running" ? at : {}) };
    }
    if (pod.host === undefined) return { phase: "Unknown", ready: false };
    if (address === undefined) return { phase: "Pending", ready: false };
    return { phase: "Running", ready: await isReady(address, pod.probes), address };
  }

  async #writePod(pod: PlannedPod, state: PodState): Promise<void> {
    const { metadata } = pod.object;
    const path = pathOf("/api/v1", metadata.namespace, "pods", metadata.name);
    const name = \`Pod \${metadata.namespace}/\${metadata.name}\`;
    const key = JSON.stringify(state);
    if (this.#written.get(name) === key && !this.#isOld(name)) return;
    const current = await this.#api.ask("GET", path);
    if (current.status === 404 || current.body.metadata?.deletionTimestamp) {
      // Whoever deletes a pod in a cluster gets another one.
      await this.#remake(pod, path);
    } else if (current.status !== 200) return;
    // That it is done is noted by whom Compose starts then.
    const done = !this.#docker && pod.runsToEnd &&
      ["Succeeded", "Failed"].includes(current.body.status?.phase) && !state.address;
    if (!done) await this.#write(path, podStatus(pod, state, this.#times(name, state)));
    this.#note(name, key);
  }

  async #remake(pod: PlannedPod, path: string): Promise<void> {
    await this.#api.ask("DELETE", path, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: 0,
    });
    const { status } = await this.#api.ask("POST", path.replace(/\\/[^/]*$/, ""), pod.object);
    if (status === 201) console.log(\`made the Pod \${pod.object.metadata.name} again\`);
  }

  async #writeWorkload(workload: PlannedWorkload, state: PodState | undefined): Promise<void> {
    const { apiVersion, kind, namespace, name } = workload;
    const path = await this.#api.path({ apiVersion, kind, namespace, name });
    const known = \`\${kind} \${namespace}/\${name}\`;
    const key = JSON.stringify(state ?? null);
    if (path === undefined || this.#written.get(known) === key && !this.#isOld(known)) return;
    const current = await this.#api.ask("GET", path);
    if (current.status !== 200) return;
    const since = this.#times(known, state ?? { phase: "Pending", ready: false });
    const status = workloadStatus(current.body, state, since, this.#docker !== undefined);
    if (status) await this.#write(path, status);
    this.#note(known, key);
  }

  async #writeService(service: PlannedService, states: readonly PodState[]): Promise<void> {
    const { namespace, name } = service;
    const known = \`Service \${namespace}/\${name}\`;
    const slices = endpointSlices(service, states, this.#plan.pods);
    const key = JSON.stringify(slices);
    if (this.#written.get(known) === key && !this.#isOld(known)) return;
    const { status, body } = await this.#api.ask(
      "GET",
      pathOf("/api/v1", namespace, "services", name),
    );
    if (status !== 200) return;
    const owner = {
      apiVersion: "v1",
      kind: "Service",
      name,
      uid: body.metadata.uid,
      controller: true,
    };
    const force = "fieldManager=dekube-status&force=true";
    const answers = await Promise.all([
      ...slices.map((slice) =>
        this.#api.ask(
          "PATCH",
          \`\${
            pathOf("/apis/discovery.k8s.io/v1", namespace, "endpointslices", slice.metadata.name)
          }?\${force}\`,
          { ...slice, metadata: { ...slice.metadata, ownerReferences: [owner] } },
          "application/apply-patch+yaml",
        )
      ),
      this.#api.ask(
        "PATCH",
        \`\${pathOf("/api/v1", namespace, "endpoints", name)}?\${force}\`,
        endpoints(service, slices),
        "application/apply-patch+yaml",
      ),
    ]);
    for (const answer of answers) {
      if (answer.status === 0 || answer.status >= 300) say(known, answer);
    }
    this.#note(known, key);
  }

  async #write(path: string, status: Json): Promise<void> {
    const answer = await this.#api.ask(
      "PATCH",
      \`\${path}/status\`,
      { status },
      "application/merge-patch+json",
    );
    if (answer.status === 0 || answer.status >= 300) say(path, answer);
  }

  /** Since when something is as it is, as the API writes times. */
  #times(name: string, state: PodState): string {
    const key = \`\${name} \${state.phase} \${state.ready}\`;
    let time = this.#since.get(key);
    if (time === undefined) {
      for (const old of [...this.#since.keys()]) {
        if (old.startsWith(\`\${name} \`)) this.#since.delete(old);
      }
      this.#since.set(key, time = new Date().toISOString().replace(/\\.\\d+Z$/, "Z"));
    }
    return time;
  }

  readonly #looked = new Map<string, number>();

  #note(name: string, key: string): void {
    this.#written.set(name, key);
    this.#looked.set(name, Date.now());
  }

  /** What somebody else may have changed or deleted is looked at again. */
  #isOld(name: string): boolean {
    return Date.now() - (this.#looked.get(name) ?? 0) > 10_000;
  }
}

const said = new Set<string>();

function say(what: string, answer: { status: number; body: Json }): void {
  const message = \`\${what}: \${describe(answer)}\`;
  if (!said.has(message)) console.error(message);
  said.add(message);
}

/** Status of a pod. */
export function podStatus(
  { object, runsToEnd }: Pick<PlannedPod, "object" | "runsToEnd">,
  { phase, ready, address }: PodState,
  since: string,
): Json {
  const ended = phase === "Succeeded" || phase === "Failed";
  const condition = (type: string, is: boolean, reason?: string) => ({
    type,
    status: is ? "True" : "False",
    lastTransitionTime: since,
    ...(reason && !is ? { reason } : {}),
  });
  const notReady = ended ? "PodCompleted" : "ContainersNotReady";
  const states: Json = {
    Pending: { waiting: { reason: "ContainerCreating" } },
    Unknown: { waiting: { reason: "NotSeen" } },
    Running: { running: { startedAt: since } },
    Succeeded: {
      terminated: { exitCode: 0, reason: "Completed", finishedAt: since, startedAt: since },
    },
    Failed: { terminated: { exitCode: 1, reason: "Error", finishedAt: since, startedAt: since } },
  };
  return {
    phase,
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", phase !== "Pending", "ContainersNotInitialized"),
      condition("ContainersReady", ready, notReady),
      condition("Ready", ready, notReady),
    ],
    ...(address ? { podIP: address, podIPs: [{ ip: address }] } : { podIP: null, podIPs: null }),
    ...(phase === "Pending" && !runsToEnd ? {} : { startTime: since }),
    containerStatuses: object.spec.containers.map(({ name, image }: Json) => ({
      name,
      image: image ?? "",
      imageID: "",
      ready,
      started: phase === "Running",
      restartCount: 0,
      state: states[phase],
    })),
  };
}

/** Status of what has pods; nothing where there is none to say. */
export function workloadStatus(
  object: Json,
  state: PodState | undefined,
  since: string,
  knowsEnds: boolean,
): Json | undefined {
  const observedGeneration = object.metadata.generation;
  const there = state ? 1 : 0;
  const ready = state?.ready ? 1 : 0;
  const reason = state ? "MinimumReplicasUnavailable" : "NotRunHere";
  switch (object.kind) {
    case "Deployment":
      return {
        observedGeneration,
        replicas: there,
        updatedReplicas: there,
        readyReplicas: ready,
        availableReplicas: ready,
        unavailableReplicas: there - ready,
        conditions: [
          {
            type: "Available",
            status: ready ? "True" : "False",
            reason: ready ? "MinimumReplicasAvailable" : reason,
            message: state ? "" : "Compose runs no container of it",
            lastTransitionTime: since,
            lastUpdateTime: since,
          },
          {
            type: "Progressing",
            status: state ? "True" : "False",
            reason: ready ? "NewReplicaSetAvailable" : state ? "ReplicaSetUpdated" : reason,
            message: "",
            lastTransitionTime: since,
            lastUpdateTime: since,
          },
        ],
      };
    case "StatefulSet":
      return {
        observedGeneration,
        replicas: there,
        readyReplicas: ready,
        availableReplicas: ready,
        currentReplicas: there,
        updatedReplicas: there,
        currentRevision: \`\${object.metadata.name}-1\`,
        updateRevision: \`\${object.metadata.name}-1\`,
      };
    case "DaemonSet":
      return {
        observedGeneration,
        desiredNumberScheduled: there,
        currentNumberScheduled: there,
        updatedNumberScheduled: there,
        numberMisscheduled: 0,
        numberReady: ready,
        numberAvailable: ready,
      };
    case "ReplicaSet":
    case "ReplicationController":
      return {
        observedGeneration,
        replicas: there,
        readyReplicas: ready,
        availableReplicas: ready,
        fullyLabeledReplicas: there,
      };
    case "Job":
      return jobStatus(object, state, since, knowsEnds);
    default:
      return undefined;
  }
}

function jobStatus(
  { status, spec }: Json,
  state: PodState | undefined,
  since: string,
  knowsEnds: boolean,
): Json | undefined {
  const isDone = (status?.conditions ?? []).some(({ type }: Json) =>
    type === "Complete" || type === "Failed"
  );
  if (isDone || !state) return undefined;
  const startTime = status?.startTime ?? since;
  const started = spec.suspend === true ? {} : { startTime };
  if (state.phase === "Succeeded") return completeStatus(startTime, since);
  // Compose may start it again, so a failure is not the end.
  if (state.phase === "Failed" && knowsEnds) return { ...started, active: 0, failed: 1, ready: 0 };
  return { ...started, active: 1, ready: state.ready ? 1 : 0 };
}

/** Status of a Job that is done. */
export function completeStatus(startTime: string, since: string): Json {
  const condition = (type: string) => ({
    type,
    status: "True",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
    lastProbeTime: since,
    lastTransitionTime: since,
  });
  return {
    startTime,
    completionTime: since < startTime ? startTime : since,
    active: 0,
    ready: 0,
    succeeded: 1,
    conditions: [condition("SuccessCriteriaMet"), condition("Complete")],
  };
}

/** The EndpointSlices of a Service: one for each set of ports. */
export function endpointSlices(
  { namespace, name, labels, pods, publishNotReady }: PlannedService,
  states: readonly PodState[],
  planned: readonly PlannedPod[],
): Json[] {
  const byPorts = Map.groupBy(pods, ({ ports }) => JSON.stringify(ports));
  return [...byPorts.values()].map((group, index) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      namespace,
      name: \`\${name}-dekube-\${index + 1}\`,
      labels: {
        ...labels,
        "kubernetes.io/service-name": name,
        "endpointslice.kubernetes.io/managed-by": "kube-api.dekube.io",
      },
    },
    addressType: "IPv4",
    ports: group[0].ports,
    endpoints: group.flatMap(({ pod }) => {
      const { address, ready } = states[pod];
      if (address === undefined) return [];
      const { metadata, spec } = planned[pod].object;
      const hostname = spec.subdomain === name || spec.hostname ? spec.hostname : undefined;
      return [{
        addresses: [address],
        conditions: { ready: ready || publishNotReady, serving: ready, terminating: false },
        ...(hostname ? { hostname } : {}),
        nodeName: spec.nodeName,
        targetRef: { kind: "Pod", namespace: metadata.namespace, name: metadata.name },
      }];
    }),
  }));
}

/** The Endpoints of a Service, which older programs read. */
export function endpoints(
  { namespace, name, labels }: PlannedService,
  slices: readonly Json[],
): Json {
  const subsets = slices.flatMap(({ ports, endpoints: all }) => {
    const of = (isReady: boolean) =>
      all.filter(({ conditions }: Json) => conditions.ready === isReady)
        .map(({ addresses: [ip], hostname, nodeName, targetRef }: Json) => ({
          ip,
          ...(hostname ? { hostname } : {}),
          nodeName,
          targetRef,
        }));
    const [addresses, notReadyAddresses] = [of(true), of(false)];
    return addresses.length + notReadyAddresses.length === 0 ? [] : [{
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ports,
    }];
  });
  return { apiVersion: "v1", kind: "Endpoints", metadata: { namespace, name, labels }, subsets };
}

if (import.meta.main) {
  const api = await Api.ofProject();
  await api.ready();
  const plan: Plan = await readJson("plan.json");
  const docker = Deno.args.includes("--docker") ? await DockerContainers.ofProject() : undefined;
  const follower = new Follower(plan, api, docker);
  for (;;) {
    try {
      await follower.look();
    } catch (error) {
      console.error(String(error));
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}
`,
  "network.ts": `/** What can be seen of a container on the network. */

/** How to find out whether a pod is ready. */
export type Probe =
  | { kind: "http"; port: number; path: string; https: boolean; headers: Record<string, string> }
  | { kind: "tcp"; ports: number[] };

/** The address that a name has: Docker answers for containers that run, and for those alone. */
export async function resolve(name: string): Promise<string | undefined> {
  try {
    // What it does not know itself it asks others about, who may take long.
    const signal = AbortSignal.timeout(1000);
    return (await Deno.resolveDns(name, "A", { signal })).find(isNear);
  } catch {
    return undefined;
  }
}

/** Whether an address is in a network of one's own: a name that no container has may be one elsewhere. */
function isNear(address: string): boolean {
  return Deno.networkInterfaces().some(({ family, address: own, netmask }) =>
    family === "IPv4" && !own.startsWith("127.") &&
    (bitsOf(own) & bitsOf(netmask)) === (bitsOf(address) & bitsOf(netmask))
  );
}

function bitsOf(address: string): number {
  return address.split(".").reduce((bits, part) => (bits << 8) | Number(part), 0);
}

/** Whether what is at an address answers as all of its probes want; without one, whoever runs is ready. */
export async function isReady(address: string, probes: readonly Probe[]): Promise<boolean> {
  const answers = await Promise.all(probes.map((probe) => answersTo(probe, address)));
  return answers.every(Boolean);
}

async function answersTo(probe: Probe, address: string): Promise<boolean> {
  if (probe.kind === "tcp") {
    const all = await Promise.all(probe.ports.map((port) => accepts(address, port)));
    return all.every(Boolean);
  }
  // A certificate is nothing that a probe looks at, and a program cannot leave that out here.
  if (probe.https) return await accepts(address, probe.port);
  try {
    const response = await fetch(\`http://\${address}:\${probe.port}\${probe.path}\`, {
      headers: probe.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(2000),
    });
    await response.body?.cancel();
    return response.status >= 200 && response.status < 400;
  } catch {
    return false;
  }
}

async function accepts(hostname: string, port: number): Promise<boolean> {
  try {
    const connection = await Promise.race([
      Deno.connect({ hostname, port }),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 2000)),
    ]);
    connection?.close();
    return connection !== undefined;
  } catch {
    return false;
  }
}
`,
};
