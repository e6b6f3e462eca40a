/**
 * A context to test with: workloads, settings, and nothing else.
 *
 * @module
 */

import {
  type Config,
  type ConvertContext,
  Diagnostics,
  type Manifest,
  ResourceIndex,
  ServiceIndex,
  WorkloadIndex,
  workloadOf,
} from "@dekube/engine/pacts";

/** A context that holds these workloads. */
export function fakeContext(
  manifests: Manifest[],
  config: Partial<Config> = {},
): ConvertContext {
  const workloads = new WorkloadIndex();
  for (const manifest of manifests) workloads.add(workloadOf(manifest)!);
  return {
    manifests: new Map(),
    addManifest: () => {},
    config: { volumeRoot: "./data", volumes: {}, overrides: {}, ...config } as Config,
    extensionConfig: {},
    configMaps: new ResourceIndex(),
    secrets: new ResourceIndex(),
    services: new ServiceIndex(workloads),
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: [],
    composeExtras: { volumes: {}, networks: {} },
    files: {
      write: () => {},
      get: () => undefined,
      has: () => false,
      entries: () => [],
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
}

/** A Deployment with a pod of this spec. */
export function deployment(name: string, pod: object): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { template: { spec: pod } },
  };
}
