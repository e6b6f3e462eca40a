/**
 * Resources for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { namesOf as namesIn, testConversion } from "@dekube/engine/testing";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import * as rabbitmq from "./mod.ts";

export { fileOf, said as codes } from "@dekube/engine/testing";

/** A resource of the operators in the namespace `shop`. */
export function resource(
  kind: string,
  name: string,
  spec: unknown,
  metadata: object = {},
): Manifest {
  return {
    apiVersion: `rabbitmq.com/${kind === "SuperStream" ? "v1alpha1" : "v1beta1"}`,
    kind,
    metadata: { name, namespace: "shop", ...metadata },
    spec,
  };
}

/** Something that is declared in the broker `mq`. */
export function declared(
  kind: string,
  name: string,
  spec: object,
  metadata: object = {},
): Manifest {
  return resource(kind, name, { rabbitmqClusterReference: { name: "mq" }, ...spec }, metadata);
}

/** Any other object in the namespace `shop`. */
export function object(kind: string, name: string, content: object, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...content };
}

/** Converts manifests with this extension and those that it needs. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: Partial<Config>; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([workload, emptydir, rabbitmq], manifests, {
    config,
    account: true,
    firstRun: true,
    ...previous ? { previous: previous.files } : {},
  });
}

/** The names by which a service is found, in the namespace itself. */
export const namesOf = (conversion: Conversion, service: string): string[] =>
  namesIn(conversion, service, "shop");
