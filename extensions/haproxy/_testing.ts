/**
 * A context to convert in, and manifests for it.
 *
 * @module
 */

import type { Config, ConvertContext, Ingress, Service } from "@dekube/engine/pacts";
import { contextOf } from "../../pacts/_testing.ts";

/** A context that knows the given Services. */
export function fakeContext(
  { services = [], config = {} }: { services?: Service[]; config?: Partial<Config> } = {},
): ConvertContext {
  return contextOf(services, config);
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
