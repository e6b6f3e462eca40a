/**
 * What tests of the contracts have in common. It needs no engine.
 *
 * @module
 */

import type { Config } from "./config.ts";
import type { ConvertContext } from "./context.ts";
import { Diagnostics } from "./diagnostics.ts";
import type { OutputFile } from "./files.ts";
import type { ConfigMap, Manifest, Secret, Service } from "./kubernetes.ts";
import { ResourceIndex } from "./resources.ts";
import { buildAliasMap, buildServicePortMap, ServiceIndex } from "./services.ts";
import { skipReason, type Workload, WorkloadIndex, workloadOf } from "./workloads.ts";

const CONFIG: Config = {
  name: "demo",
  volumeRoot: "./data",
  volumes: {},
  exclude: [],
  replacements: [],
  disableIngress: false,
  inferNamespaces: true,
  ingressTypes: {},
  network: "",
  overrides: {},
  services: {},
  extensions: {},
  depends: [],
  distribution: "",
  distributionVersion: "",
};

/** A context with everything indexed that the manifests hold; names stay what they are. */
export function contextOf(
  manifests: readonly Manifest[],
  config: Partial<Config> = {},
): ConvertContext {
  const settings = { ...CONFIG, ...config };
  const byKind = Map.groupBy(manifests, ({ kind }) => kind);
  const workloads = new WorkloadIndex();
  for (const manifest of manifests) {
    const workload = workloadOf(manifest);
    if (workload && !skipReason(manifest, settings.exclude)) workloads.add(workload);
  }
  const services = new ServiceIndex(workloads);
  for (const service of byKind.get("Service") ?? []) services.add(service as Service);
  const configMaps = new ResourceIndex<ConfigMap>();
  for (const map of byKind.get("ConfigMap") ?? []) configMaps.set(map as ConfigMap);
  const secrets = new ResourceIndex<Secret>();
  for (const secret of byKind.get("Secret") ?? []) secrets.set(secret as Secret);
  const files = new Map<string, OutputFile>();
  const ctx: ConvertContext = {
    manifests: byKind,
    addManifest: () => {},
    config: settings,
    extensionConfig: {},
    configMaps,
    secrets,
    services,
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: settings.replacements,
    composeExtras: { volumes: {}, networks: {} },
    files: {
      write: (path, content, { mode = 0o644 } = {}) => void files.set(path, { content, mode }),
      get: (path) => files.get(path),
      has: (path) => files.has(path),
      entries: () => files.entries(),
    },
    previous: { read: () => undefined },
    firstRun: false,
    diagnostics: new Diagnostics(),
    names: {
      service: ({ name }) => name,
      folder: ({ name }) => name,
      claim: (_namespace, claim) => claim,
      reserve: (wanted) => wanted,
    },
  };
  for (const [key, names] of buildAliasMap(ctx)) ctx.aliasMap.set(key, names);
  for (const [key, port] of buildServicePortMap(ctx)) ctx.servicePortMap.set(key, port);
  return ctx;
}

/** A manifest in the namespace `shop`. */
export function manifest(kind: string, name: string, content: object = {}): Manifest {
  return { kind, metadata: { name, namespace: "shop" }, ...content };
}

/** A Service in the namespace `shop` that selects `app: <name>`. */
export function service(name: string, spec: object = {}): Service {
  return manifest("Service", name, { spec: { selector: { app: name }, ...spec } });
}

/** A Deployment in the namespace `shop` whose pods are labelled `app: <name>`. */
export function deployment(name: string, pod: unknown = { containers: [{ name }] }): Manifest {
  return manifest("Deployment", name, {
    spec: { template: { metadata: { labels: { app: name } }, spec: pod } },
  });
}

/** The workload of a Deployment with a pod like this. */
export function workloadWith(pod: unknown, name = "web"): Workload {
  return workloadOf(deployment(name, pod))!;
}

/** Each diagnostic as `code path`. */
export function said(ctx: Pick<ConvertContext, "diagnostics">): string[] {
  return [...ctx.diagnostics].map(({ code, path }) =>
    path === undefined ? code : `${code} ${path}`
  );
}

/** Files by path, as `mode content`. */
export function written(ctx: Pick<ConvertContext, "files">): Record<string, string> {
  return Object.fromEntries(
    [...ctx.files.entries()].map(([path, { content, mode }]) => [
      path,
      `${mode.toString(8)} ${typeof content === "string" ? content : `[${content.join(" ")}]`}`,
    ]),
  );
}

/** Numbers from 0 up to `limit`, the same ones on each run. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

/**
 * How many times longer a call takes on four times the text. Linear time gives about 4, quadratic
 * time 16; what is over in a moment counts as linear.
 */
export function slowdown(textOf: (size: number) => string, call: (text: string) => void): number {
  const size = 20_000;
  return bestTime(textOf(4 * size), call) / Math.max(bestTime(textOf(size), call), 20);
}

/** The shortest of some runs: a busy machine makes a run longer, never shorter. */
function bestTime(text: string, call: (text: string) => void): number {
  return Math.min(...Array.from({ length: 3 }, () => {
    const start = performance.now();
    call(text);
    return performance.now() - start;
  }));
}
