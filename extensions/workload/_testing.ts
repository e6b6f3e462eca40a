/**
 * Conversions for tests: the engine with the workload extension, and with the kinds known that it needs.
 *
 * @module
 */

import type { Config, RenderedService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { WorkloadProvider } from "./mod.ts";

export { said, written } from "@dekube/engine/testing";

/** What came of a conversion, its services at hand. */
export type Converted = Awaited<ReturnType<typeof testConversion>> & {
  services: Record<string, RenderedService>;
};

/** Converts manifests with the workload extension alone. */
export async function convertOne(
  manifests: readonly object[],
  config: Partial<Config> = {},
): Promise<Converted> {
  const conversion = await testConversion([new WorkloadProvider()], manifests, { config });
  return { ...conversion, services: conversion.project.services };
}

/** The main service of a pod, without what every service has. */
export async function serviceOf(
  spec: object,
  others: readonly object[] = [],
  config: Partial<Config> = {},
): Promise<RenderedService> {
  const { services } = await convertOne([workload("Deployment", "web", spec), ...others], config);
  return bare(services.web);
}

/** A service without `image`, `restart`, `labels`, `networks`, which every one has. */
export function bare(service: RenderedService): RenderedService {
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
