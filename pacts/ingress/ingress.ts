/**
 * Routes of the reverse proxy.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import {
  type Ingress,
  type IngressBackend,
  namespaceOf,
  type ResourceId,
  text,
} from "../kubernetes.ts";
import { resolveService, servicePortKey, targetPortOf } from "../services.ts";

/** A restriction of who may come in. `other`: one that is known to exist, but not what it asks. */
export type Guard =
  | "forwardAuth"
  | "basicAuth"
  | "allowedSources"
  | "clientCertificate"
  | "other";

/** An object by namespace and name. */
export interface ObjectRef {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
}

/**
 * A server that is asked before each request: it lets in what it answers with 2xx. Texts may hold
 * `$scheme`, `$host`, `$http_host` (with the port that the client named), `$method`, `$request_uri` (path
 * and query as the client sent them) and `$escaped_request_uri` (the same, percent-encoded).
 */
export interface ForwardAuth {
  /** Its URL, as the Ingress's namespace would mean it. */
  url: string;
  /** Method of the question (GET). */
  method?: string;
  /** Headers of the question beside those of the request. */
  requestHeaders?: Record<string, string>;
  /** Headers of its answer that the backend gets; a client's own of these names never come through. */
  responseHeaders: string[];
  /** Where a request that it answers with 401 is sent. */
  signin?: string;
}

/** One route: where requests for a host and a path go. */
export interface IngressEntry {
  /** Host name, `*.example.com`, or empty for any host. */
  host: string;
  /** Path, beginning with `/`; a regular expression where `pathType` is `Regex`. */
  path: string;
  /**
   * `Prefix` (the default) matches whole path segments, `Exact` the path alone. `Regex` is anchored at the
   * path's beginning, open at its end, and minds case.
   */
  pathType?: "Prefix" | "Exact" | "Regex";
  /** `host:port` of the backend, the host by its full cluster name. */
  upstream: string;
  /** How the backend is spoken to. */
  scheme: "http" | "https" | "h2c";
  /** The Ingress that it came from. */
  resource?: ResourceId;
  /** Prefix to take off the path. */
  stripPrefix?: string;
  /**
   * New path for a request: where `pattern` matches the path, `replacement` takes the place of all of it, with groups
   * `$1` ...; it may hold a `?query`.
   */
  rewrite?: { pattern: string; replacement: string };
  /** Secret whose `ca.crt`, else `tls.crt`, the backend's certificate is checked against. */
  serverCaSecret?: ObjectRef;
  /** Name that the backend's certificate must bear. */
  serverSni?: string;
  /** `Host` header for the backend. */
  upstreamHost?: string;
  /** Headers to set on responses. */
  responseHeaders?: Record<string, string>;
  /** Largest request body as nginx writes sizes, in powers of 1024: `20m`, `1g`; `0` for no limit. */
  maxBodySize?: string;
  /** Timeouts towards the backend, in seconds. */
  timeouts?: { read?: number; send?: number; connect?: number };
  /** Secret with the certificate for the host (`spec.tls[].secretName`). */
  tls?: ObjectRef;
  /** Answer with a redirect to this URL instead; it may hold what the texts of {@linkcode ForwardAuth} may. */
  redirect?: { to: string; status: number };
  /** Ask another server first whether a request may come in. */
  forwardAuth?: ForwardAuth;
  /** Ask for a password: user -> hash, as in an htpasswd file. */
  basicAuth?: { realm?: string; users: Record<string, string> };
  /** Let only these networks in (CIDR). */
  allowedSources?: string[];
  /** Ask for a client certificate signed by the `ca.crt` of this Secret. */
  clientCertificate?: ObjectRef;
  /** Requests per second and client. */
  rateLimit?: { average: number; burst?: number };
  /** Catches what no other entry of the host does. */
  defaultBackend?: boolean;
  /** Answer 403, and why: a restriction that can't be kept. */
  denied?: string;
  /** Lines for the proxy's config as they stand. Deprecated: they tie an extension to one proxy. */
  extraDirectives?: string[];
}

/**
 * Class of an Ingress: `spec.ingressClassName`, else the old annotation, lower-cased, then mapped by
 * `ingress_types`. Empty where there is none.
 *
 * @example
 * ```ts
 * import { getIngressClass } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "Internal" } };
 * assertEquals(getIngressClass(ingress, { internal: "nginx" }), "nginx");
 * ```
 */
export function getIngressClass(
  manifest: Ingress,
  ingressTypes: Readonly<Record<string, string>> = {},
): string {
  const name = text(manifest.spec?.ingressClassName) ||
    text(manifest.metadata.annotations?.["kubernetes.io/ingress.class"]);
  const lower = name.toLowerCase();
  const key = [name, lower].find((key) => Object.hasOwn(ingressTypes, key));
  return key === undefined ? lower : ingressTypes[key];
}

/** Backend of a route. */
export interface ResolvedBackend {
  /** `host:port`, the host by its full cluster name, the port the container's. */
  upstream: string;
  /** The Service. */
  service: ObjectRef;
  /** Port as the Ingress names it. */
  port: string;
}

/**
 * Backend of an Ingress path as an address in the Compose project, `undefined` where
 * it names no Service.
 *
 * @example
 * ```ts
 * import { buildServicePortMap, resolveBackend, ServiceIndex, WorkloadIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = new ServiceIndex(new WorkloadIndex());
 * services.add({
 *   kind: "Service",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { ports: [{ port: 80, targetPort: 8080 }] },
 * });
 * const ctx = { services, servicePortMap: buildServicePortMap({ services }) };
 * const backend = { service: { name: "web", port: { number: 80 } } };
 * assertEquals(resolveBackend(backend, "shop", ctx)?.upstream, "web.shop.svc.cluster.local:8080");
 * ```
 */
export function resolveBackend(
  backend: IngressBackend | null | undefined,
  namespace: string,
  ctx: Pick<ConvertContext, "services" | "servicePortMap">,
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
  const target = ctx.servicePortMap.get(servicePortKey(home, name, port)) ??
    targetPortOf({ targetPort: port, port: 80 }, []);
  const outside = resolveService(home, name, ctx)?.externalName;
  const host = outside ?? (home === "" ? name : `${name}.${home}.svc.cluster.local`);
  return {
    upstream: `${host}:${target}`,
    service: { namespace: home, name },
    port,
  };
}
