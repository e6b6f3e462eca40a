/**
 * Routes of the reverse proxy.
 *
 * @module
 */

import type { Ingress } from "../kubernetes/types.ts";
import type { ResourceId } from "../manifest.ts";
import type { BackendAddress } from "./backend_address.ts";
import type { Cors } from "./cors.ts";
import type { ForwardAuth } from "./guard.ts";
import type { HeaderChanges } from "./header_changes.ts";
import type { ObjectRef } from "./object_ref.ts";
import type { RequestMatch } from "./request_match.ts";

/** What a route is served over. */
export type Protocol = "http" | "https";

/** A version of TLS. */
export type TlsVersion = "1.0" | "1.1" | "1.2" | "1.3";

/** How TLS of clients ends at the proxy. */
export interface TlsTermination {
  /** Secret with the certificate for the host (`spec.tls[].secretName`); absent: the proxy has one of its own. */
  secret?: ObjectRef;
  /** Oldest version that a client may speak. */
  minVersion?: TlsVersion;
  /** Newest version that a client may speak. */
  maxVersion?: TlsVersion;
}

/** One of several backends that share a route's requests, or an answer in its place. */
export interface WeightedBackend extends Partial<BackendAddress> {
  /** Its share: of all backends' weights together. */
  weight: number;
  /** Its requests are answered with this status. */
  status?: number;
  /** New path for its requests, behind the route's own change of it. */
  rewrite?: IngressEntry["rewrite"];
  /** Its requests are answered with a redirect to this URL, a template. */
  redirect?: IngressEntry["redirect"];
  /** What becomes of the headers of its requests; values are templates. */
  requestHeaders?: HeaderChanges;
  /** What becomes of the headers of its answers. */
  responseHeaders?: HeaderChanges;
}

/**
 * One route: where requests for a host and a path go.
 *
 * Some texts are templates, which may hold `$scheme`, `$host`, `$http_host` (with the port that the client named),
 * `$method`, `$request_uri` (path and query as the client sent them), `$escaped_request_uri` (the same,
 * percent-encoded), `$uri` (path and query as `stripPrefix` and `rewrite` leave them), `$remote_addr`, `$server_port`,
 * `$request_id` and `$forwarded_for` (the `X-Forwarded-For` that the client sent). `$$` is a dollar sign. A `$` before
 * anything else means itself.
 */
export interface IngressEntry extends BackendAddress {
  /** Host name, `*.example.com`, or empty for any host. */
  host: string;
  /** Path, beginning with `/`; a regular expression where `pathType` is `Regex`. */
  path: string;
  /**
   * `Prefix` (the default) matches whole path segments, `Exact` the path alone. `Regex` is anchored at the
   * path's beginning, open at its end, and minds case.
   */
  pathType?: "Prefix" | "Exact" | "Regex";
  /** What a request must be beside. */
  match?: RequestMatch;
  /** Of a host's routes, those with a higher one are tried first (0); among equals the most specific is. */
  priority?: number;
  /** What it is served over; absent: HTTPS where it has `tls`, else HTTP. */
  protocols?: readonly Protocol[];
  /** How TLS ends at the proxy; absent: not at all, or as the proxy has it. */
  tls?: TlsTermination;
  /**
   * Status that requests over HTTP are sent on to HTTPS with, where the route is not served over HTTP. Absent: 308 where
   * `protocols` is absent, too; else HTTP knows nothing of the route.
   */
  httpsRedirect?: number;
  /** The object that it came from. */
  resource?: ResourceId;
  /**
   * Backends that share its requests. Its own `upstream` is then the one that a proxy sends all of them to that can't
   * share them.
   */
  backends?: readonly WeightedBackend[];
  /** Backends that get a copy of each request, and whose answers nobody gets; a share of them, from 0 to 1. */
  mirrors?: readonly (BackendAddress & { share?: number })[];
  /** Prefix to take off the path. */
  stripPrefix?: string;
  /**
   * New path for a request: where `pattern` matches the path, `replacement` takes the place of all of it, with groups
   * `$1` ...; it may hold a `?query`.
   */
  rewrite?: { pattern: string; replacement: string };
  /** What becomes of a request's headers; values are templates. */
  requestHeaders?: HeaderChanges;
  /** What becomes of an answer's headers; values mean themselves. */
  responseHeaders?: HeaderChanges;
  /** Which other origins' pages may use it. */
  cors?: Cors;
  /** Largest request body as nginx writes sizes, in powers of 1024: `20m`, `1g`; `0` for no limit. */
  maxBodySize?: string;
  /**
   * Timeouts towards the backend, in seconds: between two reads, between two writes, to connect, and for the whole
   * answer to begin.
   */
  timeouts?: { read?: number; send?: number; connect?: number; answer?: number };
  /** How often a request is sent in all, where the backend can't be reached or answers with one of `statuses`. */
  retries?: { attempts: number; statuses?: readonly number[] };
  /** Whether the proxy keeps the whole of a request, or of an answer, before it passes it on. */
  buffering?: { requests?: boolean; responses?: boolean };
  /** `false`: its requests are not in the proxy's log. */
  accessLog?: boolean;
  /** Answers are compressed, where the client takes that. */
  compress?: boolean;
  /** It carries gRPC, which is HTTP/2: clients may speak that over plain HTTP, too. */
  grpc?: boolean;
  /**
   * Answer with a redirect to this URL, a template, instead. Where it leads to the proxy itself and names no port, it
   * gets the one that the host publishes the proxy at.
   */
  redirect?: { to: string; status: number };
  /** Answer with this status, and a text, instead. */
  answer?: { status: number; body?: string };
  /** Ask another server first whether a request may come in. */
  forwardAuth?: ForwardAuth;
  /** Ask for a password: user -> hash, as in an htpasswd file; `secret` says where they are from. */
  basicAuth?: { realm?: string; users: Record<string, string>; secret?: ObjectRef };
  /** Let only these networks in (CIDR). */
  allowedSources?: string[];
  /** Ask for a client certificate signed by the `ca.crt` of this Secret. */
  clientCertificate?: ObjectRef;
  /** Requests per second and client. */
  rateLimit?: { average: number; burst?: number };
  /** Connections at a time per client. */
  connectionLimit?: number;
  /** Catches what no other entry of the host does. */
  defaultBackend?: boolean;
  /**
   * The Ingress that an operator would have made for the route in a cluster: the guards that its class's controller keeps
   * hold for the route. For converters; a route that a proxy gets has none.
   */
  ingress?: Ingress;
  /** Answer 403, and why: a restriction that can't be kept. */
  denied?: string;
  /** Lines for the proxy's config as they stand. Deprecated: they tie an extension to one proxy. */
  extraDirectives?: string[];
}
