/**
 * Objects that inputs are put together from. All of it is deterministic: the same n gives the same bytes.
 *
 * @module
 */

import type { Config } from "@dekube/engine/pacts";

/** What goes into a conversion. */
export interface Input {
  /** Manifests, as YAML. */
  text: string;
  /** Settings of dekube.yaml. */
  config?: Partial<Config>;
}

/** An input by its size. */
export type Shape = (n: number) => Input;

/** 0 … n-1. */
export function numbers(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/** Documents of JSON, which is YAML. */
export function documents(objects: readonly object[]): string {
  return objects.map((object) => JSON.stringify(object)).join("\n---\n");
}

/** An object of a namespace. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown> = {},
): object {
  const { metadata, ...others } = rest;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: "shop", ...metadata as object },
    ...others,
  };
}

/** A Pod with these labels. */
export function pod(name: string, labels: Record<string, string>, spec: object = {}): object {
  return object("v1", "Pod", name, {
    metadata: { labels },
    spec: {
      containers: [{
        name: "app",
        image: "example/app:1",
        ports: [{ name: "http", containerPort: 8080 }],
      }],
      ...spec,
    },
  });
}

/** A container with these keys. */
export function container(keys: object): object {
  return { name: "app", image: "example/app:1", ...keys };
}

/** A Service that selects these labels. */
export function service(
  name: string,
  selector: Record<string, string>,
  spec: object = {},
  metadata: object = {},
): object {
  return object("v1", "Service", name, {
    metadata,
    spec: { selector, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
  });
}
