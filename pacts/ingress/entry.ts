/**
 * Routes of the reverse proxy.
 *
 * @module
 */

import type { ResourceId } from "../manifest.ts";

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
