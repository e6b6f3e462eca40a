/**
 * Conversions for tests: the engine with the indexers and the workload extension.
 *
 * @module
 */

import { convert } from "@dekube/engine";
import type {
  ComposeProject,
  ComposeService,
  Config,
  Diagnostic,
  OutputFiles,
} from "@dekube/engine/pacts";
import { ConfigMapIndexer } from "@dekube/configmap-indexer";
import { PvcIndexer } from "@dekube/pvc-indexer";
import { SecretIndexer } from "@dekube/secret-indexer";
import { ServiceIndexer } from "@dekube/service-indexer";
import { WorkloadProvider } from "./mod.ts";

/** What came of a conversion. */
export interface Converted {
  project: ComposeProject;
  services: Record<string, ComposeService>;
  files: OutputFiles;
  diagnostics: Diagnostic[];
}

/** Converts manifests with the extensions that a workload needs, and no others. */
export async function convertOne(
  manifests: readonly object[],
  config: Partial<Config> = {},
): Promise<Converted> {
  const { project, files, diagnostics } = await convert(manifests, { name: "demo", ...config }, [
    new ConfigMapIndexer(),
    new SecretIndexer(),
    new PvcIndexer(),
    new ServiceIndexer(),
    new WorkloadProvider(),
  ]);
  return { project, services: project.services, files, diagnostics };
}

/** The main service of a pod, without what every service has. */
export async function serviceOf(
  spec: object,
  others: readonly object[] = [],
  config: Partial<Config> = {},
): Promise<ComposeService> {
  const { services } = await convertOne([workload("Deployment", "web", spec), ...others], config);
  return bare(services.web);
}

/** A service without `image`, `restart`, `labels`, `networks`, which every one has. */
export function bare(service: ComposeService): ComposeService {
  const { image: _image, restart: _restart, labels: _labels, networks: _networks, ...rest } =
    service;
  return rest;
}

/** A workload in the namespace `shop` whose pods are labelled `app: <name>`. */
export function workload(kind: string, name: string, pod: object, spec: object = {}): object {
  const metadata = { name, namespace: "shop" };
  const labels = { app: name };
  if (kind === "Pod") return { kind, metadata: { ...metadata, labels }, spec: pod };
  return { kind, metadata, spec: { template: { metadata: { labels }, spec: pod }, ...spec } };
}

/** A pod of one container. */
export function podOf(container: object, pod: object = {}): object {
  return { containers: [{ name: "app", image: "example/app", ...container }], ...pod };
}

/** A Service in the namespace `shop` that selects the workload of its name. */
export function service(name: string, spec: object = {}): object {
  const metadata = { name, namespace: "shop" };
  return { kind: "Service", metadata, spec: { selector: { app: name }, ...spec } };
}

/** A ConfigMap or Secret in the namespace `shop`. */
export function object(kind: string, name: string, content: object): object {
  return { kind, metadata: { name, namespace: "shop" }, ...content };
}

/** Each diagnostic as `code path`. */
export function said(diagnostics: Iterable<Diagnostic>): string[] {
  return [...diagnostics].map(({ code, path }) => path === undefined ? code : `${code} ${path}`);
}

/** Files by path, as `mode content`. */
export function written(files: OutputFiles): Record<string, string> {
  return Object.fromEntries(
    [...files.entries()].map(([path, { content, mode }]) => [
      path,
      `${mode.toString(8)} ${typeof content === "string" ? content : `[${content.join(" ")}]`}`,
    ]),
  );
}
