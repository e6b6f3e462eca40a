/**
 * A context to convert in, without an engine.
 *
 * @module
 */

import {
  type Config,
  type ConvertContext,
  Diagnostics,
  type Ingress,
  ResourceIndex,
  type Service,
  ServiceIndex,
  WorkloadIndex,
} from "@dekube/engine/pacts";

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

/** A context that knows the given Services. */
export function fakeContext(
  { services = [], config = {} }: { services?: Service[]; config?: Partial<Config> } = {},
): ConvertContext {
  const workloads = new WorkloadIndex();
  const index = new ServiceIndex(workloads);
  for (const service of services) index.add(service);
  return {
    manifests: new Map(),
    addManifest: () => {},
    config: { ...CONFIG, ...config },
    extensionConfig: {},
    configMaps: new ResourceIndex(),
    secrets: new ResourceIndex(),
    services: index,
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: [],
    composeExtras: { volumes: {}, networks: {} },
    files: { write: () => {}, get: () => undefined, has: () => false, entries: () => [] },
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

/** A Service in the namespace `shop`. */
export function service(name: string, annotations?: Record<string, string>): Service {
  return { kind: "Service", metadata: { name, namespace: "shop", annotations } };
}

/** An Ingress in the namespace `shop`. */
export function ingress(
  spec: unknown,
  annotations?: Record<string, string | null> | null,
): Ingress {
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: spec as Ingress["spec"],
  };
}

/** The backend of a path: port 80 of a Service. */
export function backend(name: string): unknown {
  return { service: { name, port: { number: 80 } } };
}
