/**
 * Objects that operators make of one of theirs, beside it.
 *
 * @module
 */

import { type Manifest, namespaceOf } from "./manifest.ts";
import type { Mapping } from "./read.ts";

/** What an object has beside its kind, its name and its content. */
export interface MadeObjectOptions {
  /** `v1`, where it is left out. */
  apiVersion?: string;
  /** Its labels. */
  labels?: Readonly<Record<string, string>>;
  /** Its annotations. */
  annotations?: Readonly<Record<string, string>>;
}

/**
 * An object in the namespace of the one that it is made of.
 *
 * @example
 * ```ts
 * import { objectBeside } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const cache = { kind: "Cache", metadata: { name: "web", namespace: "shop" } };
 * assertEquals(objectBeside(cache, "ConfigMap", "web-config", { data: { size: "1" } }), {
 *   apiVersion: "v1",
 *   kind: "ConfigMap",
 *   metadata: { name: "web-config", namespace: "shop" },
 *   data: { size: "1" },
 * });
 * ```
 */
export function objectBeside(
  origin: Manifest,
  kind: string,
  name: string,
  content: object,
  { apiVersion = "v1", labels, annotations }: MadeObjectOptions = {},
): Manifest {
  const namespace = namespaceOf(origin);
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === "" ? {} : { namespace }),
      ...(labels ? { labels: { ...labels } } : {}),
      ...(annotations && Object.keys(annotations).length > 0
        ? { annotations: { ...annotations } }
        : {}),
    },
    ...content,
  };
}

/** A port of a Service, the same as in the pod. */
export interface MadePort {
  /** Its name. */
  name: string;
  /** Its number. */
  port: number;
}

/**
 * A Service in the namespace of the object that it is made of, which leads to pods by their labels.
 *
 * @example
 * ```ts
 * import { serviceBeside } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const cache = { kind: "Cache", metadata: { name: "web", namespace: "shop" } };
 * const service = serviceBeside(cache, "web-nodes", { app: "web" }, [{ name: "redis", port: 6379 }], {
 *   headless: true,
 * });
 * assertEquals(service.spec, {
 *   clusterIP: "None",
 *   publishNotReadyAddresses: true,
 *   selector: { app: "web" },
 *   ports: [{ name: "redis", port: 6379, targetPort: 6379, protocol: "TCP" }],
 * });
 * ```
 */
export function serviceBeside(
  origin: Manifest,
  name: string,
  selector: Readonly<Record<string, string>>,
  ports: readonly MadePort[],
  more: MadeObjectOptions & { type?: string; headless?: boolean } = {},
): Manifest {
  const { type = "", headless = false, ...options } = more;
  return objectBeside(origin, "Service", name, {
    spec: {
      ...(headless ? { clusterIP: "None", publishNotReadyAddresses: true } : {}),
      ...(["LoadBalancer", "NodePort"].includes(type) ? { type } : {}),
      selector: { ...selector },
      ports: ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: "TCP" })),
    },
  }, { labels: selector, ...options });
}

/**
 * The fields of a mapping that hold something, of those that are named; names may stand in one text.
 *
 * @example
 * ```ts
 * import { picked } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { affinity: null, tolerations: [], image: "web:1" };
 * assertEquals(picked(spec, "affinity tolerations nodeSelector"), { tolerations: [] });
 * ```
 */
export function picked(source: Mapping, names: string): Mapping {
  return Object.fromEntries(
    names.split(" ").flatMap((name) =>
      source[name] === undefined || source[name] === null ? [] : [[name, source[name]]]
    ),
  );
}
