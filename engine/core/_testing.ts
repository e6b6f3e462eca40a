/**
 * Short words for the tests beside the sources.
 *
 * @module
 */

import {
  type Config,
  type Diagnostic,
  Diagnostics,
  type Manifest,
  type Service,
} from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { WORKLOAD_KINDS } from "../../pacts/kubernetes/mod.ts";
import { clusterScopedKinds } from "./manifests/cluster_scope.ts";
import { createContext, type EngineContext } from "./context.ts";
import { parseManifests } from "./manifests/parse.ts";

/** Kinds that the bundled extensions convert. */
export const CONVERTED = [
  "ConfigMap",
  "Secret",
  "Service",
  "PersistentVolumeClaim",
  "PersistentVolume",
  ...WORKLOAD_KINDS,
];

/** Kinds of Kubernetes' own that belong to no namespace. */
export const CLUSTER_SCOPED = clusterScopedKinds([], []);

/** A context over some manifests, with the kinds converted that the bundled extensions convert. */
export function contextOf(
  manifests: readonly Manifest[] = [],
  config: Partial<Config> = {},
  { firstRun = false, claimedKinds = CONVERTED }: {
    firstRun?: boolean;
    claimedKinds?: readonly string[];
  } = {},
): EngineContext {
  return createContext({
    manifests,
    config: { ...defaultConfig(), ...config },
    claimedKinds: new Set(claimedKinds),
    diagnostics: new Diagnostics(),
    previous: { read: () => undefined },
    firstRun,
    rootCertificates: () => "",
  });
}

/** Manifests of one YAML file, with where they came from. */
export function manifestsOf(text: string, file = "release/all.yaml"): Manifest[] {
  return parseManifests([{ file, text }], new Diagnostics());
}

/** A workload whose pods bear the label `app: <name>`; `id` is `namespace/name`, or a name. */
export function workload(id: string, pod: object = {}, kind = "Deployment"): Manifest {
  const metadata = metadataOf(id);
  return {
    kind,
    metadata,
    spec: {
      template: {
        metadata: { labels: { app: metadata.name } },
        spec: { containers: [{ name: "main", image: "example/main" }], ...pod },
      },
    },
  };
}

/** A Service that selects the pods with the label `app: <app>`, its own name where left out. */
export function service(id: string, app?: string, spec: object = {}): Service {
  const metadata = metadataOf(id);
  return {
    kind: "Service",
    metadata,
    spec: { selector: { app: app ?? metadata.name }, ports: [{ port: 80 }], ...spec },
  };
}

/** Any other manifest. */
export function manifest(kind: string, id: string, rest: object = {}): Manifest {
  return { kind, metadata: metadataOf(id), ...rest };
}

function metadataOf(id: string): { name: string; namespace?: string } {
  const [namespace, name] = id.includes("/") ? id.split("/") : ["", id];
  return namespace ? { name, namespace } : { name };
}

/** What was said, each as `severity code: message`. */
export function said(diagnostics: Iterable<Diagnostic>): string[] {
  return [...diagnostics].map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

/** The codes of what was said. */
export function codes(diagnostics: Iterable<Diagnostic>): string[] {
  return [...diagnostics].map(({ code }) => code);
}
