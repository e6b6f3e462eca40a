/**
 * The objects that operators make.
 *
 * @module
 */

import {
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  textMap,
} from "@dekube/engine/pacts";

/** What stands in an object beside its kind and name. */
export interface Made {
  apiVersion?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

/** An object beside the one that it is made of. */
export function madeOf(
  cr: Manifest,
  kind: string,
  name: string,
  content: object,
  { apiVersion = "v1", labels, annotations }: Made = {},
): Manifest {
  const namespace = namespaceOf(cr);
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

/** A port of a Service, the same in the pod. */
export interface NamedPort {
  name: string;
  port: number;
}

/** A Service that leads to pods by their labels. */
export function serviceOf(
  cr: Manifest,
  name: string,
  selector: Readonly<Record<string, string>>,
  ports: readonly NamedPort[],
  more: Made & { type?: string; headless?: boolean } = {},
): Manifest {
  const { type = "", headless = false, ...made } = more;
  return madeOf(cr, "Service", name, {
    spec: {
      ...(headless ? { clusterIP: "None", publishNotReadyAddresses: true } : {}),
      ...(["LoadBalancer", "NodePort"].includes(type) ? { type } : {}),
      selector: { ...selector },
      ports: ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: "TCP" })),
    },
  }, { labels: selector, ...made });
}

/** Annotations of a Service: those that the resource says for it, behind its own. */
export function annotationsFor(cr: Manifest, own: unknown): Record<string, string> {
  const { "kubectl.kubernetes.io/last-applied-configuration": _, ...inherited } = textMap(
    cr.metadata.annotations,
  );
  return { ...inherited, ...textMap(own) };
}

/** The fields of a mapping that say something, by the names that they have in the other one. */
export function renamed(
  source: Mapping,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => isSaid(source[from]) ? [[to, source[from]]] : []),
  );
}

/** The fields of a mapping that say something; names may stand in one text. */
export function picked(source: Mapping, names: string): Record<string, unknown> {
  return renamed(source, Object.fromEntries(names.split(" ").map((name) => [name, name])));
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A probe of the resource's own, with what asks the server where it says nothing of how. */
export function probeOf(given: unknown, ask: readonly string[]): Mapping {
  const probe = mapping(given);
  const asks = ["exec", "httpGet", "tcpSocket", "grpc"].some((way) => isMapping(probe[way]));
  // Older versions have a `handler`.
  const { handler, ...rest } = probe;
  if (asks) return rest;
  return isMapping(handler) ? { ...rest, ...handler } : { ...rest, exec: { command: [...ask] } };
}
