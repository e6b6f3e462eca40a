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
import type { BackendAddress } from "@dekube/engine/pacts/ingress";
import type { World } from "./world.ts";

/** Where a reference leads, or why nowhere: then its share of requests is answered with 500. */
export type Backend = BackendAddress | { problem: string };

/** Whether a reference leads somewhere. */
export function isAddress(backend: Backend): backend is BackendAddress {
  return "upstream" in backend;
}

/** Where a reference of a route leads. */
export function backendOf(route: Manifest, ref: Mapping, world: World): Backend {
  const { ctx, grants, policies } = world;
  const [group, kind, name] = [text(ref.group), text(ref.kind) || "Service", text(ref.name)];
  const namespace = text(ref.namespace) || namespaceOf(route);
  if (group !== "" || kind !== "Service") {
    return { problem: `a backend is a Service here, and not a ${kind}` };
  }
  const from = { kind: route.kind, namespace: namespaceOf(route) };
  if (!grants.allow(from, { group, kind, namespace, name })) {
    return {
      problem:
        `no ReferenceGrant in "${namespace}" lets a ${route.kind} of "${from.namespace}" refer to the Service "${name}"`,
    };
  }
  const named = { service: { name, port: { number: Number(text(ref.port)) } } };
  const found = resolveBackend(named, namespace, ctx);
  if (!found?.service) {
    return { problem: `there is no Service "${name}" in the manifests. Add it to them` };
  }
  if (!found.port && list(found.service.spec?.ports).length > 0) {
    return { problem: `the Service "${name}" has no port ${text(ref.port) || "of no number"}` };
  }
  const tls = policies.of(found.ref, text(found.port?.name));
  if (tls && "problem" in tls) {
    return {
      problem: `the BackendTLSPolicy of the Service "${name}" can't be kept: ${tls.problem}`,
    };
  }
  const { upstream } = found;
  if (tls) return { upstream, scheme: "https", ...tls };
  return { upstream, scheme: schemeOf(route, text(found.port?.appProtocol)) };
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
