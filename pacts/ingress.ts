/**
 * Routes of the reverse proxy.
 *
 * @module
 */

import type { ConvertContext } from "./context.ts";
import {
  entries,
  type Ingress,
  type IngressBackend,
  isMapping,
  items,
  type Manifest,
  namespaceOf,
  type ResourceId,
  text,
} from "./kubernetes.ts";
import { resolveService, servicePortKey, targetPortOf } from "./services.ts";

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
  /** Answer with a redirect to this URL instead. */
  redirect?: { to: string; status: number };
  /** Ask this URL first; pass these of its response headers on. */
  forwardAuth?: { url: string; responseHeaders: string[]; signin?: string };
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

/** A restriction that an annotation asks for. */
export interface AccessRestriction {
  /** What it asks for. */
  guard: Guard;
  /** The annotation that asks for it. */
  annotation: string;
}

/** Ends of annotation names that restrict access, whichever controller's they are. */
const GUARD_ANNOTATIONS: readonly [RegExp, Guard][] = [
  [/[/.](auth-url|auth-forward|oauth)$/, "forwardAuth"],
  [/[/.](auth-type|auth-secret|auth-realm|basic-auth-secret)$/, "basicAuth"],
  [
    /[/.]((white|allow|deny|black|block)-?list(-source-range)?|inbound-cidrs)$/,
    "allowedSources",
  ],
  [
    /[/.](auth-tls-secret|auth-tls-verify-client|client-ca)$/,
    "clientCertificate",
  ],
  [
    /[/.](jwt-key|jwt-realm|policies|enable-opa|enable-modsecurity|plugins|plugin-config-name)$/,
    "other",
  ],
];

/** Annotations that hold lines of the proxy's own config. */
const SNIPPET = /-snippets?$|\/config-(backend|frontend|defaults|global|sections|proxy|tcp)/;

/** Directives of nginx and HAProxy that restrict access, where a snippet has them. */
const GUARD_DIRECTIVES: readonly [RegExp, Guard][] = [
  [/(^|[\s;{}])auth_request\s/, "forwardAuth"],
  [/(^|[\s;{}])(auth_basic(_user_file)?\s|http-request\s+auth(\s|$))/, "basicAuth"],
  [/(^|[\s;{}])(deny|allow|reject|silent-drop|tarpit)(\s|$)/, "allowedSources"],
  [/(^|[\s;{}])ssl_verify_client\s/, "clientCertificate"],
  [
    /(^|[\s;{}])(return\s+4(0[134]|44)|auth_jwt\s|satisfy\s|secure_link\s|access_by_lua)/,
    "other",
  ],
];

/** Kinds of restriction in the spec of a Traefik Middleware. */
const GUARD_MIDDLEWARES: Record<string, Guard> = {
  forwardAuth: "forwardAuth",
  basicAuth: "basicAuth",
  digestAuth: "basicAuth",
  ipAllowList: "allowedSources",
  ipWhiteList: "allowedSources",
  passTLSClientCert: "other",
  plugin: "other",
};

/**
 * The restrictions of access that an Ingress's annotations ask for, whichever ingress controller
 * they are written for. A route that does not keep them all must answer 403.
 *
 * @example
 * ```ts
 * import { accessRestrictions } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const annotation = "nginx.ingress.kubernetes.io/auth-url";
 * const ingress = { kind: "Ingress", metadata: { name: "x", annotations: { [annotation]: "http://a" } } };
 * assertEquals(accessRestrictions(ingress, { manifests: new Map() }), [
 *   { guard: "forwardAuth", annotation },
 * ]);
 * ```
 */
export function accessRestrictions(
  manifest: Ingress,
  ctx: Pick<ConvertContext, "manifests">,
): AccessRestriction[] {
  const found: AccessRestriction[] = [];
  for (const [annotation, value] of entries(manifest.metadata.annotations)) {
    const written = text(value).trim();
    if (["", "false", "off", "none"].includes(written.toLowerCase())) continue;
    for (const [name, guard] of GUARD_ANNOTATIONS) {
      if (name.test(annotation)) found.push({ guard, annotation });
    }
    if (SNIPPET.test(annotation)) {
      for (const [directive, guard] of GUARD_DIRECTIVES) {
        if (directive.test(written)) found.push({ guard, annotation });
      }
    }
    const guards = annotation.endsWith("/router.middlewares")
      ? middlewareGuards(written, ctx)
      : annotation.endsWith("/router.tls.options")
      ? tlsGuards(written, ctx)
      : [];
    found.push(...guards.map((guard) => ({ guard, annotation })));
  }
  return found;
}

/**
 * `ns-name@kubernetescrd,…`: what the Middlewares restrict, those in a chain too; one that is not
 * among the manifests might restrict anything.
 */
function middlewareGuards(
  value: string,
  ctx: Pick<ConvertContext, "manifests">,
): Guard[] {
  const middlewares = byTraefikName("Middleware", ctx);
  const guards: Guard[] = [];
  const seen = new Set<string>();
  const references = value.split(",").map((part) => part.trim().replace(/@.*$/, ""));
  for (const reference of references.filter(Boolean)) visit(reference);
  return guards;

  function visit(reference: string): void {
    if (seen.has(reference)) return;
    seen.add(reference);
    const middleware = middlewares.get(reference);
    const spec = middleware?.spec;
    if (!middleware || !isMapping(spec)) {
      guards.push("other");
      return;
    }
    for (const key of Object.keys(spec)) {
      if (Object.hasOwn(GUARD_MIDDLEWARES, key)) guards.push(GUARD_MIDDLEWARES[key]);
    }
    const chain = isMapping(spec.chain) ? spec.chain.middlewares : undefined;
    for (const link of items(chain as Record<string, unknown>[] | null)) {
      visit(`${text(link.namespace) || namespaceOf(middleware)}-${text(link.name)}`);
    }
  }
}

/** `ns-name@kubernetescrd`: whether a TLSOption asks for client certificates. */
function tlsGuards(value: string, ctx: Pick<ConvertContext, "manifests">): Guard[] {
  const reference = value.replace(/@.*$/, "");
  if (reference === "default") return [];
  const spec = byTraefikName("TLSOption", ctx).get(reference)?.spec;
  if (!isMapping(spec)) return ["other"];
  return isMapping(spec.clientAuth) ? ["clientCertificate"] : [];
}

/** Traefik's own objects by the names that annotations give them. */
function byTraefikName(
  kind: string,
  ctx: Pick<ConvertContext, "manifests">,
): Map<string, Manifest> {
  const found = ctx.manifests.get(kind) ?? [];
  return new Map(found.map((item) => [`${namespaceOf(item)}-${item.metadata.name}`, item]));
}
