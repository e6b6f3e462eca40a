/**
 * Routes of connections that are no HTTP, or that a proxy must not look into.
 *
 * @module
 */

import type { ResourceId } from "../manifest.ts";
import type { TlsTermination } from "./entry.ts";

/** One of several backends that share connections. */
export interface StreamShare {
  /** `host:port`, the host by its full cluster name; absent: its share of connections is refused. */
  upstream?: string;
  /** Its share: of all weights together. */
  weight: number;
}

/**
 * One route of connections: where those to a port go, of TLS those for some names. Routes of one port that differ in
 * their names share it; so does one of bare TCP, which gets what no name is for.
 *
 * The engine checks them, so that a proxy gets sound ones alone: ports are ports, names are host names, and no two
 * routes are for one port and one name.
 */
export interface StreamRoute {
  /** What is spoken: TLS, where the name that a client asks for (SNI) tells routes apart, or anything over TCP or UDP. */
  protocol: "tcp" | "udp" | "tls";
  /** The port that clients know. 443 is that of HTTPS, which a proxy may publish elsewhere. */
  port: number;
  /** Names that clients of TLS ask for: `db.example`, `*.example`; absent or empty: any, or none. */
  hosts?: readonly string[];
  /** `host:port`, the host by its full cluster name. */
  upstream: string;
  /** Backends that share its connections by weight; `upstream` is then the one for a proxy that can't share them. */
  backends?: readonly StreamShare[];
  /** TLS ends at the proxy, and the backend gets what is within; absent: the backend has the certificate (passthrough). */
  tls?: TlsTermination;
  /** Let only these networks in (CIDR). */
  allowedSources?: readonly string[];
  /** The backend is told who the client is, by the PROXY protocol. */
  proxyProtocol?: true;
  /**
   * What stands in for it where a proxy can't forward connections, or would lose a restriction by it: for TLS on the port
   * of HTTPS, the routes of requests that the same object has for its hosts. TLS ends at the proxy then. Where the route
   * is kept, those are no longer served over HTTPS.
   */
  fallback?: "https";
  /** The object that it came from. */
  resource?: ResourceId;
}

/** Where connections go that are refused; the address is for a proxy that can't do that. */
export const NOBODY: Readonly<Pick<StreamRoute, "upstream" | "backends">> = {
  upstream: "localhost:1",
  backends: [{ weight: 1 }],
};
