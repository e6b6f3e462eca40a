/**
 * Where the path of an Ingress leads.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { targetPortOf } from "../kubernetes/services.ts";
import type { IngressBackend, Service, ServicePort } from "../kubernetes/types.ts";
import { namespaceOf } from "../manifest.ts";
import { items, text } from "../read.ts";
import type { ObjectRef } from "./object_ref.ts";

/** Backend of a route. */
export interface ResolvedBackend {
  /** `host:port`, the host by its full cluster name, the port the container's. */
  upstream: string;
  /** Name and namespace of the Service. */
  ref: ObjectRef;
  /** The Service, where there is one. */
  service?: Service;
  /** The port of the Service that is named, where it has such a port. */
  port?: ServicePort;
  /** The port that is named, where the Service has ports and not that one: in the cluster nothing leads to it. */
  missingPort?: string;
}

/**
 * Backend of an Ingress path as an address in the Compose project, `undefined` where
 * it names no Service.
 *
 * @example
 * ```ts
 * import { resolveBackend } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([{
 *   kind: "Service",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { ports: [{ port: 80, targetPort: 8080 }] },
 * }]);
 * const backend = { service: { name: "web", port: { number: 80 } } };
 * assertEquals(resolveBackend(backend, "shop", ctx)?.upstream, "web.shop.svc.cluster.local:8080");
 * ```
 */
export function resolveBackend(
  backend: IngressBackend | null | undefined,
  namespace: string,
  ctx: Pick<ConvertContext, "services">,
): ResolvedBackend | undefined {
  // Before networking.k8s.io/v1 the fields were serviceName and servicePort.
  const old = (backend ?? {}) as {
    serviceName?: unknown;
    servicePort?: unknown;
  };
  const name = text(backend?.service?.name) || text(old.serviceName);
  if (name === "") return undefined;
  const service = ctx.services.get(namespace, name);
  const home = service ? namespaceOf(service) : namespace;
  const port = text(backend?.service?.port?.number) ||
    text(backend?.service?.port?.name) ||
    text(old.servicePort);
  const servicePort = items(service?.spec?.ports)
    .find((item) => port !== "" && (text(item.port) === port || text(item.name) === port));
  const target = (service && ctx.services.targetPort(service, port)) ??
    targetPortOf({ targetPort: port, port: 80 }, []);
  const outside = service && ctx.services.resolve(service)?.externalName;
  const host = outside ?? (home === "" ? name : `${name}.${home}.svc.cluster.local`);
  const isMissing = port !== "" && !servicePort && outside === undefined &&
    items(service?.spec?.ports).length > 0;
  return {
    upstream: `${host}:${target}`,
    ref: { namespace: home, name },
    ...(service ? { service } : {}),
    ...(servicePort ? { port: servicePort } : {}),
    ...(isMissing ? { missingPort: port } : {}),
  };
}
