/**
 * A context to convert in, without an engine.
 *
 * @module
 */

import {
  type Config,
  type ConvertContext,
  Diagnostics,
  type ExtensionConfig,
  type IngressEntry,
  type OutputFile,
  ResourceIndex,
  type Secret,
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

/** What a test knows of the world. */
export interface World {
  /** dekube.yaml. */
  config?: Partial<Config>;
  /** `extensions.caddy` in it. */
  settings?: ExtensionConfig;
  /** Secrets among the manifests. */
  secrets?: Secret[];
  /** Services among the manifests. */
  services?: Service[];
}

/** A context that keeps the files that are written. */
export function fakeContext(
  { config = {}, settings = {}, secrets = [], services = [] }: World = {},
): ConvertContext {
  const workloads = new WorkloadIndex();
  const serviceIndex = new ServiceIndex(workloads);
  for (const service of services) serviceIndex.add(service);
  const secretIndex = new ResourceIndex<Secret>();
  for (const secret of secrets) secretIndex.set(secret);
  const files = new Map<string, OutputFile>();
  return {
    manifests: new Map(),
    addManifest: () => {},
    config: { ...CONFIG, ...config },
    extensionConfig: settings,
    configMaps: new ResourceIndex(),
    secrets: secretIndex,
    services: serviceIndex,
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: [],
    composeExtras: { volumes: {}, networks: {} },
    files: {
      write: (path, content, { mode = 0o644 } = {}) => files.set(path, { content, mode }),
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

/** Codes of what a conversion had to say. */
export function codes(ctx: ConvertContext): string[] {
  return [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
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

/** A Secret in the namespace `shop` with some text. */
export function secret(name: string, data: Record<string, string>): Secret {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData: data };
}
