/**
 * Short words for the tests beside the sources.
 *
 * @module
 */

import {
  buildAliasMap,
  buildServicePortMap,
  type Config,
  type ConvertContext,
  defaultConfig,
  type Diagnostic,
  Diagnostics,
  type Manifest,
  type Service,
  WORKLOAD_KINDS,
} from "../../pacts/mod.ts";
import { createContext } from "./context.ts";
import { parseManifests } from "./parse.ts";

/** A context over some manifests, its look-ups filled as the bundled indexers do. */
export function contextOf(
  manifests: readonly Manifest[] = [],
  config: Partial<Config> = {},
  { firstRun = false, claimedKinds = WORKLOAD_KINDS }: {
    firstRun?: boolean;
    claimedKinds?: readonly string[];
  } = {},
): ConvertContext {
  const ctx = createContext({
    manifests,
    config: { ...defaultConfig(), ...config },
    claimedKinds: new Set(claimedKinds),
    diagnostics: new Diagnostics(),
    previous: { read: () => undefined },
    firstRun,
    rootCertificates: () => "",
  });
  for (const map of ctx.manifests.get("ConfigMap") ?? []) ctx.configMaps.set(map);
  for (const secret of ctx.manifests.get("Secret") ?? []) ctx.secrets.set(secret);
  for (const service of ctx.manifests.get("Service") ?? []) ctx.services.add(service);
  for (const [key, names] of buildAliasMap(ctx)) ctx.aliasMap.set(key, names);
  for (const [key, port] of buildServicePortMap(ctx)) ctx.servicePortMap.set(key, port);
  return ctx;
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
