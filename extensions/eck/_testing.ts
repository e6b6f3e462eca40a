/**
 * Resources of the Elastic Stack for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import { type Manifest, mapping, type Secret, secretValue } from "@dekube/engine/pacts";
import { testContext, testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import { controller } from "./controller.ts";
import * as eck from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";

/** An object in the namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, content: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...content };
}

/** A set of nodes. */
export function nodeSet(more: object = {}): object {
  return { name: "default", count: 1, config: { "node.store.allow_mmap": false }, ...more };
}

/** An Elasticsearch `search`. */
export function elasticsearch(spec: object = {}, name = "search"): Manifest {
  return object("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", name, {
    spec: { version: "8.17.0", nodeSets: [nodeSet()], ...spec },
  });
}

/** A Kibana `web`, for that Elasticsearch. */
export function kibana(spec: object = {}, name = "web"): Manifest {
  return object("kibana.k8s.elastic.co/v1", "Kibana", name, {
    spec: { version: "8.17.0", count: 1, elasticsearchRef: { name: "search" }, ...spec },
  });
}

/** A Secret. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return object("v1", "Secret", name, { stringData });
}

/** What a controller leaves. */
export async function made(...manifests: Manifest[]): Promise<Manifest[]> {
  return [...(await controller(manifests, testContext([]))).values()].flat();
}

/** A value of a Secret among objects. */
export function valueIn(objects: readonly Manifest[], name: string, key: string): string {
  const found = objects.find(({ kind, metadata }) => kind === "Secret" && metadata.name === name);
  return (found && secretValue(found as Secret, key)) ?? `no ${key} in ${name}`;
}

/** An object, by its kind and name. */
export function find(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** The pod of a workload. */
export function podOf(workload: Manifest): Record<string, unknown> {
  return mapping(mapping(mapping(workload.spec).template).spec);
}

/** Converts with workloads and cert-manager. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: object; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([certManager, workload, emptydir, eck], manifests, {
    config,
    firstRun: true,
    account: true,
    ...previous ? { previous: previous.files } : {},
  });
}
