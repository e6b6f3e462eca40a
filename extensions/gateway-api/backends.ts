/**
 * Backends of rules.
 *
 * @module
 */

import {
  list,
  type Manifest,
  type Mapping,
  namespaceOf,
  resolveBackend,
  text,
} from "@dekube/engine/pacts";
import type { BackendAddress, ObjectRef } from "@dekube/engine/pacts/ingress";
import type { ServicePort } from "@dekube/engine/pacts/kubernetes";
import { grantToAdd, ungranted } from "./grants.ts";
import type { World } from "./world.ts";

/** Where a reference leads, or why nowhere: then its share of requests is answered with 500. */
export type Backend = BackendAddress | { problem: string };

/** Whether a reference leads somewhere. */
export function isAddress(backend: Backend): backend is BackendAddress {
  return "upstream" in backend;
}

/** Where a reference of a route leads, and how it is spoken to there. */
export function backendOf(route: Manifest, ref: Mapping, world: World): Backend {
  const found = serviceOf(route, ref, world);
  if (!("upstream" in found)) return found;
  const { upstream, service, port } = found;
  const tls = world.policies.of(service, text(port?.name));
  if (tls && "problem" in tls) {
    return {
      problem:
        `the BackendTLSPolicy of the Service "${service.name}" can't be kept: ${tls.problem}`,
    };
  }
  if (tls) return { upstream, scheme: "https", ...tls };
  return { upstream, scheme: schemeOf(route, text(port?.appProtocol)) };
}

/** A Service that a reference leads to. */
interface ReferredService extends BackendAddress {
  /** Its name and namespace. */
  service: ObjectRef;
  /** Its port. */
  port?: ServicePort;
}

/** Where a reference of a route leads, whatever is spoken there. */
export function serviceOf(
  route: Manifest,
  ref: Mapping,
  { ctx, grants }: World,
): ReferredService | { problem: string } {
  const [group, kind, name] = [text(ref.group), text(ref.kind) || "Service", text(ref.name)];
  const namespace = text(ref.namespace) || namespaceOf(route);
  if (group !== "" || kind !== "Service") {
    return { problem: `a backend is a Service here, and not a ${kind}` };
  }
  const from = { kind: route.kind, namespace: namespaceOf(route) };
  const to = { group, kind, namespace, name };
  if (!grants.allow(from, to)) {
    return { problem: `${ungranted(from, "refer to", to)}. ${grantToAdd(from, to)}` };
  }
  const named = { service: { name, port: { number: Number(text(ref.port)) } } };
  const found = resolveBackend(named, namespace, ctx);
  if (!found?.service) {
    const problem =
      `there is no Service "${name}" in the namespace "${namespace}". Add it to the manifests`;
    return { problem };
  }
  // The standard wants one, and nothing says which of several would be meant.
  if (text(ref.port) === "") {
    return { problem: `it names no port of the Service "${name}". Name one (port)` };
  }
  if (!found.port && list(found.service.spec?.ports).length > 0) {
    const problem = `the Service "${name}" has no port ${text(ref.port)}. Name one that it has`;
    return { problem };
  }
  const { upstream, port, ref: service } = found;
  return { upstream, scheme: "http", service, ...(port ? { port } : {}) };
}

/** How a Service says that it is spoken to. */
function schemeOf({ kind }: Manifest, appProtocol: string): BackendAddress["scheme"] {
  switch (appProtocol.toLowerCase()) {
    case "kubernetes.io/h2c":
      return "h2c";
    case "kubernetes.io/wss":
    case "https":
      return "https";
    default:
      return kind === "GRPCRoute" ? "h2c" : "http";
  }
}
