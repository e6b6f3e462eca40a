/**
 * What tests of the contracts have in common.
 *
 * @module
 */

import type { Config } from "./config.ts";
import type { IngressEntry } from "./ingress/entry.ts";
import type { Service } from "./kubernetes/types.ts";
import { type Workload, workloadOf } from "./kubernetes/workloads.ts";
import type { Manifest } from "./manifest.ts";
import { type TestContext, testContext } from "@dekube/engine/testing";

export { said, written } from "@dekube/engine/testing";

/** A context that knows these manifests, under this config. */
export function contextOf(
  manifests: readonly Manifest[],
  config: Partial<Config> = {},
): TestContext {
  return testContext(manifests, { config });
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

/** A route of `shop.example` to port 80 of `web`. */
export function entry(fields: Partial<IngressEntry> = {}): IngressEntry {
  return {
    host: "shop.example",
    path: "/",
    upstream: "web.shop.svc.cluster.local:80",
    scheme: "http",
    ...fields,
  };
}

/** A certificate of an authority that nobody has the key of; valid until 2126. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBejCCASGgAwIBAgIUMF5q9Ng0GpEi9kOOgck2UCoLQZYwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjIwNjQ5NTlaGA8yMTI2MTAyOTA2
NDk1OVowEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABE2E42MmLuKo9QulTfWKz0HcEETHNoIZqyz7PspOH2dQbiknUx1B2FVUqqvn
ZJeXKzWqqPaGItwY+zlxd/msAdajUzBRMB0GA1UdDgQWBBQwu9/F9ue1A16F7ny1
MsVXFUP9ujAfBgNVHSMEGDAWgBQwu9/F9ue1A16F7ny1MsVXFUP9ujAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIC/NAO/vLvqtv1WQ9RYw7/ctdB5G
E6UGr/J/olGF7IEDAiBI3e6Ox+boomQbG3WNdqlnivzIKokVkSdWHJWpQeLh2Q==
-----END CERTIFICATE-----
`;

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

/** Where something lies in a value: keys and indices. */
export type Path = readonly (string | number)[];

/** Paths to each node of a value, itself left out. */
export function* pathsIn(value: unknown, path: Path = []): Iterable<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** A copy of a value that has another one at a path. */
export function withValue(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(whole) as Record<string | number, unknown>;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

/** A Deployment `app` in the namespace `shop` that has texts, or values of Secrets, in its environment. */
export function app(env: Record<string, string | [secret: string, key: string]>): Manifest {
  const variables = Object.entries(env).map(([name, value]) =>
    typeof value === "string"
      ? { name, value }
      : { name, valueFrom: { secretKeyRef: { name: value[0], key: value[1] } } }
  );
  const template = { spec: { containers: [{ name: "app", image: "app", env: variables }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "app", namespace: "shop" },
    spec: { template },
  };
}
