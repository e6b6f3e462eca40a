/** Has the status of Pods, workloads and Services follow the containers: by names and probes on the network, or by Docker. */

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
    const { status, body } = await this.#api.ask("GET", `/api/v1/pods?${query}`);
    if (status !== 200) return;
    for (const { metadata, status: known } of body.items) {
      if ((known?.conditions ?? []).length > 0) continue;
      const condition = {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "no container comes of a Pod that is made here",
        lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
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
    const name = `Pod ${metadata.namespace}/${metadata.name}`;
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
    const { status } = await this.#api.ask("POST", path.replace(/\/[^/]*$/, ""), pod.object);
    if (status === 201) console.log(`made the Pod ${pod.object.metadata.name} again`);
  }

  async #writeWorkload(workload: PlannedWorkload, state: PodState | undefined): Promise<void> {
    const { apiVersion, kind, namespace, name } = workload;
    const path = await this.#api.path({ apiVersion, kind, namespace, name });
    const known = `${kind} ${namespace}/${name}`;
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
    const known = `Service ${namespace}/${name}`;
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
          `${
            pathOf("/apis/discovery.k8s.io/v1", namespace, "endpointslices", slice.metadata.name)
          }?${force}`,
          { ...slice, metadata: { ...slice.metadata, ownerReferences: [owner] } },
          "application/apply-patch+yaml",
        )
      ),
      this.#api.ask(
        "PATCH",
        `${pathOf("/api/v1", namespace, "endpoints", name)}?${force}`,
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
      `${path}/status`,
      { status },
      "application/merge-patch+json",
    );
    if (answer.status === 0 || answer.status >= 300) say(path, answer);
  }

  /** Since when something is as it is, as the API writes times. */
  #times(name: string, state: PodState): string {
    const key = `${name} ${state.phase} ${state.ready}`;
    let time = this.#since.get(key);
    if (time === undefined) {
      for (const old of [...this.#since.keys()]) {
        if (old.startsWith(`${name} `)) this.#since.delete(old);
      }
      this.#since.set(key, time = new Date().toISOString().replace(/\.\d+Z$/, "Z"));
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
  const message = `${what}: ${describe(answer)}`;
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
        currentRevision: `${object.metadata.name}-1`,
        updateRevision: `${object.metadata.name}-1`,
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
      name: `${name}-dekube-${index + 1}`,
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
